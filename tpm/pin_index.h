// SPDX-License-Identifier: Apache-2.0
// The PIN_FAIL index (TPM 2.0 part 1, 37.2.8): the TPM counts wrong codes in it and
// stops listening at the limit, independently of the dictionary-attack lockout and of
// the disk. Its Name holds neither code nor count, so key policies outlive both.
#pragma once

#include "tpm/session.h"

namespace tpm {

// Takes an index away; absent is success. The owner hierarchy's secret must be lent.
base::Status undefine_index(Sessions& sessions, std::uint32_t handle);

// The owner hierarchy's secret must be lent (or empty). A power cut between the steps
// leaves an index that refuses every code.
base::Status define_pin(Sessions& sessions, base::ByteView code, std::uint32_t tries);

// Wrong codes still allowed; 0 when there is no usable index.
base::Result<std::uint32_t> pin_tries_left(Sessions& sessions);

// TPM2_PolicySecret for `policy`. Faults: pin_wrong, pin_locked.
base::Status present_pin(Sessions& sessions, ESYS_TR policy, base::ByteView code);

}  // namespace tpm
