// SPDX-License-Identifier: Apache-2.0
// The wraps in which keys travel into and out of a TPM (TPM 2.0 part 1, 23.3), done in
// software on our side of the bus.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/ports/private_key.h"

#include <tss2/tss2_tpm2_types.h>

namespace tpm {

struct OuterWrap {
    base::Bytes duplicate;  // TPM2B_PRIVATE's content
    base::Bytes seed;       // TPM2B_ENCRYPTED_SECRET's content
};

// For TPM2_Import under the storage key, which must be of TCG's P-256 shape: an ephemeral
// key agrees with it, and what follows encrypts and authenticates the key together with
// its Name. No authValue: the key is used by policy.
// Faults: key_file_mismatch (a secret of another length), crypto_failed.
base::Result<OuterWrap> wrap_for_storage_key(const ports::PrivateKey& key, const TPMT_PUBLIC& area, const TPMT_PUBLIC& storage_key);

// What TPM2_Duplicate to nobody gave under `symmetric_key`: checks that it belongs to the
// public area, and drops the authValue.
// Fault: cipher_tampered.
base::Result<base::SecretBytes> unwrap_inner(const base::SecretBytes& symmetric_key, base::ByteView duplicate, const TPMT_PUBLIC& area);

}  // namespace tpm
