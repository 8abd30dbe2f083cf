// SPDX-License-Identifier: Apache-2.0
// What custodians are asked for, computed from public areas alone: the chip that lets the
// key go uses it, and so does a custodian who has no chip at hand.
#pragma once

#include "appliance/ports/key_keeper.h"

#include "tpm/names.h"

namespace tpm {

// A storage root key of TCG's shape never gives out what is under it, and its TPM lets
// nobody in by another way. Fault: usage_invalid.
base::Result<TPMT_PUBLIC> storage_key_from(base::ByteView area);

// How the key is wrapped on its way: to a chip by the chip's key alone; in the clear by a
// key that only the session knows.
TPMT_SYM_DEF_OBJECT release_wrap(const ports::KeyDestination& destination);

// `key_area` lets itself go under exactly `quorum` (its policy is compared), `destination`
// is a storage key or nothing. Faults: key_file_mismatch (another policy: these are not the
// key's custodians), key_algorithm_unsupported, usage_invalid, message_invalid.
base::Result<ports::ReleaseTerms> release_terms(base::ByteView key_area, base::ByteView authority_name, const ports::Quorum& quorum,
                                                const ports::KeyDestination& destination, base::ByteView nonce);

}  // namespace tpm
