// SPDX-License-Identifier: Apache-2.0
#include "tpm/templates.h"

#include "appliance/crypto/random.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"

#include <array>

namespace tpm {
namespace {

using base::Result;

// PolicySecret(TPM_RH_ENDORSEMENT).
constexpr base::Digest endorsement_policy = {0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc,
                                             0x8d, 0x46, 0xa5, 0xd7, 0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52,
                                             0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa};

TPM2B_PUBLIC p256(std::uint32_t attributes) {
    TPM2B_PUBLIC out{};
    TPMT_PUBLIC& area = out.publicArea;
    area.type = TPM2_ALG_ECC;
    area.nameAlg = TPM2_ALG_SHA256;
    area.objectAttributes = attributes;
    area.parameters.eccDetail.symmetric.algorithm = TPM2_ALG_NULL;
    area.parameters.eccDetail.scheme.scheme = TPM2_ALG_NULL;
    area.parameters.eccDetail.curveID = TPM2_ECC_NIST_P256;
    area.parameters.eccDetail.kdf.scheme = TPM2_ALG_NULL;
    return out;
}

}  // namespace

TPM2B_PUBLIC storage_template() {
    TPM2B_PUBLIC out = p256(row_of(KeyId::storage).attributes);
    TPMT_SYM_DEF_OBJECT& symmetric = out.publicArea.parameters.eccDetail.symmetric;
    symmetric.algorithm = TPM2_ALG_AES;
    symmetric.keyBits.aes = 128;
    symmetric.mode.aes = TPM2_ALG_CFB;
    out.publicArea.unique.ecc.x.size = 32;  // zeros, and part of the template
    out.publicArea.unique.ecc.y.size = 32;
    return out;
}

TPM2B_PUBLIC endorsement_template() {
    TPM2B_PUBLIC out{};
    TPMT_PUBLIC& area = out.publicArea;
    area.type = TPM2_ALG_RSA;
    area.nameAlg = TPM2_ALG_SHA256;
    area.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN |
                            TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT;
    fill(area.authPolicy, endorsement_policy);
    area.parameters.rsaDetail.symmetric.algorithm = TPM2_ALG_AES;
    area.parameters.rsaDetail.symmetric.keyBits.aes = 128;
    area.parameters.rsaDetail.symmetric.mode.aes = TPM2_ALG_CFB;
    area.parameters.rsaDetail.scheme.scheme = TPM2_ALG_NULL;
    area.parameters.rsaDetail.keyBits = 2048;
    area.unique.rsa.size = 256;
    return out;
}

TPM2B_PUBLIC key_template(KeyId id, const base::Digest& policy) {
    TPM2B_PUBLIC out = p256(row_of(id).attributes);
    fill(out.publicArea.authPolicy, policy);
    if ((row_of(id).attributes & TPMA_OBJECT_SIGN_ENCRYPT) != 0) {
        out.publicArea.parameters.eccDetail.scheme.scheme = TPM2_ALG_ECDSA;
        out.publicArea.parameters.eccDetail.scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
    }
    // A primary key follows from its hierarchy's seed and the template: without this,
    // provisioning again after a clear would bring the same attestation key back.
    if (id == KeyId::attestation) fill(out.publicArea.unique.ecc.x, crypto::random_bytes(32));
    return out;
}

Result<PrimaryKey> create_primary(Context& context, ESYS_TR hierarchy, ESYS_TR session, const TPM2B_PUBLIC& area) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPM2B_SENSITIVE_CREATE no_secret{};
    const TPM2B_DATA outside{};
    const TPML_PCR_SELECTION no_registers{};
    ESYS_TR made = ESYS_TR_NONE;
    TPM2B_PUBLIC* raw = nullptr;
    TRY(context.check(Esys_CreatePrimary(esys, hierarchy, session, ESYS_TR_NONE, ESYS_TR_NONE, &no_secret, &area,
                                         &outside, &no_registers, &made, &raw, nullptr, nullptr, nullptr),
                      Errand::other, "Esys_CreatePrimary"));
    Slot slot(context, made);
    const EsysMemory<TPM2B_PUBLIC> public_part(raw);
    return PrimaryKey{std::move(slot), marshalled(public_part->publicArea)};
}

Result<PrimaryKey> create_child(Sessions& sessions, const TPM2B_PUBLIC& area) {
    Context& context = sessions.context();
    const ESYS_TR parent = TRY(sessions.storage_key());
    const ESYS_TR session = TRY(sessions.hmac(Protect::both));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPM2B_SENSITIVE_CREATE no_secret{};
    const TPM2B_DATA outside{};
    const TPML_PCR_SELECTION no_registers{};
    TPM2B_PRIVATE* raw_private = nullptr;
    TPM2B_PUBLIC* raw_public = nullptr;
    TRY(context.check(Esys_Create(esys, parent, session, ESYS_TR_NONE, ESYS_TR_NONE, &no_secret, &area, &outside,
                                  &no_registers, &raw_private, &raw_public, nullptr, nullptr, nullptr),
                      Errand::other, "Esys_Create"));
    const EsysMemory<TPM2B_PRIVATE> private_part(raw_private);
    const EsysMemory<TPM2B_PUBLIC> public_part(raw_public);
    const ESYS_TR authorization = TRY(sessions.hmac(Protect::nothing));
    ESYS_TR loaded = ESYS_TR_NONE;
    TRY(context.check(Esys_Load(esys, parent, authorization, ESYS_TR_NONE, ESYS_TR_NONE, private_part.get(),
                                public_part.get(), &loaded),
                      Errand::other, "Esys_Load"));
    Slot slot(context, loaded);
    return PrimaryKey{std::move(slot), marshalled(public_part->publicArea)};
}

}  // namespace tpm
