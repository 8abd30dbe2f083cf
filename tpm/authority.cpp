// SPDX-License-Identifier: Apache-2.0
#include "tpm/authority.h"

#include "appliance/crypto/digest.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/slot.h"

namespace tpm {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Result;
using base::Status;

Result<Authority> Authority::from(ByteView subject_public_key_info) {
    const Bytes point = TRY(point_of(subject_public_key_info));
    Authority out;
    TPMT_PUBLIC& area = out.m_public.publicArea;
    area.type = TPM2_ALG_ECC;
    area.nameAlg = TPM2_ALG_SHA256;
    area.objectAttributes = TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_USERWITHAUTH;
    area.parameters.eccDetail.symmetric.algorithm = TPM2_ALG_NULL;
    area.parameters.eccDetail.scheme.scheme = TPM2_ALG_NULL;
    area.parameters.eccDetail.curveID = TPM2_ECC_NIST_P256;
    area.parameters.eccDetail.kdf.scheme = TPM2_ALG_NULL;
    fill(area.unique.ecc.x, ByteView(point).subspan(1, 32));
    fill(area.unique.ecc.y, ByteView(point).subspan(33, 32));
    out.m_name = name_of(area);
    return out;
}

Result<Slot> Authority::load(Context& context, Errand errand) const {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    ESYS_TR loaded = ESYS_TR_NONE;
    TRY(context.check(Esys_LoadExternal(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, nullptr, &m_public, ESYS_TR_RH_OWNER, &loaded),
                      errand, "Esys_LoadExternal"));
    return Slot(context, loaded);
}

Result<TPMT_TK_VERIFIED> Authority::verify(Context& context, const Digest& policy, const Digest& reference,
                                           ByteView signature) const {
    const auto parsed = signature_from_der(signature);
    if (!parsed) return base::Failure{base::Fault::tpm_policy_refused, "the approval's signature is malformed"};
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const Slot key = TRY(load(context, Errand::approval));
    TPM2B_DIGEST digest{};
    fill(digest, approval_digest(policy, reference));
    TPMT_TK_VERIFIED* raw = nullptr;
    TRY(context.check(Esys_VerifySignature(esys, key.handle(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &digest,
                                           &*parsed, &raw),
                      Errand::approval, "Esys_VerifySignature"));
    const EsysMemory<TPMT_TK_VERIFIED> ticket(raw);
    return *ticket;
}

Status Authority::authorize(Context& context, ESYS_TR session, const Digest& policy, const Digest& reference,
                            const TPMT_TK_VERIFIED& ticket) const {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_DIGEST approved{};
    fill(approved, policy);
    TPM2B_NONCE reference_data{};
    fill(reference_data, reference);
    TPM2B_NAME key_name{};
    key_name.size = static_cast<UINT16>(m_name.size());
    std::copy(m_name.begin(), m_name.end(), key_name.name);
    return context.check(Esys_PolicyAuthorize(esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &approved,
                                              &reference_data, &key_name, &ticket),
                         Errand::approval, "Esys_PolicyAuthorize");
}

Digest approval_digest(const Digest& policy, const Digest& reference) {
    Bytes bytes = base::to_bytes(policy);
    base::append(bytes, reference);
    return crypto::sha256(bytes);
}

}  // namespace tpm
