// SPDX-License-Identifier: Apache-2.0
// Key files that other programs made, in a directory of their own.
#pragma once

#include "appliance/crypto/key_file.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

namespace crypto_test {

inline base::SecretBytes secret(std::string_view text) { return base::SecretBytes(base::as_bytes(text)); }

struct KeyFileRig : Foreign {
    // Writes key.pem, leaf.pem, issuing.pem and root.pem.
    explicit KeyFileRig(ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256);

    // Runs the line, which must succeed, and returns `file`.
    base::Bytes made(const std::string& file, const std::string& line) const;
    // `openssl pkcs12 -export` of everything with the password "right" and more options, little work.
    base::Bytes pkcs12(const std::string& options) const;

    base::Result<crypto::KeyFile> read(const base::Bytes& file, std::string_view password = "right") const {
        return crypto::read_key_file(file, secret(password), now_ms);
    }

    Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key;
    crypto::Certificate leaf;
};

bool has(const crypto::KeyFile& file, crypto::KeyFileWarning warning);

}  // namespace crypto_test
