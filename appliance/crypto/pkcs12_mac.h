// SPDX-License-Identifier: Apache-2.0
// Internal: the MAC of PKCS#12, the older kind (RFC 7292, appendix B) and PBMAC1 (RFC 9879),
// which OpenSSL has only since 3.4; ours reads and writes it with every version.
#pragma once

#include "appliance/crypto/key_file_content.h"

namespace crypto {

struct Pkcs12Mac {
    std::string name;             // "HMAC sha256", "PBMAC1 hmacWithSHA256"
    bool is_of_sha1 = false;
    bool is_pbmac1 = false;
    int hash = 0;                 // NID of the HMAC's digest
    int prf_hash = 0;             // NID of PBKDF2's; PBMAC1 only
    base::Bytes salt, value;
    std::uint64_t iterations = 1;
    std::size_t key_size = 0;     // PBMAC1 only
};

// Of a DER MacData. Faults: key_file_unreadable, key_file_cipher (named).
base::Result<Pkcs12Mac> parse_mac(base::ByteView mac_data);
// Whether it fits. Spends the rounds; an empty password is tried in both of its spellings.
base::Result<bool> is_mac_right(const Pkcs12Mac& mac, base::ByteView content, base::ByteView password);

// DER MacData for `content`, HMAC-SHA256 under a key from PBKDF2-HMAC-SHA256.
base::Result<base::Bytes> write_pbmac1(base::ByteView content, base::ByteView password, base::ByteView salt, std::uint64_t iterations);

}  // namespace crypto
