// SPDX-License-Identifier: Apache-2.0
// What the authority (the platform's P-256 approval key) allows a device to do, as
// two signed statements. Both are plain data: the platform makes and signs them
// without a TPM, the device's TPM enforces them (TPM2_PolicyAuthorize, TPM 2.0
// part 3, 23.16).
//
//   PlatformApproval  "a device booted like this is ours". One per released image,
//                     the same for every device. Opens the TLS, log, parcel and
//                     attestation keys, the counters' write side and sealed secrets.
//   Approval          "this device may sign documents, booted like this, until this
//                     clock, this reset, this serial, this approval epoch".
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/json.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <cstdint>
#include <vector>

namespace tpm {

// Registers of the SHA-256 bank (0..23, ascending, no repeats) and
// SHA-256 of their values one after another.
struct PlatformState {
    std::vector<std::uint8_t> pcrs;
    base::Digest pcr_digest{};
    bool operator==(const PlatformState&) const = default;
};

struct PlatformApproval {
    PlatformState platform;
    base::Bytes signature;              // DER ECDSA-Sig-Value by the authority
};

struct Approval {
    PlatformState platform;
    base::Bytes storage_key_name;       // TPM Name of the device's storage root key: which device
    std::uint64_t clock_limit_ms = 0;   // TPM Clock must be below
    std::uint32_t reset_limit = 0;      // resetCount must be at most
    std::uint64_t serial_budget = 0;    // the last serial that may be used
    std::uint64_t approval_epoch = 0;   // the device's approval_epoch counter must equal
    base::Bytes signature;              // DER ECDSA-Sig-Value by the authority
    // The same of "what this device's approvals allow, they allow with keys that other devices
    // may hold too": such a key's policy cannot name a device, so the authority names it here.
    base::Bytes permit;
};

// The policy digests that the statements stand for. `authority` is the approval
// key's DER SubjectPublicKeyInfo, P-256; it enters because the counters' Names name it.
// Faults: message_invalid (not a P-256 key, registers out of order).
base::Result<base::Digest> approved_policy_digest(const PlatformApproval& approval);
base::Result<base::Digest> approved_policy_digest(const Approval& approval, base::ByteView authority);

// Fills in the signature. Whoever holds the authority's key calls this; the key
// signs SHA-256(policy digest || policy reference) with ECDSA P-256.
base::Status sign_approval(PlatformApproval& approval, ports::SigningKey& authority);
base::Status sign_approval(Approval& approval, ports::SigningKey& authority);

// One JSON object each; unknown members are refused. Fault: message_invalid.
base::Json to_json(const PlatformApproval& approval);
base::Json to_json(const Approval& approval);
base::Result<PlatformApproval> platform_approval_from(const base::Json& json);
base::Result<Approval> approval_from(const base::Json& json);

}  // namespace tpm
