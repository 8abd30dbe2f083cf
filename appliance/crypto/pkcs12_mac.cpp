// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/pkcs12_mac.h"

#include "appliance/crypto/der.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include <array>
#include <climits>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

constexpr const char* pbmac1_oid = "1.2.840.113549.1.5.14";
constexpr const char* pbkdf2_oid = "1.2.840.113549.1.5.12";
constexpr const char* hmac_sha256_oid = "1.2.840.113549.2.9";
constexpr std::size_t mac_key_size = 32;
constexpr std::size_t mac_key_size_min = 20;  // RFC 9879, 5

Failure malformed(const char* what) { return {Fault::key_file_unreadable, what}; }

int nid_of(ByteView oid) {
    // The content of an OBJECT IDENTIFIER, made whole again for OpenSSL.
    const Bytes whole = Der::wrap(0x06, {Der::borrowed(oid)}).flatten();
    const unsigned char* cursor = whole.data();
    const ObjectHandle object(d2i_ASN1_OBJECT(nullptr, &cursor, static_cast<long>(whole.size())));
    clear_openssl_errors();
    return object != nullptr ? OBJ_obj2nid(object.get()) : NID_undef;
}

std::string name_of(int nid) { return nid == NID_undef ? "an unknown algorithm" : OBJ_nid2ln(nid); }

Result<std::uint64_t> number_of(ByteView content) {
    if (content.empty() || content.size() > 8 || content[0] >= 0x80U) return malformed("a number of the MAC");
    std::uint64_t value = 0;
    for (const std::uint8_t byte : content) value = value << 8U | byte;
    return value;
}

int hash_of_hmac(int nid) {
    switch (nid) {
    case NID_hmacWithSHA1: return NID_sha1;
    case NID_hmacWithSHA224: return NID_sha224;
    case NID_hmacWithSHA256: return NID_sha256;
    case NID_hmacWithSHA384: return NID_sha384;
    case NID_hmacWithSHA512: return NID_sha512;
    default: return NID_undef;
    }
}

bool is_known_hash(int nid) {
    return nid == NID_sha1 || nid == NID_sha224 || nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

// PBMAC1-params (RFC 8018, A.5) as RFC 9879 narrows them.
base::Status parse_pbmac1(ByteView parameters, Pkcs12Mac& mac) {
    DerReader all(parameters);
    DerReader derivation(all.take(0x30));
    DerReader scheme(all.take(0x30));
    const int kdf = nid_of(derivation.take(0x06));
    DerReader pbkdf2(derivation.take(0x30));
    const int hmac = nid_of(scheme.take(0x06));
    if (!all.is_finished() || !derivation.is_finished() || scheme.is_failed()) return malformed("PBMAC1 parameters");
    mac.name = "PBMAC1 " + name_of(hmac);
    mac.hash = hash_of_hmac(hmac);
    if (kdf != NID_id_pbkdf2) return Failure{Fault::key_file_cipher, mac.name + " with " + name_of(kdf)};
    mac.salt = base::to_bytes(pbkdf2.take(0x04));
    mac.iterations = TRY(number_of(pbkdf2.take(0x02)));
    if (!pbkdf2.is_next(0x02)) return malformed("PBMAC1 without the length of its key");  // RFC 9879, 4
    const std::uint64_t key_size = TRY(number_of(pbkdf2.take(0x02)));
    mac.prf_hash = NID_sha1;
    if (pbkdf2.is_next(0x30)) {
        DerReader prf(pbkdf2.take(0x30));
        const int nid = nid_of(prf.take(0x06));
        mac.prf_hash = hash_of_hmac(nid);
        if (mac.prf_hash == NID_undef) return Failure{Fault::key_file_cipher, mac.name + " with " + name_of(nid)};
    }
    if (!pbkdf2.is_finished() || key_size < mac_key_size_min || key_size > 64) return malformed("PBMAC1's PBKDF2 parameters");
    if (mac.hash == NID_undef) return Failure{Fault::key_file_cipher, mac.name};
    mac.key_size = static_cast<std::size_t>(key_size);
    mac.is_pbmac1 = true;
    mac.is_of_sha1 = mac.hash == NID_sha1;
    return {};
}

bool is_hmac_right(const Pkcs12Mac& mac, const SecretBytes& key, ByteView content) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> value{};
    unsigned int size = 0;
    if (HMAC(EVP_get_digestbynid(mac.hash), key.reveal().data(), static_cast<int>(key.size()), content.data(), content.size(), value.data(),
             &size) == nullptr)
        return false;
    return base::equal_constant_time(ByteView(value.data(), size), mac.value);
}

const char* text_of(ByteView password) { return reinterpret_cast<const char*>(password.data()); }

Result<SecretBytes> pbkdf2_key(const Pkcs12Mac& mac, ByteView password) {
    SecretBytes key(mac.key_size);
    if (PKCS5_PBKDF2_HMAC(password.empty() ? "" : text_of(password), static_cast<int>(password.size()), mac.salt.data(),
                          static_cast<int>(mac.salt.size()), static_cast<int>(mac.iterations), EVP_get_digestbynid(mac.prf_hash),
                          static_cast<int>(key.size()), key.reveal_to_fill().data()) != 1)
        return openssl_failure(Fault::crypto_failed, "PBKDF2");
    return key;
}

// RFC 7292, appendix B.2. A null password is none at all, not even the two zero bytes that end
// one: so some programs write the empty one.
Result<SecretBytes> pkcs12_key(const Pkcs12Mac& mac, const char* password, std::size_t size) {
    Bytes salt = mac.salt;  // OpenSSL takes it without const
    SecretBytes key(static_cast<std::size_t>(EVP_MD_get_size(EVP_get_digestbynid(mac.hash))));
    if (PKCS12_key_gen_utf8(password, static_cast<int>(size), salt.data(), static_cast<int>(salt.size()), PKCS12_MAC_ID,
                            static_cast<int>(mac.iterations), static_cast<int>(key.size()), key.reveal_to_fill().data(),
                            EVP_get_digestbynid(mac.hash)) != 1)
        return openssl_failure(Fault::crypto_failed, "derive a MAC's key");
    return key;
}

}  // namespace

Result<Pkcs12Mac> parse_mac(ByteView mac_data) {
    DerReader outer(mac_data);
    DerReader data(outer.take(0x30));
    DerReader info(data.take(0x30));
    DerReader algorithm(info.take(0x30));
    Pkcs12Mac mac;
    mac.value = base::to_bytes(info.take(0x04));
    mac.hash = nid_of(algorithm.take(0x06));
    mac.salt = base::to_bytes(data.take(0x04));
    if (data.is_next(0x02)) mac.iterations = TRY(number_of(data.take(0x02)));
    if (!outer.is_finished() || !data.is_finished() || !info.is_finished() || algorithm.is_failed()) return malformed("MacData");
    if (mac.hash == NID_pbmac1) {
        TRY(parse_pbmac1(algorithm.take(0x30), mac));
    } else {
        mac.name = "HMAC " + name_of(mac.hash);
        mac.is_of_sha1 = mac.hash == NID_sha1;
        if (!is_known_hash(mac.hash)) return Failure{Fault::key_file_cipher, mac.name};
    }
    if (mac.iterations == 0) return malformed("no rounds");
    if (mac.value.empty() || mac.salt.size() > 1024) return malformed("MacData");
    return mac;
}

Result<bool> is_mac_right(const Pkcs12Mac& mac, ByteView content, ByteView password) {
    if (mac.iterations > INT_MAX) return Failure{Fault::key_file_cipher, "too many rounds"};
    if (mac.is_pbmac1) {
        const SecretBytes key = TRY(pbkdf2_key(mac, password));
        return is_hmac_right(mac, key, content);
    }
    const SecretBytes key = TRY(pkcs12_key(mac, password.empty() ? "" : text_of(password), password.size()));
    if (is_hmac_right(mac, key, content)) return true;
    if (!password.empty()) return false;
    const SecretBytes of_none = TRY(pkcs12_key(mac, nullptr, 0));
    return is_hmac_right(mac, of_none, content);
}

Result<Bytes> write_pbmac1(ByteView content, ByteView password, ByteView salt, std::uint64_t iterations) {
    Pkcs12Mac mac;
    mac.hash = mac.prf_hash = NID_sha256;
    mac.salt = base::to_bytes(salt);
    mac.iterations = iterations;
    mac.key_size = mac_key_size;
    const SecretBytes key = TRY(pbkdf2_key(mac, password));
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> value{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.size()), content.data(), content.size(), value.data(), &size) == nullptr)
        return openssl_failure(Fault::crypto_failed, "HMAC");
    const Der hmac = der_algorithm(hmac_sha256_oid, DerParameters::null);
    const Der pbkdf2 = der_sequence({der_octets(salt), der_integer(iterations), der_integer(mac_key_size), hmac});
    const Der parameters = der_sequence({der_sequence({der_oid(pbkdf2_oid), pbkdf2}), hmac});
    const Der info = der_sequence({der_sequence({der_oid(pbmac1_oid), parameters}), der_octets(ByteView(value.data(), size))});
    // The outer salt and count mean nothing any more, but older readers want to see some (RFC 9879, 4).
    return der_sequence({info, der_octets(salt), der_integer(iterations)}).flatten();
}

}  // namespace crypto
