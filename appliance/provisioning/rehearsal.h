// SPDX-License-Identifier: Apache-2.0
// The emulator's word that a bundle's payload was tried out on an emulated device before it
// goes to a real one: signed by a key that may do nothing else, about the SHA-256 of
// exactly those bytes.
#pragma once

#include "appliance/crypto/message.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace provisioning {

// What a rehearsal goes through, in this order.
inline constexpr std::array<std::string_view, 4> rehearsal_steps = {"import", "test-sign", "audit-check", "wipe"};

struct StepResult {
    std::string step;
    bool has_passed = false;
    base::Digest evidence{};  // SHA-256 of what the step left
    bool operator==(const StepResult&) const = default;
};

struct Rehearsal {
    base::Digest payload{};
    std::int64_t date_ms = 0;
    std::string emulator;  // its version
    std::vector<StepResult> results;

    bool operator==(const Rehearsal&) const = default;
};

// CMS SignedData (DER) with the statement inside. Refuses to certify steps that are
// missing, out of order or not passed: usage_invalid. Else the faults of sign_message.
base::Result<base::Bytes> certify_rehearsal(const Rehearsal& rehearsal, const crypto::CmsSigner& emulator);

// Faults: configuration_invalid (not about this payload, or a step did not pass),
// message_invalid, cms_invalid, signature_invalid, certificate_* (certificate_invalid: the
// signer is not a rehearsal's).
base::Result<Rehearsal> check_rehearsal(base::ByteView certified, const base::Digest& payload, const crypto::TrustStore& trust,
                                        std::int64_t now_ms);

}  // namespace provisioning
