// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/private_key.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_parts.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/random.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

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
using Builder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Group = Handle<EC_GROUP, EC_GROUP_free>;
using Point = Handle<EC_POINT, EC_POINT_clear_free>;

Number secret_number(ByteView bytes) {
    Number out(BN_secure_new());
    if (out == nullptr || BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), out.get()) == nullptr) return {};
    BN_set_flags(out.get(), BN_FLG_CONSTTIME);
    return out;
}

Result<Number> number_of(evp_pkey_st* key, const char* name) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return openssl_failure(Fault::key_file_unreadable, "a part of the key is missing");
    return Number(raw);
}

Bytes octets(const BIGNUM* number) {
    Bytes out(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, out.data());
    return out;
}

Result<EvpKey> from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, type, "provider=default"));
    EVP_PKEY* made = nullptr;
    if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
        return openssl_failure(Fault::key_file_mismatch, "put a key together");
    return EvpKey(std::shared_ptr<evp_pkey_st>(made, EVP_PKEY_free));
}

std::size_t field_size(KeyAlgorithm algorithm) { return algorithm == KeyAlgorithm::ecdsa_p384 ? 48 : 32; }

// The uncompressed point that belongs to a scalar of 1..n-1.
Result<Bytes> point_of(KeyAlgorithm algorithm, const BIGNUM* scalar) {
    const Group group(EC_GROUP_new_by_curve_name(algorithm == KeyAlgorithm::ecdsa_p384 ? NID_secp384r1 : NID_X9_62_prime256v1));
    const NumberContext context(BN_CTX_secure_new());
    if (group == nullptr || context == nullptr) return openssl_failure(Fault::crypto_failed, "a curve");
    if (BN_is_zero(scalar) || BN_is_negative(scalar) || BN_cmp(scalar, EC_GROUP_get0_order(group.get())) >= 0)
        return Failure{Fault::key_file_unreadable, "a scalar outside its curve's order"};
    const Point point(EC_POINT_new(group.get()));
    Bytes out(1 + 2 * field_size(algorithm));
    if (point == nullptr || EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, context.get()) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), context.get()) != out.size())
        return openssl_failure(Fault::crypto_failed, "a scalar's point");
    return out;
}

Result<EvpKey> build_ec(const ports::PrivateKey& key) {
    const Number scalar = secret_number(key.secret.reveal());
    if (scalar == nullptr) return openssl_failure(Fault::crypto_failed, "read a scalar");
    const Bytes point = TRY(point_of(key.algorithm, scalar.get()));
    const Bytes expected = TRY(ec_public_key(key.algorithm, point));
    if (!is_same_key(expected, key.public_key)) return Failure{Fault::key_file_mismatch, "the point is not the scalar's"};
    const Builder builder(OSSL_PARAM_BLD_new());
    const char* group = key.algorithm == KeyAlgorithm::ecdsa_p384 ? "P-384" : "P-256";
    if (builder == nullptr || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get()) != 1)
        return openssl_failure(Fault::crypto_failed, "an EC key's parts");
    return from_parameters("EC", builder.get());
}

// d, which only OpenSSL wants: the inverse of e modulo (p-1)(q-1).
Number private_exponent(const BIGNUM* p, const BIGNUM* q, const BIGNUM* e) {
    const NumberContext context(BN_CTX_secure_new());
    const Number p1(BN_secure_new());
    const Number q1(BN_secure_new());
    const Number order(BN_secure_new());
    Number d(BN_secure_new());
    if (context == nullptr || p1 == nullptr || q1 == nullptr || order == nullptr || d == nullptr ||
        BN_sub(p1.get(), p, BN_value_one()) != 1 || BN_sub(q1.get(), q, BN_value_one()) != 1)
        return {};
    BN_set_flags(p1.get(), BN_FLG_CONSTTIME);
    BN_set_flags(q1.get(), BN_FLG_CONSTTIME);
    if (BN_mul(order.get(), p1.get(), q1.get(), context.get()) != 1) return {};
    BN_set_flags(order.get(), BN_FLG_CONSTTIME);
    if (BN_mod_inverse(d.get(), e, order.get(), context.get()) == nullptr) return {};
    return d;
}

Result<EvpKey> build_rsa(const ports::PrivateKey& key) {
    const EvpKey pub = TRY(evp_public_key(key.public_key));
    const KeyAlgorithm actual = TRY(algorithm_of(pub.raw()));
    if (actual != key.algorithm) return Failure{Fault::key_file_mismatch, "the public key is of another algorithm"};
    const auto parts = rsa_parts(key);
    if (!parts) return Failure{Fault::key_file_mismatch, parts.failure().detail};
    const Number n = TRY(number_of(pub.raw(), OSSL_PKEY_PARAM_RSA_N));
    const Number e = TRY(number_of(pub.raw(), OSSL_PKEY_PARAM_RSA_E));
    const Number p = secret_number(parts->p.reveal());
    const Number q = secret_number(parts->q.reveal());
    const Number dp = secret_number(parts->dp.reveal());
    const Number dq = secret_number(parts->dq.reveal());
    const Number coefficient = secret_number(parts->q_inverse.reveal());
    const Number d = p != nullptr && q != nullptr ? private_exponent(p.get(), q.get(), e.get()) : Number();
    const Builder builder(OSSL_PARAM_BLD_new());
    if (d == nullptr || dp == nullptr || dq == nullptr || coefficient == nullptr || builder == nullptr)
        return openssl_failure(Fault::key_file_mismatch, "an RSA key from its prime");
    const std::pair<const char*, const BIGNUM*> all[] = {{OSSL_PKEY_PARAM_RSA_N, n.get()},
                                                         {OSSL_PKEY_PARAM_RSA_E, e.get()},
                                                         {OSSL_PKEY_PARAM_RSA_D, d.get()},
                                                         {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
                                                         {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},
                                                         {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
                                                         {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()},
                                                         {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient.get()}};
    for (const auto& [name, number] : all)
        if (OSSL_PARAM_BLD_push_BN(builder.get(), name, number) != 1) return openssl_failure(Fault::crypto_failed, "an RSA key's parts");
    return from_parameters("RSA", builder.get());
}

// Signs something nobody can have foreseen: shows that both halves belong together.
base::Status prove(const EvpKey& key, KeyAlgorithm algorithm, const Bytes& spki) {
    SoftwareKey pair(key, algorithm, spki);
    const Bytes digest = random_bytes(32);
    const auto signature = pair.sign(natural_scheme(algorithm), ports::HashAlgorithm::sha256, digest);
    if (!signature || !verify_signature(spki, natural_scheme(algorithm), ports::HashAlgorithm::sha256, digest, *signature))
        return Failure{Fault::key_file_mismatch, "the private key's signature is not the public key's"};
    return {};
}

std::string name_of(evp_pkey_st* key) {
    const char* type = EVP_PKEY_get0_type_name(key);
    if (EVP_PKEY_is_a(key, "RSA") == 1) return "RSA-" + std::to_string(EVP_PKEY_get_bits(key));
    char group[64] = {};
    if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1) {
        const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group));
        return nist != nullptr ? nist : group;
    }
    return type != nullptr ? type : "unknown";
}

}  // namespace

Result<EvpKey> evp_private_key(const ports::PrivateKey& key) {
    clear_openssl_errors();
    const std::size_t size = key.algorithm == KeyAlgorithm::rsa_2048   ? 128
                             : key.algorithm == KeyAlgorithm::rsa_3072 ? 192
                                                                       : field_size(key.algorithm);
    if (key.secret.size() != size) return Failure{Fault::key_file_mismatch, "a secret of another length"};
    EvpKey built = TRY(is_rsa(key.algorithm) ? build_rsa(key) : build_ec(key));
    TRY(prove(built, key.algorithm, key.public_key));
    return built;
}

Result<ports::PrivateKey> private_key_of(evp_pkey_st* raw) {
    clear_openssl_errors();
    const auto algorithm = algorithm_of(raw);
    if (!algorithm) return Failure{Fault::key_algorithm_unsupported, name_of(raw) + ": neither P-256, P-384, RSA-2048 nor RSA-3072"};
    ports::PrivateKey key;
    key.algorithm = *algorithm;
    const char* part = is_rsa(*algorithm) ? OSSL_PKEY_PARAM_RSA_FACTOR1 : OSSL_PKEY_PARAM_PRIV_KEY;
    const Number secret = TRY(number_of(raw, part));
    if (is_rsa(*algorithm)) {
        const Number n = TRY(number_of(raw, OSSL_PKEY_PARAM_RSA_N));
        const Number e = TRY(number_of(raw, OSSL_PKEY_PARAM_RSA_E));
        auto spki = rsa_public_key(*algorithm, octets(n.get()), octets(e.get()));
        if (!spki) return Failure{Fault::key_file_unreadable, spki.failure().detail};
        key.public_key = std::move(*spki);
        key.secret = SecretBytes(*algorithm == KeyAlgorithm::rsa_2048 ? std::size_t{128} : std::size_t{192});
    } else {
        const Bytes point = TRY(point_of(*algorithm, secret.get()));
        key.public_key = TRY(ec_public_key(*algorithm, point));
        key.secret = SecretBytes(field_size(*algorithm));
        // What the file says of the point must be true: it may be all that a certificate is compared with.
        const Bytes said = TRY(public_key_of(raw));
        if (!is_same_key(said, key.public_key)) return Failure{Fault::key_file_mismatch, "the point in the file is not the scalar's"};
    }
    const int size = static_cast<int>(key.secret.size());
    if (BN_bn2binpad(secret.get(), key.secret.reveal_to_fill().data(), size) != size)
        return openssl_failure(Fault::key_file_unreadable, "a secret longer than its key");
    TRY(evp_private_key(key));
    return key;
}

Result<std::shared_ptr<SoftwareKey>> software_key_of(const ports::PrivateKey& key) {
    const EvpKey built = TRY(evp_private_key(key));
    return std::make_shared<SoftwareKey>(built, key.algorithm, key.public_key);
}

Result<SecretBytes> write_private_key_info(const ports::PrivateKey& key) {
    const EvpKey built = TRY(evp_private_key(key));
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(built.raw()));
    unsigned char* der = nullptr;
    const int size = info != nullptr ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der) : 0;
    if (size <= 0) return openssl_failure(Fault::crypto_failed, "write PrivateKeyInfo");
    SecretBytes out(ByteView(der, static_cast<std::size_t>(size)));
    OPENSSL_clear_free(der, static_cast<std::size_t>(size));
    return out;
}

Result<ports::PrivateKey> read_private_key_info(ByteView der) {
    clear_openssl_errors();
    const unsigned char* cursor = der.data();
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(der.size())));
    if (info == nullptr || cursor != der.data() + der.size()) return openssl_failure(Fault::key_file_unreadable, "PrivateKeyInfo");
    const ASN1_OBJECT* algorithm = nullptr;
    if (PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info.get()) != 1) return openssl_failure(Fault::key_file_unreadable, "PrivateKeyInfo");
    const int nid = OBJ_obj2nid(algorithm);
    if (nid != NID_rsaEncryption && nid != NID_X9_62_id_ecPublicKey) {
        char name[80] = {};
        OBJ_obj2txt(name, sizeof name, algorithm, 0);
        return Failure{Fault::key_algorithm_unsupported, name};
    }
    const KeyHandle key(EVP_PKCS82PKEY(info.get()));
    if (key == nullptr) return openssl_failure(Fault::key_file_unreadable, "the key in PrivateKeyInfo");
    return private_key_of(key.get());
}

}  // namespace crypto
