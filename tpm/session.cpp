// SPDX-License-Identifier: Apache-2.0
#include "tpm/session.h"

#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/objects.h"

#include <algorithm>

namespace tpm {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

struct CFree {
    void operator()(std::uint8_t* memory) const { Esys_Free(memory); }
};

// What ESYS will encrypt the salt to is the public area it keeps for the handle. It
// does not compare that with the Name, so a changed area under the true Name would
// pass a comparison of Names alone.
Status require_area(Context& context, ESYS_CONTEXT* esys, ESYS_TR key, ByteView expected) {
    std::uint8_t* raw = nullptr;
    std::size_t size = 0;
    TRY(context.check(Esys_TR_Serialize(esys, key, &raw, &size), Errand::other, "Esys_TR_Serialize"));
    const std::unique_ptr<std::uint8_t, CFree> kept(raw);
    const ByteView all(kept.get(), size);
    if (std::search(all.begin(), all.end(), expected.begin(), expected.end()) == all.end())
        return Failure{Fault::tpm_storage_key_changed, "the public area is another"};
    return {};
}

}  // namespace

Sessions::Sessions(Context& context, base::Bytes storage_key_area)
    : m_context(context), m_storage_key_area(std::move(storage_key_area)),
      m_storage_key_name(name_of_area(m_storage_key_area)) {}

Result<ESYS_TR> Sessions::storage_key() {
    ESYS_CONTEXT* const esys = TRY(m_context.esys());
    const auto resolved = m_context.resolve(row_of(KeyId::storage).handle);
    if (!resolved && resolved.fault() == Fault::key_missing)
        return Failure{Fault::tpm_storage_key_changed, "there is none"};
    const ESYS_TR key = TRY(resolved);
    if (m_checked_generation == m_context.generation()) return key;
    TPM2B_NAME* raw = nullptr;
    TRY(m_context.check(Esys_TR_GetName(esys, key, &raw), Errand::other, "Esys_TR_GetName"));
    const EsysMemory<TPM2B_NAME> name(raw);
    if (!std::ranges::equal(ByteView(name->name, name->size), m_storage_key_name))
        return Failure{Fault::tpm_storage_key_changed, "the Name is another"};
    TRY(require_area(m_context, esys, key, m_storage_key_area));
    m_checked_generation = m_context.generation();
    return key;
}

Result<Slot> Sessions::start(ESYS_TR salt_key, std::uint8_t type) {
    ESYS_CONTEXT* const esys = TRY(m_context.esys());
    TPMT_SYM_DEF symmetric{};
    symmetric.algorithm = TPM2_ALG_AES;
    symmetric.keyBits.aes = 128;
    symmetric.mode.aes = TPM2_ALG_CFB;
    if (salt_key == ESYS_TR_NONE) symmetric.algorithm = TPM2_ALG_NULL;
    ESYS_TR session = ESYS_TR_NONE;
    TRY(m_context.check(Esys_StartAuthSession(esys, salt_key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                              nullptr, type, &symmetric, TPM2_ALG_SHA256, &session),
                        Errand::other, "Esys_StartAuthSession"));
    Slot slot(m_context, session);
    TRY(set_protection(session, Protect::nothing));
    return slot;
}

Result<ESYS_TR> Sessions::hmac(Protect protect) {
    // First, for it may open a new connection, on which the old session is no more.
    const ESYS_TR salt_key = TRY(storage_key());
    if (!m_hmac || !m_hmac->is_alive()) {
        m_hmac.reset();
        m_hmac = TRY(start(salt_key, TPM2_SE_HMAC));
    }
    TRY(set_protection(m_hmac->handle(), protect));
    return m_hmac->handle();
}

Result<Slot> Sessions::salted_policy() {
    const ESYS_TR salt_key = TRY(storage_key());
    return start(salt_key, TPM2_SE_POLICY);
}

Result<Slot> Sessions::bare_policy() { return start(ESYS_TR_NONE, TPM2_SE_POLICY); }

Status Sessions::set_protection(ESYS_TR session, Protect protect) {
    ESYS_CONTEXT* const esys = TRY(m_context.esys());
    TPMA_SESSION attributes = TPMA_SESSION_CONTINUESESSION;
    if (protect == Protect::command || protect == Protect::both) attributes |= TPMA_SESSION_DECRYPT;
    if (protect == Protect::response || protect == Protect::both) attributes |= TPMA_SESSION_ENCRYPT;
    return m_context.check(Esys_TRSess_SetAttributes(esys, session, attributes, 0xff), Errand::other,
                           "Esys_TRSess_SetAttributes");
}

}  // namespace tpm
