// SPDX-License-Identifier: Apache-2.0
// Between a private key in the clear (ports::PrivateKey) and OpenSSL's form of it: for
// key files, which are the only place where both are met, and for tests.
#pragma once

#include "appliance/crypto/software_key.h"
#include "appliance/ports/private_key.h"

namespace crypto {

// The whole key again: an EC point belongs to the scalar, an RSA key follows from one prime
// (RFC 8017, 3.2) in arithmetic whose time does not depend on it. It made a signature that
// the public key verified. Faults: key_algorithm_unsupported, key_file_mismatch (the two
// halves do not belong together), crypto_failed.
base::Result<EvpKey> evp_private_key(const ports::PrivateKey& key);

// The other way; the public half is computed from the private one and written in the one
// canonical form (named curve, uncompressed point). Faults: key_algorithm_unsupported with
// what it is in the detail ("RSA-1024", "P-521", "ED25519"), key_file_mismatch,
// key_file_unreadable (parts are missing, or it is no key).
base::Result<ports::PrivateKey> private_key_of(evp_pkey_st* key);

// DER PrivateKeyInfo (RFC 5208), not encrypted, and back; what private_key_of says of it.
base::Result<base::SecretBytes> write_private_key_info(const ports::PrivateKey& key);
base::Result<ports::PrivateKey> read_private_key_info(base::ByteView der);

// Faults: those of evp_private_key.
base::Result<std::shared_ptr<SoftwareKey>> software_key_of(const ports::PrivateKey& key);

}  // namespace crypto
