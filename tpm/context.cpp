// SPDX-License-Identifier: Apache-2.0
#include "tpm/context.h"

#include "tpm/esys_memory.h"

#include <algorithm>

namespace tpm {

using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::chrono::seconds rest{5};

bool has_forgotten_us(std::uint32_t code) {
    return code == TPM2_RC_INITIALIZE || (code >= TPM2_RC_REFERENCE_H0 && code <= TPM2_RC_REFERENCE_S6);
}

}  // namespace

Result<std::unique_ptr<Context>> Context::open(const std::string& tcti, BusOptions bus) {
    std::unique_ptr<Context> context(new Context(tcti, bus));
    TRY(context->connect());
    return context;
}

Context::~Context() { disconnect(); }

Status Context::connect() {
    BusOptions greeting = m_bus_options;
    greeting.response_timeout_ms = std::min(greeting.greeting_timeout_ms, greeting.response_timeout_ms);
    m_bus = TRY(Bus::open(m_tcti, greeting));
    const Status greeted = greet();
    if (!greeted && m_bus != nullptr && m_bus->is_silent()) m_rests_until = std::chrono::steady_clock::now() + rest;
    if (greeted) m_bus->set_response_timeout_ms(m_bus_options.response_timeout_ms);
    return greeted;
}

Status Context::greet() {
    const TSS2_RC opened = Esys_Initialize(&m_esys, m_bus->tcti(), nullptr);
    if (opened != TSS2_RC_SUCCESS) {
        m_esys = nullptr;
        return base::Failure{Fault::tpm_absent, detail_of(opened, "Esys_Initialize")};
    }
    ++m_generation;
    const TSS2_RC started = Esys_Startup(m_esys, TPM2_SU_CLEAR);
    // Firmware, or the emulator's launcher, has normally started it already.
    if (tpm_code(started) == TPM2_RC_INITIALIZE) return flush_leftovers();
    TRY(check(started, Errand::other, "Esys_Startup"));
    return flush_leftovers();
}

void Context::disconnect() {
    m_resolved.clear();
    m_is_confused = false;
    if (m_esys != nullptr) Esys_Finalize(&m_esys);
    m_esys = nullptr;
    m_bus.reset();
}

Status Context::reconnect() {
    const auto turn = take_turn();
    disconnect();
    if (m_is_shut_down) return Fault::tpm_absent;
    if (std::chrono::steady_clock::now() < m_rests_until) return base::Failure{Fault::tpm_absent, "it did not answer a moment ago"};
    return connect();
}

Result<ESYS_CONTEXT*> Context::esys() {
    if (m_is_shut_down) return base::Failure{Fault::tpm_absent, "shut down"};
    if (!is_fit()) TRY(reconnect());
    return m_esys;
}

Status Context::check(TSS2_RC rc, Errand errand, const char* call) {
    if (rc == TSS2_RC_SUCCESS) return {};
    // What is not the TPM's own word leaves ESYS between question and answer; a TPM
    // that was reset under our feet has forgotten sessions and wants to be started.
    if (tpm_code(rc) == 0 || has_forgotten_us(tpm_code(rc))) m_is_confused = true;
    // Some of its calls report a lost connection as a failure of any kind.
    if (m_bus != nullptr && m_bus->is_broken()) return base::Failure{Fault::tpm_absent, detail_of(rc, call)};
    return base::Failure{fault_of(rc, errand), detail_of(rc, call)};
}

Result<ESYS_TR> Context::resolve(std::uint32_t tpm_handle) {
    ESYS_CONTEXT* const session = TRY(esys());
    if (const auto known = m_resolved.find(tpm_handle); known != m_resolved.end()) return known->second;
    ESYS_TR handle = ESYS_TR_NONE;
    TRY(check(Esys_TR_FromTPMPublic(session, tpm_handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &handle),
              Errand::find_object, "Esys_TR_FromTPMPublic"));
    m_resolved.emplace(tpm_handle, handle);
    return handle;
}

void Context::forget(std::uint32_t tpm_handle) {
    const auto known = m_resolved.find(tpm_handle);
    if (known == m_resolved.end()) return;
    // ESYS compares with what it remembers when the handle is resolved again. Where it
    // forgot the handle with the object, closing does nothing.
    if (m_esys != nullptr) Esys_TR_Close(m_esys, &known->second);
    m_resolved.erase(known);
}

Status Context::flush_leftovers() {
    if (m_bus->has_resource_manager()) return {};
    TRY(flush_range(TPM2_TRANSIENT_FIRST));
    TRY(flush_range(TPM2_LOADED_SESSION_FIRST));
    return flush_range(TPM2_ACTIVE_SESSION_FIRST);
}

Status Context::flush_range(std::uint32_t first) {
    TPMS_CAPABILITY_DATA* raw = nullptr;
    TRY(check(Esys_GetCapability(m_esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP_HANDLES, first,
                                 TPM2_MAX_CAP_HANDLES, nullptr, &raw),
              Errand::other, "Esys_GetCapability"));
    const EsysMemory<TPMS_CAPABILITY_DATA> listed(raw);
    const TPML_HANDLE& handles = listed->data.handles;
    for (std::uint32_t i = 0; i < handles.count && i < TPM2_MAX_CAP_HANDLES; ++i) {
        ESYS_TR leftover = ESYS_TR_NONE;
        TRY(check(Esys_TR_FromTPMPublic(m_esys, handles.handle[i], ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &leftover),
                  Errand::other, "Esys_TR_FromTPMPublic"));
        TRY(check(Esys_FlushContext(m_esys, leftover), Errand::other, "Esys_FlushContext"));
    }
    return {};
}

Status Context::shut_down() {
    const auto turn = take_turn();
    if (m_is_shut_down) return {};
    ESYS_CONTEXT* const session = TRY(esys());
    const TSS2_RC rc = Esys_Shutdown(session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_SU_CLEAR);
    disconnect();
    m_is_shut_down = true;
    return check(rc, Errand::other, "Esys_Shutdown");
}

}  // namespace tpm
