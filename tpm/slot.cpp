// SPDX-License-Identifier: Apache-2.0
#include "tpm/slot.h"

#include "tpm/esys_memory.h"

namespace tpm {

Slot::~Slot() {
    if (m_context == nullptr) return;
    const auto turn = m_context->take_turn();
    // On a broken connection this fails at once, and the next one flushes leftovers.
    if (is_alive() && m_context->present() != nullptr) Esys_FlushContext(m_context->present(), m_handle);
}

void forget_auth(ESYS_CONTEXT* esys, ESYS_TR handle) {
    // Setting no value leaves the old bytes in ESYS's memory: overwrite, then unset.
    TPM2B_AUTH zeros{};
    zeros.size = sizeof zeros.buffer;
    Esys_TR_SetAuth(esys, handle, &zeros);
    Esys_TR_SetAuth(esys, handle, nullptr);
}

base::Result<LentAuth> LentAuth::lend(Context& context, ESYS_TR handle, base::ByteView secret) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    Wiped<TPM2B_AUTH> value;
    if (secret.size() > sizeof value->buffer) return base::Failure{base::Fault::tpm_auth_refused, "secret too long"};
    fill(*value.pointer(), secret);
    TRY(context.check(Esys_TR_SetAuth(esys, handle, value.pointer()), Errand::other, "Esys_TR_SetAuth"));
    return LentAuth(context, handle);
}

LentAuth::~LentAuth() {
    if (m_context == nullptr || m_context->generation() != m_generation) return;
    if (m_context->present() != nullptr) forget_auth(m_context->present(), m_handle);
}

}  // namespace tpm
