// SPDX-License-Identifier: Apache-2.0
// An X.509 certificate (RFC 5280) as a value. Copies share one immutable parsed
// object, so they are cheap and may travel between threads.
// Reading one says nothing about trust: that is TrustStore's word.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct x509_st;

namespace crypto {

class Certificate {
public:
    // Exactly one certificate of at most 64 KiB; bytes after it are refused.
    // Fault: certificate_invalid.
    static base::Result<Certificate> from_der(base::ByteView der);
    // Every CERTIFICATE block, in order; other blocks are passed over.
    // Fault: certificate_invalid (also when there is none).
    static base::Result<std::vector<Certificate>> all_from_pem(base::ByteView pem);
    // Takes over a reference from OpenSSL; for adapters that link it.
    explicit Certificate(std::shared_ptr<x509_st> parsed) : m_parsed(std::move(parsed)) {}

    base::Bytes der() const;
    std::string to_pem() const;
    // SHA-256 of the DER form.
    base::Digest fingerprint() const;

    // UTF-8, at most 256 bytes, control characters replaced; empty when there is none.
    std::string subject_common_name() const;
    std::string issuer_common_name() const;
    // DER Names, for comparison.
    base::Bytes subject() const;
    base::Bytes issuer() const;
    // Lower-case hexadecimal without a sign or leading zero bytes.
    std::string serial_hex() const;

    // DER SubjectPublicKeyInfo.
    base::Bytes public_key() const;
    // SHA-256 of public_key(): names a key across renewed certificates.
    base::Digest key_id() const;
    // Fault: key_algorithm_unsupported.
    base::Result<ports::KeyAlgorithm> key_algorithm() const;

    // Milliseconds since 1970 UTC; validity includes both ends.
    std::int64_t not_before_ms() const;
    std::int64_t not_after_ms() const;

    // Subject equals issuer and its own key made the signature.
    bool is_self_signed() const;
    bool is_ca() const;
    // keyUsage nonRepudiation (contentCommitment): meant for signatures of people and documents.
    bool has_non_repudiation() const;

    bool operator==(const Certificate& other) const;

    // Owned by this certificate. OpenSSL takes it without const but does not change it.
    x509_st* raw() const { return m_parsed.get(); }

private:
    std::shared_ptr<x509_st> m_parsed;
};

}  // namespace crypto
