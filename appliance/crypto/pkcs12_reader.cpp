// SPDX-License-Identifier: Apache-2.0
// PKCS#12 (RFC 7292). OpenSSL reads the structures, BER too; what they mean is decided here.
#include "appliance/crypto/der.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_file_content.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/password_cipher.h"
#include "appliance/crypto/pkcs12_mac.h"
#include "appliance/crypto/private_key.h"

#include <openssl/pkcs12.h>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;

using Pkcs12Handle = Handle<PKCS12, PKCS12_free>;

struct ReleaseSafes {
    void operator()(STACK_OF(PKCS7)* safes) const { sk_PKCS7_pop_free(safes, PKCS7_free); }
};
struct ReleaseBags {
    void operator()(STACK_OF(PKCS12_SAFEBAG)* bags) const { sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free); }
};
using SafesHandle = std::unique_ptr<STACK_OF(PKCS7), ReleaseSafes>;
using BagsHandle = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), ReleaseBags>;

constexpr int nesting_max = 3;  // SafeContents inside SafeContents

Failure malformed(const char* what) { return openssl_failure(Fault::key_file_unreadable, what); }

ByteView view(const ASN1_OCTET_STRING* string) {
    return {ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

// One walk through a file with one password.
class Walk {
public:
    Walk(const KeyFilePassword& password, KeyFileContent& out) : m_password(password), m_out(out) {}

    Status safes(STACK_OF(PKCS7)* safes);
    // Whether something encrypted opened to what it must be: then the password is right.
    bool is_password_proven() const { return m_is_password_proven; }
    bool is_anything_encrypted() const { return m_is_anything_encrypted; }

private:
    Status safe(PKCS7* safe);
    Status bags(ByteView content, int depth);
    Status bag(PKCS12_SAFEBAG* bag, int depth);
    Status certificate(PKCS12_SAFEBAG* bag);
    Result<SecretBytes> open(const X509_ALGOR* algorithm, ByteView encrypted);

    const KeyFilePassword& m_password;
    KeyFileContent& m_out;
    bool m_is_password_proven = false;
    bool m_is_anything_encrypted = false;
    bool m_is_inside_encrypted = false;
    int m_bag_count = 0;
};

// Good padding happens by chance, one time in 256; DER that fills its bytes to the last does not.
Result<SecretBytes> Walk::open(const X509_ALGOR* algorithm, ByteView encrypted) {
    m_is_anything_encrypted = true;
    SecretBytes plain = TRY(decrypt_with_password(algorithm, encrypted, m_password, m_out));
    const ByteView bytes = plain.reveal();
    int tag = 0;
    int kind = 0;
    long size = 0;
    const unsigned char* cursor = bytes.data();
    const int form = ASN1_get_object(&cursor, &size, &tag, &kind, static_cast<long>(bytes.size()));
    clear_openssl_errors();
    // 0x21: constructed, of indefinite length, as BER has it.
    const bool is_sequence = (form & 0x80) == 0 && tag == V_ASN1_SEQUENCE && kind == V_ASN1_UNIVERSAL;
    const bool is_whole = is_sequence && (form == 0x21 || cursor + size == bytes.data() + bytes.size());
    if (!is_whole) return Failure{Fault::key_file_password, "what came out is no structure"};
    return plain;
}

// All of them, also after one failed: what opens in another says whether the password is right.
Status Walk::safes(STACK_OF(PKCS7)* all) {
    Status first;
    for (int i = 0; i < sk_PKCS7_num(all); ++i) {
        Status one = safe(sk_PKCS7_value(all, i));
        if (!one && first) first = std::move(one);
    }
    return first;
}

Status Walk::safe(PKCS7* safe) {
    if (PKCS7_type_is_data(safe)) {
        if (safe->d.data == nullptr) return malformed("an empty safe");
        return bags(view(safe->d.data), 0);
    }
    if (!PKCS7_type_is_encrypted(safe)) return Failure{Fault::key_file_cipher, "a safe for public keys"};
    const PKCS7_ENC_CONTENT* encrypted = safe->d.encrypted != nullptr ? safe->d.encrypted->enc_data : nullptr;
    if (encrypted == nullptr || encrypted->enc_data == nullptr) return malformed("an encrypted safe without content");
    const SecretBytes plain = TRY(open(encrypted->algorithm, view(encrypted->enc_data)));
    m_is_inside_encrypted = true;
    Status inside = bags(plain.reveal(), 0);
    m_is_inside_encrypted = false;
    // A sound structure with something in it that we do not use proves the password as well.
    m_is_password_proven = m_is_password_proven || inside || inside.fault() != Fault::key_file_unreadable;
    return inside;
}

Status Walk::bags(ByteView content, int depth) {
    if (depth > nesting_max) return Failure{Fault::key_file_unreadable, "nested too deep"};
    const unsigned char* cursor = content.data();
    const BagsHandle all(static_cast<STACK_OF(PKCS12_SAFEBAG)*>(static_cast<void*>(
        ASN1_item_d2i(nullptr, &cursor, static_cast<long>(content.size()), ASN1_ITEM_rptr(PKCS12_SAFEBAGS)))));
    if (all == nullptr || cursor != content.data() + content.size()) return malformed("SafeContents");
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(all.get()); ++i) TRY(bag(sk_PKCS12_SAFEBAG_value(all.get(), i), depth));
    return {};
}

Status Walk::bag(PKCS12_SAFEBAG* bag, int depth) {
    if (++m_bag_count > static_cast<int>(key_file_bags_max)) return Failure{Fault::key_file_unreadable, "too many bags"};
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag: {
        unsigned char* der = nullptr;
        const int size = i2d_PKCS8_PRIV_KEY_INFO(PKCS12_SAFEBAG_get0_p8inf(bag), &der);
        if (size <= 0) return malformed("a key bag");
        auto key = read_private_key_info(ByteView(der, static_cast<std::size_t>(size)));
        OPENSSL_clear_free(der, static_cast<std::size_t>(size));
        if (!key) return key.failure();
        if (!m_is_inside_encrypted) m_out.warn(KeyFileWarning::key_not_encrypted);
        return m_out.add(std::move(*key));
    }
    case NID_pkcs8ShroudedKeyBag: {
        const X509_ALGOR* algorithm = nullptr;
        const ASN1_OCTET_STRING* encrypted = nullptr;
        X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, &encrypted);
        const SecretBytes plain = TRY(open(algorithm, view(encrypted)));
        auto key = read_private_key_info(plain.reveal());
        // A sound key of another kind proves the password too.
        m_is_password_proven = m_is_password_proven || key || key.fault() != Fault::key_file_unreadable;
        if (!key) return key.failure();
        return m_out.add(std::move(*key));
    }
    case NID_certBag: return certificate(bag);
    case NID_safeContentsBag: {
        // Encoded again, because OpenSSL gives the inner bags already parsed.
        unsigned char* der = nullptr;
        const int size = ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(PKCS12_SAFEBAG_get0_safes(bag)), &der, ASN1_ITEM_rptr(PKCS12_SAFEBAGS));
        if (size <= 0) return malformed("a bag of bags");
        Status inner = bags(ByteView(der, static_cast<std::size_t>(size)), depth + 1);
        OPENSSL_clear_free(der, static_cast<std::size_t>(size));
        return inner;
    }
    default: return {};  // CRLs and other secrets are none of ours
    }
}

Status Walk::certificate(PKCS12_SAFEBAG* bag) {
    if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return {};
    X509* raw = PKCS12_SAFEBAG_get1_cert(bag);
    if (raw == nullptr) return malformed("a certificate");
    const Certificate read{std::shared_ptr<x509_st>(raw, X509_free)};
    auto checked = Certificate::from_der(read.der());
    if (!checked) return Failure{Fault::key_file_unreadable, checked.failure().detail};
    return m_out.add(std::move(*checked));
}

struct Outer {
    SafesHandle safes;
    Bytes content;  // what the MAC is over
    std::optional<Pkcs12Mac> mac;
};

Result<Outer> read_outer(ByteView file) {
    const unsigned char* cursor = file.data();
    const Pkcs12Handle parsed(d2i_PKCS12(nullptr, &cursor, static_cast<long>(file.size())));
    if (parsed == nullptr) return malformed("PFX");
    if (cursor != file.data() + file.size()) return Failure{Fault::key_file_unreadable, "bytes after the PFX"};
    Outer out;
    out.safes = SafesHandle(PKCS12_unpack_authsafes(parsed.get()));
    if (out.safes == nullptr) return malformed("AuthenticatedSafe");
    // Written again it is DER, whatever it was, with the bytes that the MAC is over in one piece.
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(parsed.get(), &der);
    if (size <= 0) return malformed("PFX");
    const Bytes whole(der, der + size);
    OPENSSL_clear_free(der, static_cast<std::size_t>(size));
    DerReader outside(whole);
    DerReader pfx(outside.take(0x30));
    pfx.take(0x02);
    DerReader info(pfx.take(0x30));
    info.take(0x06);
    DerReader explicitly(info.take(0xa0));
    out.content = base::to_bytes(explicitly.take(0x04));
    if (!explicitly.is_finished()) return Failure{Fault::key_file_unreadable, "no AuthenticatedSafe"};
    if (pfx.is_next(0x30)) out.mac = TRY(parse_mac(pfx.take_any().whole));
    if (!pfx.is_finished()) return Failure{Fault::key_file_unreadable, "more than a PFX"};
    return out;
}

}  // namespace

Status read_pkcs12(ByteView file, const KeyFilePassword& password, KeyFileContent& out) {
    clear_openssl_errors();
    const Outer outer = TRY(read_outer(file));
    const ByteView secret = password ? password->reveal() : ByteView();
    bool is_mac_fitting = false;
    if (outer.mac) {
        out.mac = outer.mac->name;
        if (outer.mac->is_of_sha1) out.warn(KeyFileWarning::sha1_mac);
        TRY(out.spend(outer.mac->iterations));
        is_mac_fitting = TRY(is_mac_right(*outer.mac, outer.content, secret));
    } else {
        out.warn(KeyFileWarning::no_mac);
    }
    Walk walk(password, out);
    const Status walked = walk.safes(outer.safes.get());
    if (outer.mac && !is_mac_fitting) {
        if (walk.is_password_proven()) return Failure{Fault::key_file_tampered, outer.mac->name + " does not fit"};
        if (!walked && walked.fault() == Fault::key_file_cipher) return walked;
        return Failure{Fault::key_file_password, outer.mac->name + " does not fit, and nothing opened"};
    }
    if (!walked) return walked;
    if (secret.empty() && (outer.mac || walk.is_anything_encrypted())) out.warn(KeyFileWarning::empty_password);
    return {};
}

}  // namespace crypto
