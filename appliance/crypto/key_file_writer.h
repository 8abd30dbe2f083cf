// SPDX-License-Identifier: Apache-2.0
// Writes a private key and its chain as a file that a password protects, in one way only:
// PKCS#12 with PBES2, AES-256-CBC and PBKDF2-HMAC-SHA256, 16-byte salts, and a MAC of
// HMAC-SHA256. There is nothing to choose that would make it weaker.
//
// Whoever calls decides first whether the key may leave (ports::KeyKeeper::finish_export).
#pragma once

#include "appliance/base/secret.h"
#include "appliance/crypto/certificate.h"
#include "appliance/ports/private_key.h"

#include <string>
#include <vector>

namespace crypto {

enum class PfxMac {
    hmac_sha256,  // every reader of today knows it
    pbmac1,       // RFC 9879: FIPS wants it; OpenSSL before 3.4 cannot read it
};

inline constexpr std::uint32_t pfx_iterations = 600'000;

struct PfxOptions {
    std::uint32_t iterations = pfx_iterations;  // never fewer; at most 2,000,000
    PfxMac mac = PfxMac::hmac_sha256;
    std::string friendly_name;                  // in the clear for whoever has the password; empty: none
};

// What was written was read back with the password, and holds this key and this chain.
// `chain`: the key's certificate first; may be empty, at most 10.
// Faults: password_weak (the password is weaker than password_bits_min of
// password_strength.h), key_file_mismatch (the first certificate is not the key's, or the
// key's halves differ), usage_invalid (options, chain), crypto_failed.
base::Result<base::Bytes> write_pfx(const ports::PrivateKey& key, const std::vector<Certificate>& chain,
                                    const base::SecretBytes& password, const PfxOptions& options = {});

// ---- Conversions: what read_key_file gave, in another form ---------------------------
// PKCS#8, PBES2 as above; PEM ("ENCRYPTED PRIVATE KEY") and DER.
base::Result<std::string> write_encrypted_key_pem(const ports::PrivateKey& key, const base::SecretBytes& password,
                                                  std::uint32_t iterations = pfx_iterations);
base::Result<base::Bytes> write_encrypted_key_der(const ports::PrivateKey& key, const base::SecretBytes& password,
                                                  std::uint32_t iterations = pfx_iterations);
std::string write_pem_certificates(const std::vector<Certificate>& certificates);

}  // namespace crypto
