// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/der.h"
#include "appliance/crypto/enveloped.h"
#include "appliance/crypto/enveloped_names.h"
#include "appliance/crypto/gcm.h"
#include "appliance/crypto/handles.h"

#include <algorithm>
#include <array>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t recipients_max = 64;

bool is_equal(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }
// `element` is a whole OBJECT IDENTIFIER.
bool is_oid(ByteView element, const char* dotted) { return is_equal(element, der_oid(dotted).flatten()); }

Failure malformed(const char* what) { return {Fault::cms_invalid, what}; }

bool is_me(ByteView issuer_and_serial, const Certificate& me) {
    DerReader reader(issuer_and_serial);
    const auto issuer = reader.take_any();
    const auto serial = reader.take(0x02);
    if (!reader.is_finished()) return false;
    const ASN1_INTEGER* mine = X509_get0_serialNumber(me.raw());
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_INTEGER(mine, &der);
    const bool is_serial = size > 0 && DerReader({der, static_cast<std::size_t>(size)}).take(0x02).size() == serial.size() &&
                           std::equal(serial.begin(), serial.end(), der + (static_cast<std::size_t>(size) - serial.size()));
    OPENSSL_free(der);
    return is_serial && is_equal(issuer.whole, me.issuer());
}

bool is_my_key_id(ByteView key_id, const Certificate& me) {
    const ASN1_OCTET_STRING* mine = X509_get0_subject_key_id(me.raw());
    return mine != nullptr && is_equal(key_id, {ASN1_STRING_get0_data(mine), static_cast<std::size_t>(ASN1_STRING_length(mine))});
}

// originator [0] { originatorKey [1] { algorithm, BIT STRING } }: ephemeral keys only.
Status read_originator(ByteView originator, AgreementRecipient& out) {
    DerReader choice(originator);
    DerReader key(choice.take(0xa1));
    DerReader algorithm(key.take(0x30));
    const auto type = algorithm.take_any();
    const ByteView point = key.take(0x03);
    if (!choice.is_finished() || !key.is_finished() || algorithm.is_failed() || !is_oid(type.whole, ec_public_key_oid) ||
        point.size() < 2 || point[0] != 0) {
        return malformed("originator's key");
    }
    out.ephemeral_point = base::to_bytes(point.subspan(1));
    return {};
}

Status read_scheme(ByteView content, AgreementRecipient& out) {
    DerReader scheme(content);
    const auto type = scheme.take_any();
    const auto wrap = scheme.take_any();
    if (!scheme.is_finished() || wrap.tag != 0x30) return malformed("key agreement scheme");
    DerReader wrap_reader(wrap.content);
    const auto wrap_type = wrap_reader.take_any();
    if (wrap_reader.is_failed()) return malformed("key wrap");
    out.wrap_identifier = base::to_bytes(wrap.whole);
    if (is_oid(wrap_type.whole, aes256_wrap_oid)) out.wrap_key_size = 32;
    else if (is_oid(wrap_type.whole, aes192_wrap_oid)) out.wrap_key_size = 24;
    else if (is_oid(wrap_type.whole, aes128_wrap_oid)) out.wrap_key_size = 16;
    else return Failure{Fault::key_algorithm_unsupported, "key wrap"};
    for (const auto hash : {AgreementHash::sha1, AgreementHash::sha256, AgreementHash::sha384, AgreementHash::sha512}) {
        if (!is_oid(type.whole, agreement_oid(hash))) continue;
        out.hash = hash;
        return {};
    }
    return Failure{Fault::key_algorithm_unsupported, "key agreement scheme"};
}

// The encrypted key for `me` in SEQUENCE OF RecipientEncryptedKey; empty when it has none.
Result<Bytes> find_my_key(ByteView keys, const Certificate& me) {
    DerReader list(keys);
    for (std::size_t i = 0; !list.is_finished(); ++i) {
        DerReader entry(list.take(0x30));
        const auto who = entry.take_any();
        const ByteView key = entry.take(0x04);
        if (list.is_failed() || !entry.is_finished() || i == recipients_max) return malformed("recipient's key");
        if (who.tag == 0x30 && is_me(who.content, me)) return base::to_bytes(key);
        if (who.tag == 0xa0 && is_my_key_id(DerReader(who.content).take(0x04), me)) return base::to_bytes(key);
    }
    return Bytes{};
}

// True when this KeyAgreeRecipientInfo speaks to `me`; `out` is filled then.
Result<bool> read_recipient(ByteView content, const Certificate& me, AgreementRecipient& out) {
    DerReader reader(content);
    reader.take(0x02);
    const ByteView originator = reader.take(0xa0);
    if (reader.is_next(0xa1)) {
        DerReader material(reader.take(0xa1));
        out.user_keying_material = base::to_bytes(material.take(0x04));
        if (!material.is_finished()) return malformed("user keying material");
    }
    const ByteView scheme = reader.take(0x30);
    const ByteView keys = reader.take(0x30);
    if (!reader.is_finished()) return malformed("KeyAgreeRecipientInfo");
    out.encrypted_key = TRY(find_my_key(keys, me));
    if (out.encrypted_key.empty()) return false;
    TRY(read_originator(originator, out));
    TRY(read_scheme(scheme, out));
    return true;
}

Result<AgreementRecipient> find_recipient(ByteView recipients, const Certificate& me) {
    DerReader list(recipients);
    for (std::size_t i = 0; !list.is_finished(); ++i) {
        const auto info = list.take_any();
        if (list.is_failed() || i == recipients_max) return malformed("recipients");
        if (info.tag != 0xa1) continue;  // another kind of recipient: not us
        AgreementRecipient found;
        if (TRY(read_recipient(info.content, me, found))) return found;
    }
    return Failure{Fault::parcel_not_for_us, "no recipient matches our certificate"};
}

Status read_encrypted_content(ByteView content, AuthEnveloped& out) {
    DerReader reader(content);
    reader.take(0x06);
    DerReader algorithm(reader.take(0x30));
    const auto type = algorithm.take_any();
    DerReader parameters(algorithm.take(0x30));
    out.nonce = parameters.take(0x04);
    // aes-ICVlen DEFAULT 12; nothing shorter than 16 is accepted.
    const ByteView tag_size = parameters.take(0x02);
    out.cipher = reader.take(0x80);
    if (!reader.is_finished() || !algorithm.is_finished()) return malformed("EncryptedContentInfo");
    if (!is_oid(type.whole, aes256_gcm_oid)) return Failure{Fault::key_algorithm_unsupported, "content cipher"};
    if (!parameters.is_finished() || out.nonce.size() != gcm_nonce_size || tag_size.size() != 1 || tag_size[0] != gcm_tag_size) {
        return malformed("GCM parameters");
    }
    return {};
}

}  // namespace

Result<AuthEnveloped> read_auth_enveloped(ByteView der, const Certificate& me) {
    DerReader outer(der);
    DerReader info(outer.take(0x30));
    const auto type = info.take_any();
    DerReader wrapper(info.take(0xa0));
    DerReader body(wrapper.take(0x30));
    if (!outer.is_finished() || !info.is_finished() || !wrapper.is_finished() || !is_oid(type.whole, auth_enveloped_oid)) {
        return malformed("not AuthEnvelopedData");
    }
    const ByteView version = body.take(0x02);
    if (body.is_next(0xa0)) body.take(0xa0);  // originatorInfo: certificates we do not need
    const ByteView recipients = body.take(0x31);
    const ByteView encrypted = body.take(0x30);
    AuthEnveloped out;
    out.tag = body.take(0x04);
    // Anything more is authenticated attributes, which none of our senders writes.
    if (!body.is_finished() || version.size() != 1 || version[0] != 0 || out.tag.size() != gcm_tag_size) {
        return malformed("AuthEnvelopedData");
    }
    TRY(read_encrypted_content(encrypted, out));
    out.recipient = TRY(find_recipient(recipients, me));
    return out;
}

}  // namespace crypto
