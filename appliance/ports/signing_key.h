// SPDX-License-Identifier: Apache-2.0
// A private key that someone else keeps: a TPM, a USB token, or (platform only)
// software. It signs digests and never leaves its keeper.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

namespace ports {

enum class KeyAlgorithm { ecdsa_p256, ecdsa_p384, rsa_2048, rsa_3072 };
enum class SignatureScheme { ecdsa, rsa_pkcs1, rsa_pss };  // pss: salt as long as the digest
enum class HashAlgorithm { sha256, sha384, sha512 };

// What a keeper offers that signs only messages it can read whole: the TLS key that
// the courier borrows signs nothing but a CertificateVerify structure (RFC 8446, 4.4.3).
struct MessageSigner {
    virtual ~MessageSigner() = default;
    virtual base::Result<base::Bytes> sign_message(SignatureScheme scheme, HashAlgorithm hash,
                                                   base::ByteView message) = 0;
};

struct SigningKey {
    virtual ~SigningKey() = default;

    virtual KeyAlgorithm algorithm() const = 0;
    // DER SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). Constant for the key's life.
    virtual const base::Bytes& public_key() const = 0;

    // Signs a digest made with `hash`. ECDSA gives a DER ECDSA-Sig-Value
    // (RFC 3279, 2.2.3), RSA a block as long as the modulus.
    // May block for as long as the hardware takes (a TPM: up to 600 ms).
    // Faults: key_algorithm_unsupported, tpm_*, pin_*, lease_expired, budget_spent, key_missing.
    virtual base::Result<base::Bytes> sign(SignatureScheme scheme, HashAlgorithm hash, base::ByteView digest) = 0;

    // Not null when the keeper insists on seeing whole messages; sign() then fails.
    virtual MessageSigner* whole_messages() { return nullptr; }
};

}  // namespace ports
