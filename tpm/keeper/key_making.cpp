// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_making.h"

#include "tpm/esys_memory.h"
#include "tpm/names.h"

#include <algorithm>

namespace tpm {

using base::Result;

Result<MadeBlob> create_blob(Sessions& sessions, const TPM2B_PUBLIC& shape) {
    Context& context = sessions.context();
    const ESYS_TR parent = TRY(sessions.storage_key());
    const ESYS_TR session = TRY(sessions.hmac(Protect::both));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPM2B_SENSITIVE_CREATE no_secret{};
    const TPM2B_DATA outside{};
    const TPML_PCR_SELECTION no_registers{};
    TPM2B_PRIVATE* raw_private = nullptr;
    TPM2B_PUBLIC* raw_public = nullptr;
    TRY(context.check(Esys_Create(esys, parent, session, ESYS_TR_NONE, ESYS_TR_NONE, &no_secret, &shape, &outside, &no_registers,
                                  &raw_private, &raw_public, nullptr, nullptr, nullptr),
                      Errand::other, "Esys_Create"));
    const EsysMemory<TPM2B_PRIVATE> private_part(raw_private);
    const EsysMemory<TPM2B_PUBLIC> public_part(raw_public);
    return MadeBlob{marshalled(public_part->publicArea), *private_part};
}

Result<TPM2B_PRIVATE> import_blob(Sessions& sessions, const TPM2B_PUBLIC& area, base::ByteView duplicate, base::ByteView seed) {
    TPM2B_PRIVATE wrapped{};
    TPM2B_ENCRYPTED_SECRET secret{};
    if (duplicate.size() > sizeof wrapped.buffer || seed.size() > sizeof secret.secret)
        return base::Failure{base::Fault::key_file_tampered, "longer than any key"};
    fill(wrapped, duplicate);
    secret.size = static_cast<UINT16>(seed.size());
    std::copy(seed.begin(), seed.end(), secret.secret);
    Context& context = sessions.context();
    const ESYS_TR parent = TRY(sessions.storage_key());
    const ESYS_TR session = TRY(sessions.hmac(Protect::both));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPM2B_DATA no_key{};
    TPMT_SYM_DEF_OBJECT no_inner_wrap{};
    no_inner_wrap.algorithm = TPM2_ALG_NULL;
    TPM2B_PRIVATE* raw = nullptr;
    TRY(context.check(Esys_Import(esys, parent, session, ESYS_TR_NONE, ESYS_TR_NONE, &no_key, &area, &wrapped, &secret, &no_inner_wrap, &raw),
                      Errand::key_arrival, "Esys_Import"));
    const EsysMemory<TPM2B_PRIVATE> blob(raw);
    return *blob;
}

}  // namespace tpm
