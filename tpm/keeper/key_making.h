// SPDX-License-Identifier: Apache-2.0
// TPM2_Create and TPM2_Import under the storage root key, encrypted both ways on the bus.
#pragma once

#include "tpm/session.h"

namespace tpm {

struct MadeBlob {
    base::Bytes public_area;  // TPMT_PUBLIC
    TPM2B_PRIVATE blob{};     // encrypted by the storage key
};
base::Result<MadeBlob> create_blob(Sessions& sessions, const TPM2B_PUBLIC& shape);

// Faults: key_file_tampered (made for another TPM, or changed), key_file_mismatch (the
// halves are not of one key), key_algorithm_unsupported.
base::Result<TPM2B_PRIVATE> import_blob(Sessions& sessions, const TPM2B_PUBLIC& area, base::ByteView duplicate, base::ByteView seed);

}  // namespace tpm
