// SPDX-License-Identifier: Apache-2.0
// Internal: what the readers of the formats gather, before it is judged as one file.
#pragma once

#include "appliance/crypto/key_file.h"

namespace crypto {

struct KeyFileContent {
    std::vector<ports::PrivateKey> keys;
    std::vector<Certificate> certificates;
    std::vector<std::string> ciphers;
    std::string mac;
    std::optional<std::uint64_t> iterations;
    std::vector<KeyFileWarning> warnings;
    std::uint64_t iterations_left = iterations_max;

    void warn(KeyFileWarning warning);
    void note_cipher(const std::string& name);
    // Before a derivation is begun. Fault: key_file_cipher (the file asks for too many).
    base::Status spend(std::uint64_t iterations);
    // Fault: key_file_unreadable (too many).
    base::Status add(ports::PrivateKey key);
    base::Status add(Certificate certificate);
};

using KeyFilePassword = std::optional<base::SecretBytes>;

// Appends what it finds to `out`.
base::Status read_pkcs12(base::ByteView file, const KeyFilePassword& password, KeyFileContent& out);
base::Status read_pem_blocks(base::ByteView file, const KeyFilePassword& password, KeyFileContent& out);
// One private key or certificate, whichever DER form it has.
base::Status read_der(base::ByteView file, const KeyFilePassword& password, KeyFileContent& out);
// DER EncryptedPrivateKeyInfo, PrivateKeyInfo, or the older forms.
base::Status read_encrypted_key(base::ByteView der, const KeyFilePassword& password, KeyFileContent& out);
base::Status read_old_key(int type, base::ByteView der, KeyFileContent& out);

struct OrderedChain {
    std::vector<Certificate> chain, unrelated;
};
// Leaf first; each issuer is found by name and signature. Doubles are left out.
// Fault: key_file_mismatch (there are certificates, and none of this key).
base::Result<OrderedChain> order_chain(base::ByteView public_key, const std::vector<Certificate>& certificates);

}  // namespace crypto
