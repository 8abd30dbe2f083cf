// SPDX-License-Identifier: Apache-2.0
// A small public key infrastructure for the tests, made by the product's own authority.
#pragma once

#include "appliance/crypto/authority.h"
#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/software_key.h"
#include "appliance/crypto/trust.h"

namespace crypto_test {

inline constexpr std::int64_t second = 1000;
inline constexpr std::int64_t day = 86400 * second;
// 2026-11-22T10:40:05Z
inline constexpr std::int64_t now_ms = 1795344005 * second;

// Keys are made once per process and shared; RSA ones take a while.
std::shared_ptr<crypto::SoftwareKey> key_of(ports::KeyAlgorithm algorithm, int number = 0);
std::string pem_of(const std::shared_ptr<crypto::SoftwareKey>& key);

struct Pki {
    explicit Pki(const std::string& root_name = "Inkseal TEST root");

    std::shared_ptr<crypto::SoftwareKey> root_key;
    std::shared_ptr<crypto::SoftwareKey> issuing_key;
    crypto::Certificate root;
    crypto::Certificate issuing;
    std::vector<crypto::Certificate> chain;  // the issuing CA
    crypto::TrustStore trust;                // the root only

    crypto::Issuer issuer() const { return {issuing, *issuing_key, "http://crl.example/issuing.crl"}; }
    crypto::Validity validity() const { return {now_ms - day, now_ms + 365 * day}; }
    crypto::Certificate signer_for(ports::SigningKey& key) const;
    std::string pem_files() const { return root.to_pem() + issuing.to_pem(); }
};

}  // namespace crypto_test
