// SPDX-License-Identifier: Apache-2.0
// Where a signing ceremony stands. A state holds what decides the next step and
// nothing else: answers, ink and codes live in the session that the effects work on.
#pragma once

#include "appliance/base/fault.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace ceremony {

inline constexpr std::uint32_t identification_attempts_max = 5;

// What is known of the envelope once it was found.
struct Progress {
    std::uint32_t page_count = 0;
    std::uint32_t field_count = 0;  // fields the signer answers
    std::uint32_t tries_left = 0;   // of the envelope's code
    std::vector<bool> pages_seen;

    bool is_all_seen() const;
    bool operator==(const Progress&) const = default;
};

enum class Ending { help, paper, declined, not_completed, locked, paused };

struct Attract { bool operator==(const Attract&) const = default; };
// Going back to it gives no further attempts at a code.
struct ChoosingLanguage {
    std::uint32_t attempts_left = identification_attempts_max;
    bool operator==(const ChoosingLanguage&) const = default;
};
struct Identifying {
    std::uint32_t attempts_left = identification_attempts_max;
    bool operator==(const Identifying&) const = default;
};
struct ConfirmingIdentity {
    std::uint32_t attempts_left = 0;
    Progress progress;
    bool operator==(const ConfirmingIdentity&) const = default;
};
struct Consenting {
    Progress progress;
    bool operator==(const Consenting&) const = default;
};
struct Reviewing {
    Progress progress;
    std::uint32_t page = 0;
    bool operator==(const Reviewing&) const = default;
};
struct Filling {
    Progress progress;
    std::uint32_t field = 0;
    bool operator==(const Filling&) const = default;
};
struct Signing {
    Progress progress;
    bool has_enough_ink = false;
    bool operator==(const Signing&) const = default;
};
struct Authenticating {
    Progress progress;
    bool operator==(const Authenticating&) const = default;
};
// The key's door is open from here until it is locked, used, or 120 s have passed.
struct Confirming {
    Progress progress;
    bool operator==(const Confirming&) const = default;
};
struct Sealing {
    std::uint32_t steps_done = 0;
    bool operator==(const Sealing&) const = default;
};
struct ShowingReceipt { bool operator==(const ShowingReceipt&) const = default; };
struct Ended {
    Ending ending = Ending::help;
    std::optional<base::Fault> fault;
    bool operator==(const Ended&) const = default;
};
// Everything of the person is being forgotten; nothing else may happen.
struct Wiping { bool operator==(const Wiping&) const = default; };
struct OutOfService {
    base::Fault fault;
    bool operator==(const OutOfService&) const = default;
};

using State = std::variant<Attract, ChoosingLanguage, Identifying, ConfirmingIdentity, Consenting, Reviewing, Filling,
                           Signing, Authenticating, Confirming, Sealing, ShowingReceipt, Ended, Wiping, OutOfService>;

}  // namespace ceremony
