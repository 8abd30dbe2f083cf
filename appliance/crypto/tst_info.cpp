// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/tst_info.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using ports::HashAlgorithm;

namespace {

std::string dotted(ByteView oid_element) {
    const unsigned char* cursor = oid_element.data();
    const ObjectHandle object(d2i_ASN1_OBJECT(nullptr, &cursor, static_cast<long>(oid_element.size())));
    char text[128];
    if (object == nullptr) return {};
    const int size = OBJ_obj2txt(text, sizeof text, object.get(), 1);
    return size > 0 && size < static_cast<int>(sizeof text) ? text : std::string();
}

// MessageImprint ::= SEQUENCE { hashAlgorithm, hashedMessage }
std::optional<HashAlgorithm> read_imprint(ByteView content, Bytes& imprint, bool& is_well_formed) {
    DerReader reader(content);
    DerReader algorithm(reader.take(0x30));
    const auto type = algorithm.take_any();
    imprint = base::to_bytes(reader.take(0x04));
    is_well_formed = reader.is_finished() && !algorithm.is_failed();
    if (!is_well_formed) return std::nullopt;
    const auto hash = hash_by_nid(OBJ_txt2nid(dotted(type.whole).c_str()));
    is_well_formed = !hash || imprint.size() == digest_size(*hash);
    return hash;
}

}  // namespace

Result<TimestampClaim> read_tst_info(ByteView der) {
    DerReader outer(der);
    DerReader reader(outer.take(0x30));
    const Failure malformed{Fault::timestamp_invalid, "TSTInfo"};
    TimestampClaim claim;
    const ByteView version = reader.take(0x02);
    const auto policy = reader.take_any();
    const ByteView message_imprint = reader.take(0x30);
    const ByteView serial = reader.take(0x02);
    const ByteView time = reader.take(0x18);
    if (!outer.is_finished() || reader.is_failed() || version.size() != 1 || version[0] != 1 || policy.tag != 0x06 ||
        serial.empty()) {
        return malformed;
    }
    bool is_well_formed = false;
    const auto hash = read_imprint(message_imprint, claim.imprint, is_well_formed);
    const auto generated = parse_generalized_time(base::as_text(time));
    if (!hash || !is_well_formed || !generated) return malformed;
    if (reader.is_next(0x30)) reader.take(0x30);  // accuracy
    if (reader.is_next(0x01)) reader.take(0x01);  // ordering
    if (reader.is_next(0x02)) {
        claim.nonce = base::to_bytes(reader.take(0x02));
        if (claim.nonce.empty()) return malformed;
    }
    if (reader.is_next(0xa0)) reader.take(0xa0);  // the authority's name
    if (reader.is_next(0xa1)) reader.take(0xa1);  // extensions
    if (!reader.is_finished()) return malformed;
    claim.hash = *hash;
    claim.generated_ms = *generated;
    claim.policy = dotted(policy.whole);
    claim.serial_hex = base::to_hex(serial.size() > 1 && serial[0] == 0 ? serial.subspan(1) : serial);
    clear_openssl_errors();
    return claim;
}

Result<TimestampClaim> read_tst_info_of(CMS_ContentInfo* token) {
    if (token == nullptr || OBJ_obj2nid(CMS_get0_type(token)) != NID_pkcs7_signed ||
        OBJ_obj2nid(CMS_get0_eContentType(token)) != NID_id_smime_ct_TSTInfo) {
        return openssl_failure(Fault::timestamp_invalid, "not a time-stamp token");
    }
    ASN1_OCTET_STRING** content = CMS_get0_content(token);
    if (content == nullptr || *content == nullptr) return Failure{Fault::timestamp_invalid, "without TSTInfo"};
    return read_tst_info(view_of(*content));
}

}  // namespace crypto
