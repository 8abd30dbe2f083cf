// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/key_parts.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

#include <algorithm>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using ports::KeyAlgorithm;

using Number = Handle<BIGNUM, BN_clear_free>;
using NumberContext = Handle<BN_CTX, BN_CTX_free>;

Number number_of(ByteView bytes) { return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)); }

Der bit_string(ByteView content) {
    Bytes bits{0};  // no unused bits
    base::append(bits, content);
    return Der::wrap(0x03, {Der(std::move(bits))});
}

// What the library takes for a key of this algorithm, checked by it, and written by it.
Result<Bytes> checked(KeyAlgorithm algorithm, const Bytes& spki) {
    const auto key = evp_public_key(spki);
    if (!key) return Failure{Fault::crypto_failed, "not a public key of this algorithm: " + key.failure().detail};
    clear_openssl_errors();
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key->raw(), nullptr));
    if (context == nullptr || EVP_PKEY_public_check(context.get()) != 1) return openssl_failure(Fault::crypto_failed, "check a public key");
    const auto actual = algorithm_of(key->raw());
    if (!actual || *actual != algorithm) return Failure{Fault::crypto_failed, "a public key of another algorithm"};
    return public_key_of(key->raw());
}

Result<SecretBytes> padded(const BIGNUM* number, std::size_t size) {
    SecretBytes out(size);
    if (number == nullptr || BN_bn2binpad(number, out.reveal_to_fill().data(), static_cast<int>(size)) != static_cast<int>(size))
        return openssl_failure(Fault::crypto_failed, "write a part of a key");
    return out;
}

}  // namespace

Result<Bytes> ec_public_key(KeyAlgorithm algorithm, ByteView point) {
    const char* curve = nullptr;
    if (algorithm == KeyAlgorithm::ecdsa_p256) curve = "1.2.840.10045.3.1.7";
    else if (algorithm == KeyAlgorithm::ecdsa_p384) curve = "1.3.132.0.34";
    else return Failure{Fault::key_algorithm_unsupported, "not an elliptic curve"};
    constexpr std::uint8_t uncompressed = 0x04;
    if (point.empty() || point[0] != uncompressed) return Failure{Fault::crypto_failed, "not an uncompressed point"};
    const Der identifier = der_sequence({der_oid("1.2.840.10045.2.1"), der_oid(curve)});
    return checked(algorithm, der_sequence({identifier, bit_string(point)}).flatten());
}

Result<Bytes> rsa_public_key(KeyAlgorithm algorithm, ByteView modulus, ByteView exponent) {
    if (!is_rsa(algorithm)) return Failure{Fault::key_algorithm_unsupported, "not RSA"};
    while (!modulus.empty() && modulus[0] == 0) modulus = modulus.subspan(1);
    while (!exponent.empty() && exponent[0] == 0) exponent = exponent.subspan(1);
    const bool is_odd = !modulus.empty() && !exponent.empty() && (modulus.back() & exponent.back() & 1U) == 1;
    if (!is_odd || exponent.size() > 4 || (exponent.size() == 1 && exponent[0] < 3))
        return Failure{Fault::crypto_failed, "not an RSA modulus and exponent"};
    const Bytes key = der_sequence({der_integer(modulus), der_integer(exponent)}).flatten();
    return checked(algorithm, der_sequence({der_algorithm("1.2.840.113549.1.1.1", DerParameters::null), bit_string(key)}).flatten());
}

Result<PublicParts> public_parts(ByteView subject_public_key_info) {
    const EvpKey key = TRY(evp_public_key(subject_public_key_info));
    PublicParts out;
    out.algorithm = TRY(algorithm_of(key.raw()));
    clear_openssl_errors();
    if (!is_rsa(out.algorithm)) {
        const std::size_t size = out.algorithm == KeyAlgorithm::ecdsa_p256 ? 65 : 97;
        std::uint8_t* raw = nullptr;
        const std::size_t got = EVP_PKEY_get1_encoded_public_key(key.raw(), &raw);
        if (got != 0) out.point.assign(raw, raw + got);
        OPENSSL_free(raw);
        if (got != size || out.point[0] != 0x04) return openssl_failure(Fault::crypto_failed, "read a public point");
        return out;
    }
    for (const auto& [name, number] : {std::pair{OSSL_PKEY_PARAM_RSA_N, &out.modulus}, std::pair{OSSL_PKEY_PARAM_RSA_E, &out.exponent}}) {
        BIGNUM* raw = nullptr;
        if (EVP_PKEY_get_bn_param(key.raw(), name, &raw) != 1) return openssl_failure(Fault::crypto_failed, "read an RSA public key");
        const Number value(raw);
        number->resize(static_cast<std::size_t>(BN_num_bytes(value.get())));
        BN_bn2bin(value.get(), number->data());
    }
    return out;
}

Result<RsaParts> rsa_parts(const ports::PrivateKey& key) {
    if (!is_rsa(key.algorithm)) return Failure{Fault::key_algorithm_unsupported, "not RSA"};
    const EvpKey pub = TRY(evp_public_key(key.public_key));
    clear_openssl_errors();
    BIGNUM* raw_n = nullptr;
    BIGNUM* raw_e = nullptr;
    const bool is_read = EVP_PKEY_get_bn_param(pub.raw(), OSSL_PKEY_PARAM_RSA_N, &raw_n) == 1 &&
                         EVP_PKEY_get_bn_param(pub.raw(), OSSL_PKEY_PARAM_RSA_E, &raw_e) == 1;
    const Number n(raw_n);
    const Number e(raw_e);
    const NumberContext context(BN_CTX_secure_new());
    const Number one(BN_new());
    Number p = number_of(key.secret.reveal());
    Number q(BN_new());
    const Number rest(BN_new());
    if (!is_read || context == nullptr || one == nullptr || p == nullptr || q == nullptr || rest == nullptr || BN_one(one.get()) != 1)
        return openssl_failure(Fault::crypto_failed, "read an RSA key");
    BN_set_flags(p.get(), BN_FLG_CONSTTIME);
    if (BN_is_zero(p.get()) || BN_is_one(p.get()) || BN_div(q.get(), rest.get(), n.get(), p.get(), context.get()) != 1 || !BN_is_zero(rest.get()) ||
        BN_is_one(q.get())) {
        clear_openssl_errors();
        return Failure{Fault::key_file_mismatch, "the prime does not divide the modulus"};
    }
    if (BN_cmp(p.get(), q.get()) < 0) std::swap(p, q);  // as cards and files have it
    const auto exponent_modulo = [&](const BIGNUM* prime) {
        const Number order(BN_new());
        Number inverse(BN_new());
        if (order == nullptr || inverse == nullptr || BN_sub(order.get(), prime, one.get()) != 1) return Number();
        BN_set_flags(order.get(), BN_FLG_CONSTTIME);
        if (BN_mod_inverse(inverse.get(), e.get(), order.get(), context.get()) == nullptr) return Number();
        return inverse;
    };
    const Number dp = exponent_modulo(p.get());
    const Number dq = exponent_modulo(q.get());
    const Number coefficient(BN_mod_inverse(nullptr, q.get(), p.get(), context.get()));
    const std::size_t half = static_cast<std::size_t>(BN_num_bytes(n.get())) / 2;
    RsaParts parts;
    parts.p = TRY(padded(p.get(), half));
    parts.q = TRY(padded(q.get(), half));
    parts.dp = TRY(padded(dp.get(), half));
    parts.dq = TRY(padded(dq.get(), half));
    parts.q_inverse = TRY(padded(coefficient.get(), half));
    return parts;
}

}  // namespace crypto
