// SPDX-License-Identifier: Apache-2.0
// P-256 keys and signatures between the TPM's structures and DER.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <tss2/tss2_tpm2_types.h>

namespace tpm {

// DER SubjectPublicKeyInfo of an ECC P-256 public area. Fault: key_algorithm_unsupported.
base::Result<base::Bytes> subject_public_key_info(const TPMT_PUBLIC& area);
// 04 || x || y of a P-256 SubjectPublicKeyInfo. Fault: message_invalid.
base::Result<base::Bytes> point_of(base::ByteView subject_public_key_info);

// ECDSA-Sig-Value (RFC 3279, 2.2.3), over P-256 or P-384; the way back is for P-256 alone.
base::Result<base::Bytes> signature_to_der(const TPMT_SIGNATURE& signature);
base::Result<TPMT_SIGNATURE> signature_from_der(base::ByteView der);

}  // namespace tpm
