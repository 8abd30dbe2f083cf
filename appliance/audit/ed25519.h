// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032) for notes: witnesses and the platform cosign with it. The device
// only verifies; its own key is the TPM's P-256.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace audit {

inline constexpr std::size_t ed25519_key_size = 32;
inline constexpr std::size_t ed25519_signature_size = 64;

// False also for a key or a signature of the wrong length.
bool verify_ed25519(base::ByteView public_key, base::ByteView message, base::ByteView signature);

// A key in memory, for the receiver and for tests.
class Ed25519Key {
public:
    // `seed` is the 32-byte private key of RFC 8032. Fault crypto_failed.
    static base::Result<Ed25519Key> from_seed(base::SecretBytes seed);
    static base::Result<Ed25519Key> generate();

    const base::Bytes& public_key() const { return m_public; }  // 32 bytes
    const base::SecretBytes& seed() const { return m_seed; }
    base::Result<base::Bytes> sign(base::ByteView message) const;

private:
    Ed25519Key(base::SecretBytes seed, base::Bytes public_key);
    base::SecretBytes m_seed;
    base::Bytes m_public;
};

}  // namespace audit
