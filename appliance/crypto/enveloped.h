// SPDX-License-Identifier: Apache-2.0
// Internal: AuthEnvelopedData (RFC 5083) with key agreement recipients (RFC 5753), read
// and written by hand: OpenSSL keeps these structures closed, and its ECDH cannot be
// given to a TPM.
#pragma once

#include "appliance/crypto/certificate.h"
#include "appliance/base/secret.h"

namespace crypto {

// Which X9.63 KDF: the hash in the key agreement scheme's name. SHA-1 is for reading
// only: it is what `openssl cms` chooses by itself, and harmless inside a KDF.
enum class AgreementHash { sha1, sha256, sha384, sha512 };

// What one KeyAgreeRecipientInfo says to one recipient.
struct AgreementRecipient {
    base::Bytes ephemeral_point;     // 04 || x || y
    AgreementHash hash = AgreementHash::sha256;
    base::Bytes wrap_identifier;     // DER AlgorithmIdentifier of the key wrap
    std::size_t wrap_key_size = 32;  // bytes
    base::Bytes user_keying_material;
    base::Bytes encrypted_key;
};

struct AuthEnveloped {
    AgreementRecipient recipient;
    base::ByteView nonce;
    base::ByteView cipher;
    base::ByteView tag;
};

// Finds `me` among the recipients. Views point into `der`, which must be DER.
// Faults: cms_invalid, parcel_not_for_us, key_algorithm_unsupported.
base::Result<AuthEnveloped> read_auth_enveloped(base::ByteView der, const Certificate& me);

// One KeyAgreeRecipientInfo for one recipient, DER. AES-256 key wrap.
base::Bytes write_agreement_recipient(const AgreementRecipient& recipient, const Certificate& certificate);
// AlgorithmIdentifier of AES-256 key wrap.
base::Bytes aes256_wrap_identifier();

// `recipients` from the function above; `cipher` is copied once, into the result.
base::Bytes write_auth_enveloped(std::vector<base::Bytes> recipients, base::ByteView nonce, base::ByteView cipher,
                                 base::ByteView tag);

// The key encryption key from the shared x coordinate: ANSI X9.63 KDF over
// ECC-CMS-SharedInfo (RFC 5753, 7.2). Fault: crypto_failed.
base::Result<base::SecretBytes> agreement_wrapping_key(const base::SecretBytes& shared, const AgreementRecipient& recipient);

}  // namespace crypto
