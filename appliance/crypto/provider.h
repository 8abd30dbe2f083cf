// SPDX-License-Identifier: Apache-2.0
// Internal: the "inkseal" provider. A key in it is a keeper and its public half; it
// offers the key management of EC and RSA and the signatures ECDSA and RSA.
//
// What OpenSSL expects beyond its manual pages, and where it is met:
// - libssl asks whether a key is "id-ecPublicKey", so the aliases must be offered too
//   (provider.cpp);
// - OpenSSL first tries to move a key into the default provider, to sign there, and
//   only when that fails asks the key's own provider. So exporting must fail as soon as
//   the private half is among what is wanted, and work for the public half (provider_key.cpp);
// - X.509 and CMS ask the signature for its AlgorithmIdentifier (provider_signature.cpp);
// - X509_set_pubkey keeps this very key, and whoever verifies with it comes back here, so
//   verifying is offered and passed on to the default provider (provider_signature.cpp).
#pragma once

#include "appliance/crypto/evp_key.h"

#include <openssl/core.h>
#include <openssl/core_dispatch.h>

namespace crypto {

inline constexpr const char* provider_properties = "provider=inkseal";
// The one import parameter: octet pointer to the std::shared_ptr<ports::SigningKey>.
inline constexpr const char* keeper_parameter = "inkseal-keeper";

// A key of the provider: what its void* keydata points to.
struct KeeperKey {
    std::shared_ptr<ports::SigningKey> keeper;
    EvpKey public_half{nullptr};
};

template <typename Function>
OSSL_DISPATCH dispatch(int id, Function function) {
    return {id, reinterpret_cast<void (*)()>(function)};
}

const OSSL_DISPATCH* ec_key_functions();
const OSSL_DISPATCH* rsa_key_functions();
const OSSL_DISPATCH* signature_functions();

// Registers at the first call. Fault: crypto_failed.
base::Status require_provider();

}  // namespace crypto
