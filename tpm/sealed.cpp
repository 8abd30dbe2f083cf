// SPDX-License-Identifier: Apache-2.0
#include "tpm/sealed.h"

#include "tpm/esys_memory.h"
#include "tpm/names.h"

#include <tss2/tss2_mu.h>

namespace tpm {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

Result<Bytes> seal(Sessions& sessions, const base::Digest& policy, const base::SecretBytes& secret) {
    if (secret.is_empty() || secret.size() > sealed_secret_max)
        return Failure{Fault::key_algorithm_unsupported, "secrets of 1 to 128 bytes can be sealed"};
    Context& context = sessions.context();
    const ESYS_TR parent = TRY(sessions.storage_key());
    const ESYS_TR session = TRY(sessions.hmac(Protect::both));
    ESYS_CONTEXT* const esys = TRY(context.esys());

    TPM2B_PUBLIC area{};
    area.publicArea.type = TPM2_ALG_KEYEDHASH;
    area.publicArea.nameAlg = TPM2_ALG_SHA256;
    area.publicArea.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_NODA;
    area.publicArea.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
    fill(area.publicArea.authPolicy, policy);
    Wiped<TPM2B_SENSITIVE_CREATE> sensitive;
    fill(sensitive->sensitive.data, secret.reveal());
    const TPM2B_DATA outside{};
    const TPML_PCR_SELECTION no_registers{};

    TPM2B_PRIVATE* raw_private = nullptr;
    TPM2B_PUBLIC* raw_public = nullptr;
    TRY(context.check(Esys_Create(esys, parent, session, ESYS_TR_NONE, ESYS_TR_NONE, sensitive.pointer(), &area,
                                  &outside, &no_registers, &raw_private, &raw_public, nullptr, nullptr, nullptr),
                      Errand::other, "Esys_Create"));
    const EsysMemory<TPM2B_PRIVATE> private_part(raw_private);
    const EsysMemory<TPM2B_PUBLIC> public_part(raw_public);
    Bytes blob = marshalled(*public_part);
    base::append(blob, marshalled(*private_part));
    return blob;
}

Result<base::SecretBytes> unseal(Sessions& sessions, ByteView blob, const Slot& session, Errand errand) {
    TPM2B_PUBLIC public_part{};
    TPM2B_PRIVATE private_part{};
    std::size_t read = 0;
    if (Tss2_MU_TPM2B_PUBLIC_Unmarshal(blob.data(), blob.size(), &read, &public_part) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_PRIVATE_Unmarshal(blob.data(), blob.size(), &read, &private_part) != TSS2_RC_SUCCESS ||
        read != blob.size())
        return Failure{Fault::cipher_tampered, "not a sealed blob"};

    Context& context = sessions.context();
    const ESYS_TR parent = TRY(sessions.storage_key());
    const ESYS_TR authorization = TRY(sessions.hmac(Protect::nothing));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    ESYS_TR loaded = ESYS_TR_NONE;
    TRY(context.check(Esys_Load(esys, parent, authorization, ESYS_TR_NONE, ESYS_TR_NONE, &private_part, &public_part,
                                &loaded),
                      errand, "Esys_Load"));
    const Slot object(context, loaded);
    const ESYS_TR protection = TRY(sessions.hmac(Protect::response));
    TPM2B_SENSITIVE_DATA* raw = nullptr;
    TRY(context.check(Esys_Unseal(esys, object.handle(), session.handle(), protection, ESYS_TR_NONE, &raw), errand,
                      "Esys_Unseal"));
    const SecretEsysMemory<TPM2B_SENSITIVE_DATA> data(raw);
    return base::SecretBytes(view(*data));
}

}  // namespace tpm
