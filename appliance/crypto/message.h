// SPDX-License-Identifier: Apache-2.0
// What travels between device and platform: signed messages (CMS SignedData with the
// content inside) and encrypted ones (CMS AuthEnvelopedData, RFC 5083 and 5084).
// `openssl cms -verify -purpose any` and `openssl cms -decrypt` open both.
//
// A parcel is signed first and then encrypted, so the receiver, who stores it, learns
// nothing from it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/trust.h"
#include "appliance/ports/agreement_key.h"

namespace crypto {

// Faults: those of SigningKey::sign, certificate_invalid, key_algorithm_unsupported.
base::Result<base::Bytes> sign_message(base::ByteView content, const CmsSigner& signer);

// The same with the content left outside: a .p7s beside the file it is about.
// `openssl cms -verify -binary -content FILE -inform DER` reads it.
base::Result<base::Bytes> sign_detached(base::ByteView content, const CmsSigner& signer);

struct VerifiedMessage {
    base::Bytes content;
    Certificate signer;
    std::vector<Certificate> chain;  // signer..root
};

// Faults: cms_invalid, signature_invalid, and those of TrustStore::verify.
base::Result<VerifiedMessage> verify_message(base::ByteView der, const TrustStore& trust, Purpose purpose,
                                             std::int64_t at_ms);

// A detached one, beside its content. The result's `content` is a copy of it.
base::Result<VerifiedMessage> verify_detached(base::ByteView der, base::ByteView content, const TrustStore& trust, Purpose purpose,
                                              std::int64_t at_ms);

// AES-256-GCM under a fresh key, which is wrapped (AES-256 key wrap) for each recipient
// by ephemeral-static ECDH with the X9.63 KDF (RFC 5753): SHA-256 for P-256 recipients,
// SHA-384 for P-384. At least one recipient; trust in them is the caller's decision.
// Faults: key_algorithm_unsupported (a recipient is not EC), crypto_failed.
base::Result<base::Bytes> encrypt_message(base::ByteView content, const std::vector<Certificate>& recipients);

// `me` finds our entry among the recipients; `key` agrees on the shared point once.
// Reads BER too. Nothing is returned before the tag was found right.
// Faults: cms_invalid, parcel_not_for_us, cipher_tampered, key_algorithm_unsupported,
// and those of AgreementKey::agree.
base::Result<base::Bytes> decrypt_message(base::ByteView der, const Certificate& me, ports::AgreementKey& key);

}  // namespace crypto
