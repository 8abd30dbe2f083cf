// SPDX-License-Identifier: Apache-2.0
// What can happen to a ceremony: something a person did, or how an effect went.
#pragma once

#include "appliance/base/fault.h"

#include <cstdint>
#include <variant>

namespace ceremony {

struct Begun {};
struct LanguageChosen {};
struct AttemptsCounted { std::uint32_t left; };  // wrong codes this device still takes, over all sessions
struct IdentificationPaused {};                  // it takes none for a while
struct CodeEntered {};  // the appointment code is complete
struct EnvelopeFound { std::uint32_t page_count, field_count, tries_left; };
struct EnvelopeMissing {};
struct EnvelopeRefused { base::Fault fault; };
struct IdentityConfirmed {};
struct IdentityDenied {};
struct ConsentGiven {};
struct PageTurned { std::uint32_t page; };
struct PageSeen { std::uint32_t page; };
struct ReviewFinished {};
struct FieldAnswered {};  // the session checked the answer
struct InkChanged { bool is_enough; };
struct InkFinished {};
struct PinEntered {};
struct PinAccepted {};
struct PinRefused { std::uint32_t tries_left; };
struct PinLocked {};
struct HoldCompleted {};
struct KeyTimedOut {};    // the key's door closed by itself
struct SealAdvanced { std::uint32_t steps_done; };
struct Sealed {};
struct SealFailed { base::Fault fault; };
struct ReceiptFinished {};
struct BackPressed {};
struct HelpWanted {};
struct PaperWanted {};
struct Declined {};
struct NoticeDismissed {};
struct IdleExpired {};
struct WipeFinished {};
struct ServiceLost { base::Fault fault; };
struct ServiceRestored {};

using Event = std::variant<Begun, LanguageChosen, AttemptsCounted, IdentificationPaused, CodeEntered, EnvelopeFound,
                           EnvelopeMissing, EnvelopeRefused, IdentityConfirmed, IdentityDenied, ConsentGiven,
                           PageTurned, PageSeen, ReviewFinished, FieldAnswered, InkChanged, InkFinished, PinEntered,
                           PinAccepted, PinRefused, PinLocked, HoldCompleted, KeyTimedOut, SealAdvanced, Sealed,
                           SealFailed, ReceiptFinished, BackPressed, HelpWanted, PaperWanted, Declined,
                           NoticeDismissed, IdleExpired, WipeFinished, ServiceLost, ServiceRestored>;

}  // namespace ceremony
