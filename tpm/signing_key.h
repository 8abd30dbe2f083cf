// SPDX-License-Identifier: Apache-2.0
// A signing key for the booted device (TLS, log). It opens by the platform policy
// rather than by an empty password: another system booted on this hardware, or a
// thief with the disk, must not speak to the platform or sign checkpoints in its name.
// The price is three short commands a signature; the policy session is not salted
// and the approval's ticket is kept, so no extra work with elliptic curves.
#pragma once

#include "appliance/ports/signing_key.h"
#include "tpm/objects.h"
#include "tpm/platform_policy.h"

namespace tpm {

class PlatformSigningKey final : public ports::SigningKey {
public:
    PlatformSigningKey(PlatformPolicy& platform, KeyId id, base::Bytes public_key)
        : m_platform(platform), m_handle(row_of(id).handle), m_public_key(std::move(public_key)) {}

    ports::KeyAlgorithm algorithm() const override { return ports::KeyAlgorithm::ecdsa_p256; }
    const base::Bytes& public_key() const override { return m_public_key; }
    base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                   base::ByteView digest) override;

private:
    PlatformPolicy& m_platform;
    std::uint32_t m_handle;
    base::Bytes m_public_key;
};

// What our keys offer: ECDSA over a SHA-256 digest. Fault: key_algorithm_unsupported.
base::Status require_p256(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest);

// How a key is asked to sign. Fault: key_algorithm_unsupported (does not fit the key, or a
// digest of another length). EC keys sign their natural hash only.
base::Status require_fits(ports::KeyAlgorithm algorithm, ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                          base::ByteView digest);

// TPM2_Sign by a key that is loaded or persistent. DER for ECDSA; for RSA a block as
// long as the modulus.
base::Result<base::Bytes> sign_by(Context& context, ESYS_TR key, ESYS_TR policy, ESYS_TR protection,
                                  ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest);

// TPM2_Sign authorized by `policy`; `protection` may be ESYS_TR_NONE when `policy` is
// itself salted and decrypting. DER.
base::Result<base::Bytes> sign_digest(Context& context, std::uint32_t handle, ESYS_TR policy, ESYS_TR protection,
                                      base::ByteView digest);

}  // namespace tpm
