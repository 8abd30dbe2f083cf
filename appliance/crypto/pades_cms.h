// SPDX-License-Identifier: Apache-2.0
// The signature that sits in a PDF: a detached CMS SignedData (RFC 5652) as PAdES
// baseline wants it (ETSI EN 319 142-1, 6.3): definite-length DER, one SignerInfo,
// signed attributes content-type, message-digest and signing-certificate-v2
// (RFC 5035), no signing-time.
//
// Reading is more tolerant than writing, because we verify other people's files: BER,
// signing-time, adbe.pkcs7.detached without the certificate binding, RSA-PSS.
#pragma once

#include "appliance/crypto/cms_signer.h"

#include <optional>

namespace crypto {

struct SignedData;  // parsed, shared by copies; signed_data.h

// One signature by the signer's key over the attributes; `digest` is SHA-256 over the ByteRange.
// Faults: those of SigningKey::sign, certificate_invalid, key_algorithm_unsupported, crypto_failed.
base::Result<base::Bytes> sign_byte_range_digest(const base::Digest& digest, const CmsSigner& signer);

// No result of sign_byte_range_digest for this signer is longer (bytes). A time-stamp
// added later is not included.
std::size_t signature_size_max(const CmsSigner& signer);

class SignatureCms {
public:
    // `contents` is the value of /Contents as it stands in the file: zero bytes after
    // the structure are its padding, anything else is refused. At most 4 MiB.
    // One SignerInfo, detached. The signer's certificate must be inside or in `extra`.
    // Faults: cms_invalid; certificate_invalid when that certificate is nowhere.
    static base::Result<SignatureCms> parse(base::ByteView contents, const std::vector<Certificate>& extra = {});

    const Certificate& signer_certificate() const;
    // All of them, the signer's included, in the order of the file.
    const std::vector<Certificate>& certificates() const;

    // CRLs that came along (DER), unverified.
    const std::vector<base::Bytes>& crls() const;

    // The algorithm of message_digest(); nothing for SHA-1 and others we do not accept.
    std::optional<ports::HashAlgorithm> digest_algorithm() const;
    // SHA-1 or MD5: we can read it, and it proves nothing any more.
    bool has_weak_digest() const;
    // With the signature's own algorithm, also a weak one; empty when we do not know it.
    base::Bytes digest_of(const std::vector<base::ByteView>& parts) const;
    // The attribute's value; empty when the signature has no signed attributes.
    const base::Bytes& message_digest() const;
    const base::Bytes& signature_value() const;
    // SHA-256 of signature_value(): names a signed artifact whatever is added to it later.
    base::Digest seal_id() const;
    // Tokens of the signature-time-stamp attribute (EN 319 122-1, 5.3), DER.
    const std::vector<base::Bytes>& timestamps() const;

    bool has_signing_time() const;
    // Claimed by the signer, proven by nobody.
    std::optional<std::int64_t> signing_time_ms() const;
    // signing-certificate or signing-certificate-v2 is present. verify() checks it.
    bool has_certificate_binding() const;
    // Definite-length DER throughout, as PAdES requires.
    bool is_der() const;
    // How many bytes of `contents` the structure took.
    std::size_t size() const;

    // The signature is by the signer's certificate, message-digest equals `digest` (made
    // with digest_of()), and the certificate binding, when present, names the signer's
    // certificate. Says nothing about trust.
    // Faults: signature_invalid; certificate_invalid (the binding names another certificate);
    // key_algorithm_unsupported (not disproved, but a weak digest or an unknown algorithm).
    base::Status verify(base::ByteView digest) const;

    // The same structure (DER) with one more signature-time-stamp. The token is taken as
    // it is; verify it before. Fault: timestamp_invalid, crypto_failed.
    base::Result<base::Bytes> with_timestamp(base::ByteView token) const;

private:
    explicit SignatureCms(std::shared_ptr<const SignedData> data) : m_data(std::move(data)) {}

    std::shared_ptr<const SignedData> m_data;
};

}  // namespace crypto
