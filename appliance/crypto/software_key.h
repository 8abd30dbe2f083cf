// SPDX-License-Identifier: Apache-2.0
// Private keys in this process's memory: the platform's CA and archive, and tests.
// On a device only for the length of one agreement (a key that nobody has again).
#pragma once

#include "appliance/base/secret.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/ports/agreement_key.h"

namespace crypto {

class SoftwareKey final : public ports::SigningKey {
public:
    static base::Result<std::shared_ptr<SoftwareKey>> generate(ports::KeyAlgorithm algorithm);
    // PKCS#8 or the traditional forms, not encrypted.
    // Faults: key_missing (not a key), key_algorithm_unsupported.
    static base::Result<std::shared_ptr<SoftwareKey>> from_pem(const base::SecretBytes& pem);
    // PKCS#8, not encrypted: where it is kept must protect it.
    base::Result<base::SecretBytes> to_pem() const;

    ports::KeyAlgorithm algorithm() const override { return m_algorithm; }
    const base::Bytes& public_key() const override { return m_public_key; }
    base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                   base::ByteView digest) override;

    SoftwareKey(EvpKey key, ports::KeyAlgorithm algorithm, base::Bytes public_key)
        : m_key(std::move(key)), m_algorithm(algorithm), m_public_key(std::move(public_key)) {}

private:
    EvpKey m_key;
    ports::KeyAlgorithm m_algorithm;
    base::Bytes m_public_key;
};

enum class AgreementCurve { p256, p384 };

class SoftwareAgreementKey final : public ports::AgreementKey {
public:
    static base::Result<std::shared_ptr<SoftwareAgreementKey>> generate(AgreementCurve curve);
    static base::Result<std::shared_ptr<SoftwareAgreementKey>> from_pem(const base::SecretBytes& pem);
    base::Result<base::SecretBytes> to_pem() const;

    const base::Bytes& public_key() const override { return m_public_key; }
    // Refuses points that are not on the curve. Fault: cms_invalid.
    base::Result<base::SecretBytes> agree(base::ByteView peer) override;

    SoftwareAgreementKey(EvpKey key, base::Bytes public_key) : m_key(std::move(key)), m_public_key(std::move(public_key)) {}

private:
    EvpKey m_key;
    base::Bytes m_public_key;
};

}  // namespace crypto
