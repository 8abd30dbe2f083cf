// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/credential.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

struct FreeKey { void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); } };
struct FreeContext { void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); } };
struct FreeCipher { void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); } };
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeContext>;

constexpr std::string_view identity_label = "IDENTITY";
constexpr std::size_t coordinate_size = 32;

Failure failed(const char* what) { return {Fault::crypto_failed, std::string("make_credential: ") + what}; }

void append_sized(Bytes& out, ByteView bytes) {
    base::append_number(out, bytes.size(), 2);
    base::append(out, bytes);
}

// KDFa (part 1, 11.4.10.2) for at most one block of SHA-256.
Bytes kdfa(ByteView key, std::string_view label, ByteView context, std::size_t size) {
    Bytes message;
    base::append_number(message, 1, 4);
    base::append(message, label);
    message.push_back(0);
    base::append(message, context);
    base::append_number(message, size * 8, 4);
    Bytes block = crypto::hmac_sha256(key, message);
    block.resize(size);
    return block;
}

// KDFe (part 1, 11.4.10.3), one block.
Bytes kdfe(ByteView shared, std::string_view label, ByteView party_u, ByteView party_v) {
    Bytes message;
    base::append_number(message, 1, 4);
    base::append(message, shared);
    base::append(message, label);
    message.push_back(0);
    base::append(message, party_u);
    base::append(message, party_v);
    const base::Digest digest = crypto::sha256(message);
    return base::to_bytes(digest);
}

struct Seed {
    Bytes seed;
    Bytes encrypted;  // without its size
};

Result<Seed> rsa_seed(EVP_PKEY* endorsement) {
    Seed result{crypto::random_bytes(32), {}};
    const Context context(EVP_PKEY_CTX_new(endorsement, nullptr));
    // OPENSSL_malloc because the context takes the label over; its zero byte belongs to it.
    auto* label = static_cast<char*>(OPENSSL_malloc(identity_label.size() + 1));
    std::copy(identity_label.begin(), identity_label.end(), label);
    label[identity_label.size()] = '\0';
    std::size_t size = 0;
    if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) != 1 ||
        EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) != 1) {
        OPENSSL_free(label);
        return failed("OAEP");
    }
    if (EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), label, static_cast<int>(identity_label.size() + 1)) != 1) {
        OPENSSL_free(label);
        return failed("OAEP label");
    }
    if (EVP_PKEY_encrypt(context.get(), nullptr, &size, result.seed.data(), result.seed.size()) != 1)
        return failed("OAEP size");
    result.encrypted.resize(size);
    if (EVP_PKEY_encrypt(context.get(), result.encrypted.data(), &size, result.seed.data(), result.seed.size()) != 1)
        return failed("OAEP");
    result.encrypted.resize(size);
    return result;
}

// The uncompressed point of a P-256 key, without its first byte.
Result<Bytes> coordinates(EVP_PKEY* key) {
    Bytes point(1 + 2 * coordinate_size);
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1 ||
        size != point.size() || point.front() != 4)
        return Failure{Fault::key_algorithm_unsupported, "endorsement key"};
    point.erase(point.begin());
    return point;
}

Result<Seed> ecc_seed(EVP_PKEY* endorsement) {
    const Bytes theirs = TRY(coordinates(endorsement));
    const Key ephemeral(EVP_EC_gen("P-256"));
    if (!ephemeral) return failed("ephemeral key");
    EVP_PKEY_set_utf8_string_param(ephemeral.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
    const Bytes ours = TRY(coordinates(ephemeral.get()));
    const Context context(EVP_PKEY_CTX_new(ephemeral.get(), nullptr));
    Bytes shared(coordinate_size);
    std::size_t size = shared.size();
    if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), endorsement) != 1 ||
        EVP_PKEY_derive(context.get(), shared.data(), &size) != 1 || size != coordinate_size)
        return failed("ECDH");
    const ByteView our_x = ByteView(ours).first(coordinate_size);
    Seed result{kdfe(shared, identity_label, our_x, ByteView(theirs).first(coordinate_size)), {}};
    append_sized(result.encrypted, our_x);
    append_sized(result.encrypted, ByteView(ours).subspan(coordinate_size));
    return result;
}

Result<Bytes> aes_cfb(ByteView key, ByteView plain) {
    const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
    const Bytes no_iv(16, 0);  // part 1, 24.4: the key is used once
    Bytes out(plain.size());
    int size = 0;
    if (!context || EVP_EncryptInit_ex(context.get(), EVP_aes_128_cfb128(), nullptr, key.data(), no_iv.data()) != 1 ||
        EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(), static_cast<int>(plain.size())) != 1)
        return failed("AES");
    return out;
}

Result<Seed> seed_for(EVP_PKEY* endorsement) {
    if (EVP_PKEY_is_a(endorsement, "RSA") == 1) return rsa_seed(endorsement);
    if (EVP_PKEY_is_a(endorsement, "EC") == 1) return ecc_seed(endorsement);
    return Failure{Fault::key_algorithm_unsupported, "endorsement key"};
}

}  // namespace

Result<Credential> make_credential(ByteView endorsement_key, ByteView object_name, ByteView content) {
    const std::uint8_t* at = endorsement_key.data();
    const Key endorsement(d2i_PUBKEY(nullptr, &at, static_cast<long>(endorsement_key.size())));
    if (!endorsement) return Failure{Fault::key_algorithm_unsupported, "endorsement key"};
    const Seed seed = TRY(seed_for(endorsement.get()));
    Bytes plain;
    append_sized(plain, content);
    const Bytes identity = TRY(aes_cfb(kdfa(seed.seed, "STORAGE", object_name, 16), plain));
    Bytes covered = identity;
    base::append(covered, object_name);
    const Bytes integrity = crypto::hmac_sha256(kdfa(seed.seed, "INTEGRITY", {}, 32), covered);
    Bytes object;
    append_sized(object, integrity);
    base::append(object, identity);
    Credential credential;
    append_sized(credential.blob, object);
    append_sized(credential.secret, seed.encrypted);
    return credential;
}

}  // namespace receiver
