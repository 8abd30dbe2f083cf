// SPDX-License-Identifier: Apache-2.0
// An intent is the promise to use the signing key once, made durable before the key
// is asked. Each ends as signed or as aborted; one that is still open when the
// device boots was cut short, and is aborted then.
#pragma once

#include "appliance/base/ids.h"

#include <cstdint>
#include <optional>

namespace vault {

// `signed` is a word of the language.
enum class IntentEnd : std::uint8_t { was_signed = 1, was_aborted = 2 };

struct Intent {
    std::int64_t number = 0;
    base::EnvelopeId envelope;
    base::RecordId subject;        // the record that will hold the artifact; may be empty
    std::uint64_t leaf = 0;        // the signing-intended entry
    std::optional<IntentEnd> end;
    std::optional<std::uint64_t> end_leaf;
};

}  // namespace vault
