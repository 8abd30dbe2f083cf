// SPDX-License-Identifier: Apache-2.0
// A secret that only this TPM, under a policy, gives back.
#pragma once

#include "appliance/base/secret.h"
#include "tpm/session.h"

namespace tpm {

inline constexpr std::size_t sealed_secret_max = 128;  // MAX_SYM_DATA (TPM 2.0 part 2, 11.1.14)

// The blob (TPM2B_PUBLIC, TPM2B_PRIVATE) may lie anywhere.
base::Result<base::Bytes> seal(Sessions& sessions, const base::Digest& policy, const base::SecretBytes& secret);

// `session` stands at the blob's policy.
base::Result<base::SecretBytes> unseal(Sessions& sessions, base::ByteView blob, const Slot& session, Errand errand);

}  // namespace tpm
