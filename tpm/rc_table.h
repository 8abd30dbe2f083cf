// SPDX-License-Identifier: Apache-2.0
// The one place where a TSS2_RC becomes a Fault. The same code means different
// things on different errands ("value" is a changed platform when registers are
// compared, and a malformed argument elsewhere), so the caller says what it was at.
#pragma once

#include "appliance/base/result.h"

#include <cstdint>

namespace tpm {

enum class Errand {
    other,
    find_object,         // a persistent handle or NV index of ours
    platform_registers,  // PolicyPCR
    lease_clock,         // PolicyCounterTimer on clock
    lease_resets,        // PolicyCounterTimer on resetCount
    serial_budget,       // PolicyNV on serial
    approval_epoch,      // PolicyNV on approval_epoch
    approval,            // VerifySignature, PolicyAuthorize
    person_code,         // PolicySecret on the PIN index
    vault_epoch,         // PolicyNV on epoch, Load and Unseal of an epoch's blob
    sealed_secret,       // Load and Unseal of a hierarchy's secret
    agreement,           // ECDH with a stranger's point
    counter_read,        // NV_Read of an index that may never have been written
    key_counter,         // PolicyNV on the counter of a named key
    key_arrival,         // Import of a key that somebody else wrapped
    key_release,         // VerifySignature, PolicySigned, PolicyOR and Duplicate of a key that may leave
};

base::Fault fault_of(std::uint32_t rc, Errand errand);
// For the service log: the call, the number, tpm2-tss's words for it.
std::string detail_of(std::uint32_t rc, const char* call);

// The bare response code, without parameter, handle and session numbers
// (TPM 2.0 part 2, 6.6.2), or 0 when it is not the TPM's but a layer's own.
std::uint32_t tpm_code(std::uint32_t rc);

}  // namespace tpm
