// SPDX-License-Identifier: Apache-2.0
// What the TPM asks before it uses a named key, or lets it go.
//
//   stays     PolicyAuthorize(this device's signing approval) -> PolicySecret(the code)
//             -> PolicyCommandCode(Sign) -> PolicyNV(the key's own counter == its value at birth)
//   may go    PolicyOR of
//             use      PolicyAuthorize(the authority's permit for the device's approvals)
//                      -> PolicySecret(the code) -> PolicyCommandCode(Sign)
//             release  for each combination of custodians, in their order:
//                      PolicyCommandCode(Duplicate) -> PolicySigned ... PolicySigned
//
// PolicyCommandCode(Sign) is what keeps an authority from approving a duplication: it
// can approve whatever comes before, never what comes after.
//
// A key that may go carries its policy to other TPMs, so the policy must not name a
// device. The PIN index has the same Name everywhere (pin_index.h). The device's approval
// names the device; the authority's permit (Approval::permit) says once per device that
// what its approvals allow, they allow with such keys. Clock, resets, budget and approval epoch
// bind at the destination as they do at home. A counter's handle and value differ on each
// device, so the policy names none; how such a key ends is in key_record.h.
#pragma once

#include "appliance/ports/key_keeper.h"
#include "tpm/authority.h"
#include "tpm/policy.h"

namespace tpm {

base::Digest staying_key_policy(base::ByteView authority_name, base::ByteView storage_key_name, std::uint32_t counter,
                                std::uint64_t value);

// 1..3 needed of at most 5 different P-256 keys. Fault: usage_invalid.
base::Status check_quorum(const ports::Quorum& quorum);

// The tree of branches of a key that may go.
class MovableKeyPolicy {
public:
    // Faults: usage_invalid, message_invalid (a custodian's key is not P-256).
    static base::Result<MovableKeyPolicy> of(base::ByteView authority_name, const ports::Quorum& quorum);

    base::Digest digest() const;
    const std::vector<Authority>& custodians() const { return m_custodians; }

    static constexpr std::size_t use = 0;
    // The branch of exactly these custodians, ascending; absent: no such combination.
    std::optional<std::size_t> branch_of(const std::vector<std::size_t>& custodians) const;
    // The lists for TPM2_PolicyOR, one after another, from a branch up to digest(): one
    // list, or two when there are more branches than the 8 that a list can hold.
    std::vector<std::vector<base::Digest>> way_up(std::size_t branch) const;

private:
    std::vector<Authority> m_custodians;
    std::vector<std::vector<std::size_t>> m_combinations;  // of branch i + 1
    std::vector<base::Digest> m_branches;
};

// TPM2_PolicyOR for each list.
base::Status assert_way_up(Context& context, ESYS_TR session, const std::vector<std::vector<base::Digest>>& lists, Errand errand);
base::Status assert_command(Context& context, ESYS_TR session, TPM2_CC command);

}  // namespace tpm
