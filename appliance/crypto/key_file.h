// SPDX-License-Identifier: Apache-2.0
// Reads a private key and its certificates from a file that somebody brings: PKCS#12
// (RFC 7292, DER or BER), PEM or DER with PKCS#8 (RFC 5958) or the older forms of OpenSSL.
//
// Old ways of protection are read, and said so in `warnings`; we write none of them.
//
// What a file says cannot always be told apart, so this is what each fault means:
//   key_file_password   the password opens nothing in the file. A file that was damaged in
//                       everything it encrypts, or whose only protection is its MAC, says the same.
//   key_file_tampered   what is encrypted opens with this password to something well-formed, so
//                       the password is right; the MAC over the whole does not fit.
//   key_file_cipher     protected in a way we do not know, or that would cost too much to open
//                       (more than `iterations_max` rounds altogether); named in the detail.
//   key_file_mismatch   key and certificates do not belong together, or the key's own halves.
//   key_algorithm_unsupported   a sound key of a kind we do not use, named in the detail.
//   key_file_unreadable everything else that is not as it should be, also trailing bytes and
//                       several different keys.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/crypto/certificate.h"
#include "appliance/ports/private_key.h"

#include <optional>
#include <string>
#include <vector>

namespace crypto {

enum class KeyFileFormat { pkcs12, pem, der };

enum class KeyFileWarning {
    legacy_cipher,             // RC2, 3DES, or a key derived by one round of MD5
    sha1_mac,                  // the MAC is of SHA-1
    no_mac,                    // PKCS#12 without one: changes would go unnoticed
    few_iterations,            // below 100,000 rounds: guessing the password is cheap
    empty_password,            // opened by an empty password
    key_not_encrypted,         // the key stood in the file in the clear
    no_certificate,            // a key alone
    certificate_expired,       // of the key's own certificate
    certificate_not_yet_valid,
    unrelated_certificates,    // see KeyFile::unrelated
};

struct KeyFile {
    ports::PrivateKey key;
    std::vector<Certificate> chain;      // the key's certificate first, then each issuer that came along
    std::vector<Certificate> unrelated;  // in the file, and not of this chain
    KeyFileFormat format = KeyFileFormat::pkcs12;
    std::vector<std::string> ciphers;    // each once: "PBES2 AES-256-CBC PBKDF2 hmacWithSHA256"
    std::string mac;                     // PKCS#12: "HMAC SHA256", "PBMAC1 hmacWithSHA256", or empty
    std::optional<std::uint64_t> iterations;  // the smallest of the counts in the file
    std::vector<KeyFileWarning> warnings;     // each once, in the order above
};

inline constexpr std::size_t key_file_size_max = 1U << 20U;
inline constexpr std::uint64_t iterations_max = 10'000'000;
inline constexpr std::size_t key_file_bags_max = 64;  // keys and certificates

// `password` in UTF-8; absent: none is known, which opens files that need none.
// `now_ms` judges the certificate's validity, for the warnings only: trust is TrustStore's word.
// Ten million rounds are about five seconds; who has less time allows fewer.
base::Result<KeyFile> read_key_file(base::ByteView file, const std::optional<base::SecretBytes>& password, std::int64_t now_ms,
                                    std::uint64_t iterations_allowed = iterations_max);

}  // namespace crypto
