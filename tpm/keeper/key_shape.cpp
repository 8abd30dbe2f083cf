// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_shape.h"

#include "appliance/crypto/key_parts.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"

#include <array>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using ports::KeyAlgorithm;

std::uint32_t attributes_of(KeyOrigin origin) {
    constexpr std::uint32_t all = TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_NODA;
    switch (origin) {
    case KeyOrigin::born: return all | TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN;
    case KeyOrigin::movable: return all | TPMA_OBJECT_SENSITIVEDATAORIGIN;
    case KeyOrigin::foreign: return all;
    }
    CHECK(false);
}

void set_curve(TPMT_PUBLIC& area, TPM2_ECC_CURVE curve, TPM2_ALG_ID hash) {
    area.type = TPM2_ALG_ECC;
    TPMS_ECC_PARMS& details = area.parameters.eccDetail;
    details.symmetric.algorithm = TPM2_ALG_NULL;
    details.scheme.scheme = TPM2_ALG_ECDSA;
    details.scheme.details.ecdsa.hashAlg = hash;
    details.curveID = curve;
    details.kdf.scheme = TPM2_ALG_NULL;
}

void set_rsa(TPMT_PUBLIC& area, std::uint16_t bits) {
    area.type = TPM2_ALG_RSA;
    TPMS_RSA_PARMS& details = area.parameters.rsaDetail;
    details.symmetric.algorithm = TPM2_ALG_NULL;
    details.scheme.scheme = TPM2_ALG_NULL;  // PKCS#1 and PSS, as each signature says
    details.keyBits = bits;
    details.exponent = 0;  // 65537
}

Bytes padded(ByteView number, std::size_t size) {
    Bytes out(size - std::min(size, number.size()), 0);
    base::append(out, number);
    return out;
}

Result<Bytes> public_key_of(KeyAlgorithm algorithm, const TPMT_PUBLIC& area) {
    if (area.type == TPM2_ALG_RSA) {
        constexpr std::array<std::uint8_t, 3> f4 = {1, 0, 1};
        return crypto::rsa_public_key(algorithm, view(area.unique.rsa), f4);
    }
    const std::size_t size = algorithm == KeyAlgorithm::ecdsa_p256 ? 32 : 48;
    Bytes point{0x04};
    base::append(point, padded(view(area.unique.ecc.x), size));
    base::append(point, padded(view(area.unique.ecc.y), size));
    return crypto::ec_public_key(algorithm, point);
}

}  // namespace

TPM2B_PUBLIC key_shape(KeyAlgorithm algorithm, KeyOrigin origin, const base::Digest& policy) {
    TPM2B_PUBLIC out{};
    TPMT_PUBLIC& area = out.publicArea;
    area.nameAlg = TPM2_ALG_SHA256;
    area.objectAttributes = attributes_of(origin);
    fill(area.authPolicy, policy);
    switch (algorithm) {
    case KeyAlgorithm::ecdsa_p256: set_curve(area, TPM2_ECC_NIST_P256, TPM2_ALG_SHA256); break;
    case KeyAlgorithm::ecdsa_p384: set_curve(area, TPM2_ECC_NIST_P384, TPM2_ALG_SHA384); break;
    case KeyAlgorithm::rsa_2048: set_rsa(area, 2048); break;
    case KeyAlgorithm::rsa_3072: set_rsa(area, 3072); break;
    }
    return out;
}

Result<TPM2B_PUBLIC> key_area(ByteView subject_public_key_info, KeyOrigin origin, const base::Digest& policy) {
    const crypto::PublicParts parts = TRY(crypto::public_parts(subject_public_key_info));
    TPM2B_PUBLIC out = key_shape(parts.algorithm, origin, policy);
    if (out.publicArea.type == TPM2_ALG_RSA) {
        if (parts.exponent != Bytes{1, 0, 1}) return Failure{Fault::key_algorithm_unsupported, "an RSA exponent other than 65537"};
        fill(out.publicArea.unique.rsa, parts.modulus);
        return out;
    }
    const std::size_t size = parts.point.size() / 2;
    fill(out.publicArea.unique.ecc.x, ByteView(parts.point).subspan(1, size));
    fill(out.publicArea.unique.ecc.y, ByteView(parts.point).subspan(1 + size));
    return out;
}

Result<ReadShape> read_shape(const TPMT_PUBLIC& area) {
    base::Digest policy{};
    const Failure foreign{Fault::key_algorithm_unsupported, "not a signing key of ours"};
    if (area.authPolicy.size != policy.size()) return foreign;
    std::copy_n(area.authPolicy.buffer, policy.size(), policy.begin());
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072})
        for (const KeyOrigin origin : {KeyOrigin::born, KeyOrigin::movable, KeyOrigin::foreign}) {
            TPM2B_PUBLIC shape = key_shape(algorithm, origin, policy);
            shape.publicArea.unique = area.unique;
            if (shape.publicArea.type != area.type || marshalled(shape.publicArea) != marshalled(area)) continue;
            ReadShape out;
            out.algorithm = algorithm;
            out.public_key = TRY(public_key_of(algorithm, area));
            return out;
        }
    return foreign;
}

}  // namespace tpm
