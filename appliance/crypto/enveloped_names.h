// SPDX-License-Identifier: Apache-2.0
// Internal: object identifiers of AuthEnvelopedData.
#pragma once

#include "appliance/base/check.h"
#include "appliance/crypto/enveloped.h"
#include "appliance/crypto/signed_data_writer.h"

namespace crypto {

inline constexpr const char* auth_enveloped_oid = "1.2.840.113549.1.9.16.1.23";
inline constexpr const char* ec_public_key_oid = "1.2.840.10045.2.1";
inline constexpr const char* aes128_wrap_oid = "2.16.840.1.101.3.4.1.5";
inline constexpr const char* aes192_wrap_oid = "2.16.840.1.101.3.4.1.25";
inline constexpr const char* aes256_wrap_oid = "2.16.840.1.101.3.4.1.45";
inline constexpr const char* aes256_gcm_oid = "2.16.840.1.101.3.4.1.46";

// dhSinglePass-stdDH-*kdf-scheme (RFC 5753, 7.1.4).
inline const char* agreement_oid(AgreementHash hash) {
    switch (hash) {
    case AgreementHash::sha1: return "1.3.133.16.840.63.0.2";
    case AgreementHash::sha256: return "1.3.132.1.11.1";
    case AgreementHash::sha384: return "1.3.132.1.11.2";
    case AgreementHash::sha512: return "1.3.132.1.11.3";
    }
    CHECK(false);
}

}  // namespace crypto
