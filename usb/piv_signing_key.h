// SPDX-License-Identifier: Apache-2.0
// A key in a token, as everything above knows keys: certification requests, CMS, X.509 and
// TLS work with it unchanged (crypto::evp_key_for).
#pragma once

#include "appliance/ports/signing_key.h"
#include "usb/piv_token.h"

namespace usb {

// Where the code comes from when the token wants it: a person, or a test.
struct PinSource {
    virtual ~PinSource() = default;
    // `tries_left` is absent when the token does not say. A Fault ends the signature and is
    // its fault.
    virtual base::Result<base::Pin> pin(PivSlot slot, std::optional<unsigned> tries_left) = 0;
};

// Every signature is checked against the public key before it is given out: a token that
// lies, or whose wire is wet, is found here (token_failed).
//
// The code is asked for once per signature in the slot `signature` (9C: PIN always,
// SP 800-73-4, part 1, 3.2.2), in the others when the token insists. A wrong code is not
// asked for again: whoever asks for the signature decides.
class PivSigningKey final : public ports::SigningKey {
public:
    // With the public key that the token's metadata states, or else its certificate.
    // Faults: key_missing (neither is there), key_algorithm_unsupported, certificate_invalid, token_*.
    static base::Result<std::shared_ptr<PivSigningKey>> open(std::shared_ptr<PivToken> token, PivSlot slot, std::shared_ptr<PinSource> pins);

    ports::KeyAlgorithm algorithm() const override { return m_algorithm; }
    const base::Bytes& public_key() const override { return m_public_key; }
    // Any hash: for ECDSA the digest is cut or lengthened to the field (FIPS 186-5, 6.4.1).
    // Faults: pin_wrong, pin_locked, pin_malformed, key_algorithm_unsupported, token_*.
    base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest) override;

    // For a key that was just made, whose public key the token gave.
    PivSigningKey(std::shared_ptr<PivToken> token, PivSlot slot, ports::KeyAlgorithm algorithm, base::Bytes public_key,
                  std::shared_ptr<PinSource> pins)
        : m_token(std::move(token)), m_slot(slot), m_algorithm(algorithm), m_public_key(std::move(public_key)), m_pins(std::move(pins)) {}

private:
    base::Status show_pin();
    base::Result<base::Bytes> sign_block(base::ByteView block);

    std::shared_ptr<PivToken> m_token;
    PivSlot m_slot;
    ports::KeyAlgorithm m_algorithm;
    base::Bytes m_public_key;
    std::shared_ptr<PinSource> m_pins;
};

}  // namespace usb
