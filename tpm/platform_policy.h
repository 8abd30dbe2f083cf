// SPDX-License-Identifier: Apache-2.0
// Opens what only the approved platform may use. Holds the approvals of several
// images (both boot slots) and finds the one that fits the registers.
#pragma once

#include "tpm/approval.h"
#include "tpm/authority.h"
#include "tpm/session.h"

#include <optional>
#include <vector>

namespace tpm {

class PlatformPolicy {
public:
    PlatformPolicy(Sessions& sessions, Authority authority, std::vector<PlatformApproval> approvals);

    Sessions& sessions() { return m_sessions; }
    Context& context() { return m_sessions.context(); }
    const Authority& authority() const { return m_authority; }
    // What objects under this policy carry as authPolicy.
    const base::Digest& digest() const { return m_digest; }

    // A policy session that stands at digest(), good for one command.
    // Faults: platform_changed (no approval fits), tpm_policy_refused (forged).
    base::Result<Slot> open();

    // Fault: tpm_policy_refused when the authority did not sign it.
    base::Status add(const PlatformApproval& approval);
    std::vector<PlatformApproval> approvals() const;

private:
    struct Entry {
        PlatformApproval approval;
        base::Digest policy{};
        std::optional<TPMT_TK_VERIFIED> ticket;  // spares verifying the signature again
    };
    base::Status authorize(ESYS_TR session, Entry& entry);

    Sessions& m_sessions;
    Authority m_authority;
    base::Digest m_digest;
    std::vector<Entry> m_entries;
};

// TPM2_PolicyPCR against a stated digest. Fault: platform_changed.
base::Status assert_registers(Context& context, ESYS_TR session, const PlatformState& state);

}  // namespace tpm
