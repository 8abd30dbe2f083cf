// SPDX-License-Identifier: Apache-2.0
// The security token of a member of staff, as the sign-in sees it: a certificate that
// names its holder, a key that answers challenges, and a code that the token itself
// counts before it compares.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/ports/signing_key.h"

#include <optional>
#include <string>

namespace ports {

struct StaffToken {
    virtual ~StaffToken() = default;

    // What its maker calls it, for people: "YubiKey 5, 12345678".
    virtual std::string title() const = 0;
    // False from the moment it is taken out, for ever: another insertion is another token.
    virtual bool is_present() = 0;
    // Of the authentication key (PIV slot 9A), DER. Faults: certificate_invalid (none there), token_*.
    virtual base::Result<base::Bytes> certificate() = 0;
    // Of the signature key (PIV slot 9C), DER. A custodian approves with it, and with it
    // alone: what answers a challenge at the door must never be able to let a key go.
    virtual base::Result<base::Bytes> approval_certificate() = 0;
    // Without spending one; absent when the token does not say. Faults: token_*.
    virtual base::Result<std::optional<unsigned>> tries_left() = 0;
    // Faults: pin_wrong, pin_locked, token_*.
    virtual base::Status present_code(const base::Pin& code) = 0;
    // Usable after present_code().
    virtual SigningKey& authentication_key() = 0;
    // Presents the code again for this one signature (PIN always, SP 800-73-4, part 1, 3.3.1).
    // Faults: pin_wrong, pin_locked, token_*, key_algorithm_unsupported.
    virtual base::Result<base::Bytes> approve(const base::Pin& code, const base::Digest& digest) = 0;
    // What the code opened is closed again, without taking the token out.
    virtual void forget_code() = 0;
};

}  // namespace ports
