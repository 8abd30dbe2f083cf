// SPDX-License-Identifier: Apache-2.0
// What a step asks the world to do. Effects are performed in order; those whose
// outcome matters report it as an event.
#pragma once

#include <cstdint>
#include <variant>

namespace ceremony {

// Audited before the screen changes. The names are those of the audit catalogue.
enum class Moment {
    session_started, language_chosen, identified, identification_failed, identification_locked, identity_denied,
    document_refused, consent_given, document_reviewed, field_filled, signature_drawn, pin_refused, pin_locked,
    signing_confirmed, session_abandoned, session_wiped, declined, help_requested, paper_requested, fault_shown,
};

struct OpenSession {};
struct Record { Moment moment; };
struct CountAttempts {};                   // -> AttemptsCounted, IdentificationPaused
struct FindEnvelope {};                    // -> EnvelopeFound, EnvelopeMissing, EnvelopeRefused, IdentificationPaused
struct InstallPin {};                      // the envelope's code guards the key from here on
struct ShowPage { std::uint32_t page; };
struct CheckPin {};                        // -> PinAccepted, PinRefused, PinLocked, SealFailed
struct LockKey {};
struct Seal {};                            // -> SealAdvanced..., then Sealed or SealFailed
struct CallStaff {};
struct Wipe {};                            // -> WipeFinished

using Effect = std::variant<OpenSession, Record, CountAttempts, FindEnvelope, InstallPin, ShowPage, CheckPin, LockKey, Seal,
                            CallStaff, Wipe>;

}  // namespace ceremony
