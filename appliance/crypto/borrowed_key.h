// SPDX-License-Identifier: Apache-2.0
// Internal: an EVP_PKEY for the duration of one call, from a key we do not own.
#pragma once

#include "appliance/crypto/evp_key.h"

namespace crypto {

// `key` must outlive the result.
inline base::Result<EvpKey> borrowed_evp_key(ports::SigningKey& key) {
    return evp_key_for(std::shared_ptr<ports::SigningKey>(std::shared_ptr<void>(), &key));
}

}  // namespace crypto
