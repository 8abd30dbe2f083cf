// SPDX-License-Identifier: Apache-2.0
// How a token becomes a person: its certificate's key is on the roster, its code was
// right (the token counted the attempt first), and its key signs a challenge that was
// made for this device at this moment. A copied certificate answers nothing.
#pragma once

#include "appliance/ports/staff_token.h"
#include "appliance/staff/roster.h"

#include <string>

namespace staff {

// What the token signs: SHA-256("inkseal staff sign-in v1" || 0 || device || 0 || 32 random bytes).
base::Digest challenge_digest(const std::string& device, base::ByteView random);

// Looks at the token without its code: whose it is. Faults: token_not_ours, certificate_invalid, token_*.
base::Result<Person> recognise(ports::StaffToken& token, const Roster& roster, std::int64_t now_ms);

// Faults: those of recognise() and of StaffToken::present_code, token_failed (the key
// that answered is not the certificate's).
base::Result<Person> sign_in(ports::StaffToken& token, const base::Pin& code, const Roster& roster, const std::string& device,
                             std::int64_t now_ms);

}  // namespace staff
