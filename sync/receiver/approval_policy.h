// SPDX-License-Identifier: Apache-2.0
// What a device's TPM enforces for an approval, computed as the TPM computes it (TPM 2.0
// part 3, 23), and the TPM's statements that an approval is granted on. The device's side
// of the same is tpm/signing_approval.h.
#pragma once

#include "appliance/ports/signing_key.h"
#include "sync/approval_letter.h"

namespace receiver {

// Fills in signature and permit. `authority` is the approval key, P-256.
// Faults: key_algorithm_unsupported and those of SigningKey::sign.
base::Status sign_terms(exchange::ApprovalTerms& terms, ports::SigningKey& authority);

// The authority said of a system with these registers that it is ours.
// Fault signature_invalid.
base::Status check_platform(const exchange::ApprovalTerms& terms, base::ByteView signature, base::ByteView approval_key);

// The storage root key of this Name is the parent of the key that the statement, made when
// the device enrolled, is about. Fault certificate_invalid.
base::Status check_storage_key(base::ByteView storage_key_name, base::ByteView signing_attested);

struct TpmClock {
    std::uint64_t clock_ms = 0;
    std::uint32_t reset_count = 0;
};
// Each by the attestation key (its TPMT_PUBLIC), for this binding.
// Faults: signature_invalid, certificate_invalid.
base::Result<TpmClock> read_time(const exchange::Statement& statement, base::ByteView attestation_public, const base::Digest& binding);
enum class DeviceCounter : std::uint32_t { serial = 0x01810001, approval_epoch = 0x01810004 };  // tpm/objects.h
base::Result<std::uint64_t> read_counter(const exchange::Statement& statement, DeviceCounter counter, base::ByteView attestation_public,
                                         base::ByteView approval_key, const base::Digest& binding);

}  // namespace receiver
