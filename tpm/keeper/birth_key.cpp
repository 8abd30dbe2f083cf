// SPDX-License-Identifier: Apache-2.0
// The key from birth, as the keeper of all document keys sees it: it lies at a persistent
// handle of its own and in no record.
#include "tpm/esys_memory.h"
#include "tpm/keeper/named_keys.h"
#include "tpm/names.h"
#include "tpm/provision_objects.h"

namespace tpm {

using base::Fault;
using base::Result;
using base::Status;
using ports::KeyFacts;

Result<KeyFacts> NamedKeys::birth_key() {
    const auto turn = m_platform.context().take_turn();
    KeyFacts out;
    out.algorithm = m_door.birth().algorithm();
    out.public_key = m_door.birth().public_key();
    out.is_born_here = true;  // certified at enrolment: made by the chip, and held there alone
    out.is_fixed = true;
    const auto there = m_platform.context().resolve(row_of(KeyId::signing).handle);
    if (!there && there.fault() != Fault::key_missing) return there.failure();
    out.is_destroyed = !there;
    return out;
}

// The only place where it ever was is its persistent handle.
Status NamedKeys::evict_birth_key() {
    Context& context = m_platform.context();
    const std::uint32_t handle = row_of(KeyId::signing).handle;
    const auto there = context.resolve(handle);
    if (!there && there.fault() == Fault::key_missing) return {};
    const ESYS_TR key = TRY(there);
    m_door.lock();
    const auto gone = [&]() -> Status {
        const LentAuth owner = TRY(m_secrets.lend_owner());
        const ESYS_TR session = TRY(m_platform.sessions().hmac(Protect::nothing));
        ESYS_CONTEXT* const esys = TRY(context.esys());
        ESYS_TR none = ESYS_TR_NONE;
        return context.check(Esys_EvictControl(esys, ESYS_TR_RH_OWNER, key, session, ESYS_TR_NONE, ESYS_TR_NONE, handle, &none),
                             Errand::other, "Esys_EvictControl");
    }();
    m_platform.sessions().forget_hmac();  // ESYS keeps what authorised a command beside the session
    TRY(gone);
    context.forget(handle);
    return {};
}

Result<ports::KeyKeeper::Certified> NamedKeys::certify_birth_key(base::ByteView binding) {
    Context& context = m_platform.context();
    const ESYS_TR key = TRY(context.resolve(row_of(KeyId::signing).handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_PUBLIC* raw = nullptr;
    TRY(context.check(Esys_ReadPublic(esys, key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw, nullptr, nullptr), Errand::other, "Esys_ReadPublic"));
    const EsysMemory<TPM2B_PUBLIC> area(raw);
    CertifiedStatement statement = TRY(certify_loaded(m_platform, key, binding));
    return Certified{marshalled(area->publicArea), std::move(statement.attested), std::move(statement.signature),
                     m_platform.sessions().storage_key_name(), 0, 0};
}

}  // namespace tpm
