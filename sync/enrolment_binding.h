// SPDX-License-Identifier: Apache-2.0
// What ties the proofs of an enrolment to one one-time code, on both sides (README.md,
// "Enrolment").
#pragma once

#include "appliance/base/bytes.h"

#include <string_view>

namespace exchange {

// SHA-256 of a code, which is compared without regard to dashes and case.
base::Digest code_digest(std::string_view code);
// The qualifying data of the TPM's statements.
base::Digest enrolment_binding(const base::Digest& code);
// What the log's key signs.
base::Digest log_key_binding(std::string_view origin, const base::Digest& code);

}  // namespace exchange
