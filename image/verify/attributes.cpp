// SPDX-License-Identifier: Apache-2.0
#include "image/verify/attributes.h"

#include "image/verify/algorithms.h"
#include "image/verify/certificate_names.h"

#include <algorithm>

namespace verify {
namespace {

constexpr std::string_view id_data = "2a864886f70d010701";
constexpr std::string_view content_type = "2a864886f70d010903";
constexpr std::string_view message_digest = "2a864886f70d010904";
constexpr std::string_view signing_time = "2a864886f70d010905";
constexpr std::string_view signing_certificate = "2a864886f70d010910020c";  // version 1: SHA-1
constexpr std::string_view signing_certificate_2 = "2a864886f70d010910022f";
constexpr std::size_t attributes_max = 32;

struct Attribute {
    base::ByteView type;
    base::ByteView value;
};

// DER sorts the elements of a SET OF (X.690, 11.6), which also excludes repeats.
bool comes_before(base::ByteView a, base::ByteView b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

Reason list_attributes(DerReader in, std::vector<Attribute>& out) {
    base::ByteView previous;
    while (!in.is_finished()) {
        const Element whole = in.take(tag::sequence);
        DerReader inside(whole.content);
        const Attribute attribute{inside.take(tag::object_identifier).content, inside.take(tag::set).content};
        DerReader values(attribute.value);
        values.take_any();
        const bool is_sound = !in.is_failed() && inside.is_finished() && values.is_finished();
        const bool is_sorted = previous.empty() || comes_before(previous, whole.whole);
        const bool is_repeated = std::any_of(out.begin(), out.end(), [&](const Attribute& other) {
            return are_equal(other.type, attribute.type);
        });
        if (!is_sound || !is_sorted || is_repeated || out.size() == attributes_max) {
            return Reason::cms_attribute_malformed;
        }
        previous = whole.whole;
        out.push_back(attribute);
    }
    return Reason::accepted;
}

const Attribute* find(const std::vector<Attribute>& attributes, std::string_view type) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const Attribute& attribute) { return is_object(attribute.type, type); });
    return found == attributes.end() ? nullptr : &*found;
}

// IssuerSerial: SEQUENCE { SEQUENCE { [4] { Name } }, INTEGER }
bool names_certificate(DerReader in, const CertificateNames& names) {
    DerReader issuers = in.take_inside(tag::sequence);
    DerReader issuer = issuers.take_inside(tag::context_4);
    const Element name = issuer.take(tag::sequence);
    const Element serial = in.take(tag::integer);
    return in.is_finished() && issuers.is_finished() && issuer.is_finished() &&
           are_equal(name.whole, names.issuer) && are_equal(serial.content, names.serial);
}

// SigningCertificateV2: SEQUENCE { SEQUENCE OF ESSCertIDv2, ... }; the first is the signer's.
Reason check_signing_certificate(base::ByteView value, base::ByteView certificate) {
    DerReader outer(value);
    DerReader in = outer.take_inside(tag::sequence);
    DerReader list = in.take_inside(tag::sequence);
    DerReader id = list.take_inside(tag::sequence);
    Hash hash = Hash::sha256;  // the default
    if (id.next_is(tag::sequence)) {
        const auto named = read_hash(id.take(tag::sequence).whole);
        if (!named) return Reason::cms_algorithm_unsupported;
        hash = *named;
    }
    const Element digest = id.take(tag::octet_string);
    CertificateNames names;
    const bool is_named = id.is_finished() ||
                          (read_names(certificate, names) && names_certificate(id.take_inside(tag::sequence), names));
    if (!outer.is_finished() || in.is_failed() || list.is_failed() || !id.is_finished()) {
        return Reason::cms_attribute_malformed;
    }
    const bool is_meant = is_named && are_equal(digest_of(hash, {certificate}), digest.content);
    return is_meant ? Reason::accepted : Reason::certificate_not_the_one_meant;
}

}  // namespace

Reason read_attributes(const Element& attributes, SignedData& out) {
    std::vector<Attribute> list;
    if (const Reason reason = list_attributes(DerReader(attributes.content), list); reason != Reason::accepted) {
        return reason;
    }
    if (find(list, signing_time) != nullptr || find(list, signing_certificate) != nullptr) {
        return Reason::cms_attribute_forbidden;
    }
    const Attribute* type = find(list, content_type);
    const Attribute* digest = find(list, message_digest);
    const Attribute* certificate = find(list, signing_certificate_2);
    if (type == nullptr || digest == nullptr || certificate == nullptr) return Reason::cms_attribute_missing;

    DerReader type_value(type->value);
    DerReader digest_value(digest->value);
    if (!is_object(type_value.take(tag::object_identifier).content, id_data)) return Reason::cms_attribute_malformed;
    out.message_digest = digest_value.take(tag::octet_string).content;
    if (!type_value.is_finished() || !digest_value.is_finished()) return Reason::cms_attribute_malformed;
    const Reason reason = check_signing_certificate(certificate->value, out.certificates[0]);
    if (reason != Reason::accepted) return reason;

    // What is signed is the SET OF, not the [0] it is sent as (RFC 5652, 5.4).
    out.signed_attributes = base::to_bytes(attributes.whole);
    out.signed_attributes[0] = tag::set;
    return Reason::accepted;
}

}  // namespace verify
