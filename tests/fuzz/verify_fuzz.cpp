// SPDX-License-Identifier: Apache-2.0
// The second opinion on arbitrary bytes. Three ways in, chosen by the first byte: a
// whole file, the CMS alone, and the CMS inside a file whose digest fits, so that the
// fuzzer gets past the document without having to invent a SHA-256.
#include "appliance/base/check.h"
#include "image/verify/signed_data.h"
#include "image/verify/verdict.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

// A file around a message; returns the whole.
std::string file_around(base::ByteView message) {
    const std::string start = "%PDF-1.7\n1 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[";
    const std::string hole = "<" + base::to_hex(message) + "0000>";
    const std::string tail = ">>\nendobj\n%%EOF\n";
    std::string numbers(40, ' ');
    const std::string contents = "]/Contents";
    const std::size_t begin = start.size() + numbers.size() + contents.size();
    const std::string text = "0 " + std::to_string(begin) + " " + std::to_string(begin + hole.size()) + " " +
                             std::to_string(tail.size());
    numbers.replace(0, text.size(), text);
    return start + numbers + contents + hole + tail;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::ByteView input(data + 1, size - 1);
    if (data[0] % 3 == 0) {
        CHECK(verify::judge(input, {}, 1'795'000'000) != verify::Reason::accepted);
    } else if (data[0] % 3 == 1) {
        verify::SignedData message;
        if (verify::read_signed_data(input, message) == verify::Reason::accepted) {
            const base::Bytes digest = verify::digest_of(message.hash, {message.signed_attributes});
            CHECK(verify::check_signer({message.certificates, {}, 1'795'000'000, message.scheme, message.hash, digest,
                                        message.signature}) != verify::Reason::accepted);
        }
    } else {
        CHECK(verify::judge(base::as_bytes(file_around(input)), {}, 1'795'000'000) != verify::Reason::accepted);
    }
    return 0;
}
