// SPDX-License-Identifier: Apache-2.0
// The registers as the TPM has them now.
#pragma once

#include "tpm/approval.h"
#include "tpm/context.h"

namespace tpm {

// Between 1 and 8 registers, 0..23, ascending, no repeats: what one PCR_Read returns.
bool is_well_formed(const std::vector<std::uint8_t>& pcrs);
TPML_PCR_SELECTION selection_of(const std::vector<std::uint8_t>& pcrs);

base::Result<PlatformState> read_platform(Context& context, std::vector<std::uint8_t> pcrs);

}  // namespace tpm
