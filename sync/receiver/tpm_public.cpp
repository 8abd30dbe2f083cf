// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/tpm_public.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::uint16_t alg_rsa = 0x0001;
constexpr std::uint16_t alg_sha256 = 0x000b;
constexpr std::uint16_t alg_null = 0x0010;
constexpr std::uint16_t alg_ecc = 0x0023;
constexpr std::uint16_t curve_p256 = 0x0003;
constexpr std::uint16_t curve_p384 = 0x0004;
constexpr std::uint32_t generated_value = 0xff544347;  // TPM_GENERATED_VALUE
constexpr std::uint16_t attest_certify = 0x8017;       // TPM_ST_ATTEST_CERTIFY
constexpr std::size_t field_size_max = 1024;

struct FreeParams { void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); } };
struct FreeBuilder { void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); } };
struct FreeContext { void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); } };
struct FreeKey { void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); } };
struct FreeNumber { void operator()(BIGNUM* number) const { BN_free(number); } };

Failure invalid(const char* what) { return {Fault::certificate_invalid, std::string("TPM structure: ") + what}; }

ByteView take_sized(base::Reader& reader) {
    const std::uint16_t size = reader.take_u16();
    return size > field_size_max ? reader.take(reader.left() + 1) : reader.take(size);
}

// An algorithm selector with `details` 16-bit words behind it unless it is null.
void skip_algorithm(base::Reader& reader, unsigned details) {
    if (reader.take_u16() == alg_null) return;
    for (unsigned i = 0; i < details; ++i) (void)reader.take_u16();
}

Result<Bytes> spki_of(const char* type, OSSL_PARAM_BLD* builder) {
    const std::unique_ptr<OSSL_PARAM, FreeParams> params(OSSL_PARAM_BLD_to_param(builder));
    const std::unique_ptr<EVP_PKEY_CTX, FreeContext> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* raw = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return invalid("public key");
    const std::unique_ptr<EVP_PKEY, FreeKey> key(raw);
    std::uint8_t* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    if (size <= 0) return invalid("public key");
    Bytes spki(der, der + size);
    OPENSSL_free(der);
    return spki;
}

Result<Bytes> read_ecc(base::Reader& reader) {
    skip_algorithm(reader, 2);  // symmetric: bits, mode
    skip_algorithm(reader, 1);  // scheme: hash
    const std::uint16_t curve = reader.take_u16();
    skip_algorithm(reader, 1);  // kdf: hash
    const ByteView x = take_sized(reader);
    const ByteView y = take_sized(reader);
    const std::size_t width = curve == curve_p256 ? 32 : curve == curve_p384 ? 48 : 0;
    if (!reader.is_finished() || width == 0 || x.size() > width || y.size() > width) return invalid("ECC point");
    Bytes point{4};
    point.insert(point.end(), width - x.size(), 0);
    base::append(point, x);
    point.insert(point.end(), width - y.size(), 0);
    base::append(point, y);
    const std::unique_ptr<OSSL_PARAM_BLD, FreeBuilder> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, width == 32 ? "P-256" : "P-384", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return spki_of("EC", builder.get());
}

Result<Bytes> read_rsa(base::Reader& reader) {
    skip_algorithm(reader, 2);
    skip_algorithm(reader, 1);
    const std::uint16_t bits = reader.take_u16();
    const std::uint32_t exponent = reader.take_u32();
    const ByteView modulus = take_sized(reader);
    if (!reader.is_finished() || bits < 2048 || modulus.size() * 8 != bits) return invalid("RSA key");
    const std::unique_ptr<BIGNUM, FreeNumber> n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const std::unique_ptr<BIGNUM, FreeNumber> e(BN_new());
    BN_set_word(e.get(), exponent == 0 ? 65537 : exponent);  // part 2, 12.2.3.5: zero is the default
    const std::unique_ptr<OSSL_PARAM_BLD, FreeBuilder> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return spki_of("RSA", builder.get());
}

}  // namespace

Result<TpmPublic> read_tpm_public(ByteView bytes) {
    base::Reader reader(bytes);
    const std::uint16_t type = reader.take_u16();
    const std::uint16_t name_algorithm = reader.take_u16();
    TpmPublic result;
    result.attributes = reader.take_u32();
    result.policy = base::to_bytes(take_sized(reader));
    if (reader.is_failed() || name_algorithm != alg_sha256) return invalid("head");
    if (type != alg_ecc && type != alg_rsa) return invalid("type");
    result.spki = type == alg_ecc ? TRY(read_ecc(reader)) : TRY(read_rsa(reader));
    result.name = {0x00, 0x0b};
    base::append(result.name, crypto::sha256(bytes));
    return result;
}

Result<CertifyStatement> read_certify_statement(ByteView attested) {
    base::Reader reader(attested);
    const std::uint32_t magic = reader.take_u32();
    const std::uint16_t type = reader.take_u16();
    (void)take_sized(reader);  // qualifiedSigner
    CertifyStatement statement;
    statement.extra_data = base::to_bytes(take_sized(reader));
    (void)reader.take(8 + 4 + 4 + 1);  // clockInfo
    (void)reader.take_u64();           // firmwareVersion
    statement.name = base::to_bytes(take_sized(reader));
    (void)take_sized(reader);  // qualifiedName
    if (!reader.is_finished() || magic != generated_value || type != attest_certify) return invalid("attestation");
    return statement;
}

}  // namespace receiver
