// SPDX-License-Identifier: Apache-2.0
// TPM structures as bytes, and the Names made of them (TPM 2.0 part 1, 16).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <tss2/tss2_tpm2_types.h>

namespace tpm {

base::Bytes marshalled(const TPMT_PUBLIC& area);
base::Bytes marshalled(const TPMS_NV_PUBLIC& area);
base::Bytes marshalled(const TPML_PCR_SELECTION& selection);
base::Bytes marshalled(const TPM2B_PUBLIC& area);
base::Bytes marshalled(const TPM2B_PRIVATE& area);

// The whole of `bytes` and nothing after it. Fault: message_invalid.
base::Result<TPMT_PUBLIC> public_area_from(base::ByteView bytes);

// 000b || SHA-256(public area).
base::Bytes name_of_area(base::ByteView public_area);
base::Bytes name_of(const TPMT_PUBLIC& area);
base::Bytes name_of(const TPMS_NV_PUBLIC& area);

}  // namespace tpm
