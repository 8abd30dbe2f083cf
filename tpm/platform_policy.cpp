// SPDX-License-Identifier: Apache-2.0
#include "tpm/platform_policy.h"

#include "tpm/esys_memory.h"
#include "tpm/platform_state.h"
#include "tpm/policy.h"

#include <algorithm>

namespace tpm {

using base::Fault;
using base::Result;
using base::Status;

base::Status assert_registers(Context& context, ESYS_TR session, const PlatformState& state) {
    if (!is_well_formed(state.pcrs)) return base::Failure{Fault::message_invalid, "pcrs"};
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPML_PCR_SELECTION selection = selection_of(state.pcrs);
    TPM2B_DIGEST digest{};
    fill(digest, state.pcr_digest);
    return context.check(
        Esys_PolicyPCR(esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &digest, &selection),
        Errand::platform_registers, "Esys_PolicyPCR");
}

PlatformPolicy::PlatformPolicy(Sessions& sessions, Authority authority, std::vector<PlatformApproval> approvals)
    : m_sessions(sessions), m_authority(std::move(authority)), m_digest(platform_policy(m_authority.name())) {
    for (PlatformApproval& approval : approvals) {
        const auto policy = approved_policy_digest(approval);
        if (policy) m_entries.push_back({std::move(approval), *policy, {}});
    }
}

Result<Slot> PlatformPolicy::open() {
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        Slot session = TRY(m_sessions.bare_policy());
        const Status registers = assert_registers(context(), session.handle(), m_entries[i].approval.platform);
        if (!registers && registers.fault() == Fault::platform_changed) continue;
        TRY(registers);
        TRY(authorize(session.handle(), m_entries[i]));
        std::swap(m_entries.front(), m_entries[i]);  // one boot has one state: try it first next time
        return session;
    }
    return base::Failure{Fault::platform_changed, "no platform approval fits the registers"};
}

Status PlatformPolicy::authorize(ESYS_TR session, Entry& entry) {
    if (!entry.ticket)
        entry.ticket = TRY(m_authority.verify(context(), entry.policy, platform_reference(), entry.approval.signature));
    const Status done = m_authority.authorize(context(), session, entry.policy, platform_reference(), *entry.ticket);
    if (!done) entry.ticket.reset();
    return done;
}

Status PlatformPolicy::add(const PlatformApproval& approval) {
    const base::Digest policy = TRY(approved_policy_digest(approval));
    const TPMT_TK_VERIFIED ticket = TRY(m_authority.verify(context(), policy, platform_reference(), approval.signature));
    std::erase_if(m_entries, [&](const Entry& entry) { return entry.policy == policy; });
    m_entries.push_back({approval, policy, ticket});
    return {};
}

std::vector<PlatformApproval> PlatformPolicy::approvals() const {
    std::vector<PlatformApproval> out;
    for (const Entry& entry : m_entries) out.push_back(entry.approval);
    return out;
}

}  // namespace tpm
