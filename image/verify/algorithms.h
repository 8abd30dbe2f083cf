// SPDX-License-Identifier: Apache-2.0
// AlgorithmIdentifiers (RFC 5280, 4.1.1.2; RFC 4055; RFC 5754; RFC 5758).
#pragma once

#include "image/verify/cryptography.h"
#include "image/verify/der.h"

#include <optional>
#include <string_view>

namespace verify {

// True when the element's content spells these dotted numbers' DER, given as hexadecimal.
bool is_object(base::ByteView object, std::string_view hexadecimal);

// SHA-256, SHA-384 or SHA-512; parameters absent or NULL.
std::optional<Hash> read_hash(base::ByteView algorithm);

// A signature algorithm that goes with `hash` and names no other.
std::optional<Scheme> read_scheme(base::ByteView algorithm, Hash hash);

}  // namespace verify
