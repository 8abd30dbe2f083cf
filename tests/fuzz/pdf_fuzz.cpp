// SPDX-License-Identifier: Apache-2.0
// Our own readers of PDF syntax: of values as they are spelt, and of the bytes of a
// file (cross-reference sections, revisions, the coverage of a signature).
#include "appliance/documents/pdf_syntax.h"
#include "appliance/documents/reader/coverage.h"
#include "appliance/documents/reader/xref_chain.h"
#include "tests/fuzz/input.h"

namespace {

void read_values(std::string_view text) {
    (void)documents::read_reference(text);
    (void)documents::read_number(text);
    (void)documents::read_name(text);
    (void)documents::read_text(text);
    if (const auto bytes = documents::read_bytes(text)) CHECK(documents::read_bytes(documents::spell_bytes(*bytes)) == *bytes);
    if (const auto items = documents::read_array(text)) CHECK(documents::read_array(documents::spell_array(*items)));
    if (const auto entries = documents::read_dictionary(text)) {
        const auto again = documents::read_dictionary(documents::spell_dictionary(*entries));
        CHECK(again && again->size() == entries->size());
    }
}

void read_file(base::ByteView file) {
    (void)documents::read_xref_chain(file);
    for (const std::size_t end : documents::revision_ends(file)) CHECK(end <= file.size());
    (void)documents::starts_linearized(file, 0);
    const std::size_t at = base::as_text(file).find(" obj");
    if (at == std::string_view::npos || at < 3) return;
    if (const auto signature = documents::raw_signature_at(file, at - 3, {1, 0}, false)) {
        const documents::CoverageVerdict verdict = documents::judge_coverage(file, *signature);
        CHECK(verdict.revision_end <= file.size());
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::ByteView input(data + 1, size - 1);
    if (data[0] % 2 == 0) read_values(base::as_text(input));
    else read_file(input);
    return 0;
}
