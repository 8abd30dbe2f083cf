// SPDX-License-Identifier: Apache-2.0
#include "image/verify/signed_data.h"

#include "image/verify/algorithms.h"
#include "image/verify/attributes.h"
#include "image/verify/certificate_names.h"
#include "image/verify/der.h"

#include <algorithm>

namespace verify {
namespace {

constexpr std::string_view id_signed_data = "2a864886f70d010702";
constexpr std::string_view id_data = "2a864886f70d010701";
constexpr std::size_t certificates_max = 8;

bool is_one(const Element& version) { return version.content.size() == 1 && version.content[0] == 1; }

bool is_zero(base::ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

struct Signer {
    Element issuer;
    Element serial;
    Element hash_algorithm;
    Element attributes;
    Element signature_algorithm;
    Element signature;
};

Reason read_signer(DerReader in, Signer& out) {
    if (!is_one(in.take(tag::integer))) return Reason::cms_malformed;
    DerReader name = in.take_inside(tag::sequence);
    out.issuer = name.take(tag::sequence);
    out.serial = name.take(tag::integer);
    out.hash_algorithm = in.take(tag::sequence);
    out.attributes = in.take(tag::context_0);
    out.signature_algorithm = in.take(tag::sequence);
    out.signature = in.take(tag::octet_string);
    if (!name.is_finished() || in.is_failed()) return Reason::cms_malformed;
    // Nobody signs unsigned attributes. A time-stamp may come later; then its verifier
    // is asked, and not this one.
    if (in.next_is(tag::context_1)) return Reason::cms_attribute_forbidden;
    return in.is_finished() ? Reason::accepted : Reason::cms_malformed;
}

Reason read_certificates(DerReader in, const Signer& signer, SignedData& out) {
    while (!in.is_finished()) {
        const Element certificate = in.take(tag::sequence);
        if (in.is_failed() || out.certificates.size() == certificates_max) return Reason::cms_malformed;
        out.certificates.push_back(certificate.whole);
    }
    std::size_t found = 0;
    for (std::size_t i = 0; i < out.certificates.size(); ++i) {
        CertificateNames names;
        if (!read_names(out.certificates[i], names)) return Reason::certificate_malformed;
        const bool is_signers = are_equal(names.issuer, signer.issuer.whole) &&
                                are_equal(names.serial, signer.serial.content);
        if (!is_signers) continue;
        std::swap(out.certificates[0], out.certificates[i]);
        ++found;
    }
    return found == 1 ? Reason::accepted : Reason::certificate_missing;
}

}  // namespace

Reason read_signed_data(base::ByteView contents, SignedData& out) {
    DerReader file(contents);
    DerReader message = file.take_inside(tag::sequence);
    const Element type = message.take(tag::object_identifier);
    DerReader wrapper = message.take_inside(tag::context_0);
    DerReader in = wrapper.take_inside(tag::sequence);
    if (file.is_failed() || !message.is_finished() || !wrapper.is_finished()) return Reason::cms_malformed;
    if (!is_zero(file.rest())) return Reason::cms_padding;
    if (!is_object(type.content, id_signed_data) || !is_one(in.take(tag::integer))) return Reason::cms_malformed;

    DerReader hashes = in.take_inside(tag::set);
    const Element announced_hash = hashes.take(tag::sequence);
    DerReader content = in.take_inside(tag::sequence);
    const Element content_type = content.take(tag::object_identifier);
    if (in.is_failed() || !hashes.is_finished()) return Reason::cms_malformed;
    if (!content.is_finished() || !is_object(content_type.content, id_data)) return Reason::cms_not_detached;
    if (!in.next_is(tag::context_0)) return Reason::certificate_missing;
    const DerReader certificates = in.take_inside(tag::context_0);
    DerReader signers = in.take_inside(tag::set);
    const DerReader signer_part = signers.take_inside(tag::sequence);
    if (!in.is_finished()) return Reason::cms_malformed;
    if (!signers.is_finished()) return Reason::cms_signer_count;

    Signer signer;
    if (const Reason reason = read_signer(signer_part, signer); reason != Reason::accepted) return reason;
    const auto hash = read_hash(signer.hash_algorithm.whole);
    if (!hash || read_hash(announced_hash.whole) != hash) return Reason::cms_algorithm_unsupported;
    const auto scheme = read_scheme(signer.signature_algorithm.whole, *hash);
    if (!scheme) return Reason::cms_algorithm_unsupported;
    out.hash = *hash;
    out.scheme = *scheme;
    out.signature = signer.signature.content;
    if (const Reason reason = read_certificates(certificates, signer, out); reason != Reason::accepted) return reason;
    return read_attributes(signer.attributes, out);
}

}  // namespace verify
