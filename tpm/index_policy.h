// SPDX-License-Identifier: Apache-2.0
// TPM2_PolicyNV on one of our counters: the TPM compares, at that moment.
#pragma once

#include "tpm/context.h"
#include "tpm/objects.h"

namespace tpm {

// `operation` is a TPM2_EO. A comparison that fails gives the errand's fault.
base::Status assert_index(Context& context, ESYS_TR session, IndexId id, std::uint64_t operand, std::uint16_t operation,
                          Errand errand);
base::Status assert_index(Context& context, ESYS_TR session, std::uint32_t handle, std::uint64_t operand, std::uint16_t operation,
                          Errand errand);

}  // namespace tpm
