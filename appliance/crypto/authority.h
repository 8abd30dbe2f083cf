// SPDX-License-Identifier: Apache-2.0
// The platform's certification authority as pure functions: what a certificate says
// follows from its arguments and 16 random bytes of serial number, nothing is kept.
//
// Root -> issuing CA -> leaf. Every certificate is DER, v3, signed with SHA-256
// (SHA-384 by a P-384 issuer), and has subject and authority key identifiers; leaves
// and the issuing CA name the CRL of their issuer. There are no name constraints.
#pragma once

#include "appliance/crypto/certificate.h"

namespace crypto {

// The extended key usages that mark a receipt key, a provisioner's and a rehearsal's, and the policy our time-stamps name:
// arcs under a UUID of our own (X.667), so they need no registration.
inline constexpr const char* receipt_usage_oid = "2.25.81107581039175219641826268520916707820.1";
inline constexpr const char* timestamp_policy_oid = "2.25.81107581039175219641826268520916707820.2";
inline constexpr const char* provisioning_usage_oid = "2.25.81107581039175219641826268520916707820.3";
inline constexpr const char* rehearsal_usage_oid = "2.25.81107581039175219641826268520916707820.4";

// Who issues. References: valid during the call.
struct Issuer {
    const Certificate& certificate;
    ports::SigningKey& key;
    std::string crl_url;  // empty: no distribution point is written
};

struct Subject {
    std::string common_name;   // required, at most 64 characters (RFC 5280, ub-common-name)
    std::string organization;  // optional
};

// Milliseconds since 1970 UTC; kept to the second.
struct Validity {
    std::int64_t not_before_ms = 0;
    std::int64_t not_after_ms = 0;
};

// Faults of everything below: those of SigningKey::sign, crypto_failed,
// usage_invalid (a name or time that cannot be written), key_algorithm_unsupported.

base::Result<Certificate> make_root(ports::SigningKey& key, const Subject& subject, const Validity& validity);
base::Result<Certificate> make_issuing(const Issuer& root, base::ByteView public_key, const Subject& subject,
                                       const Validity& validity);

// Document signer: critical keyUsage digitalSignature + nonRepudiation, no extended usage.
base::Result<Certificate> issue_signer(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                       const Validity& validity);
base::Result<Certificate> issue_tls_client(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                           const Validity& validity);
// `names` are DNS names or IP addresses in text; they become the subject alternative names.
base::Result<Certificate> issue_tls_server(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                           const std::vector<std::string>& names, const Validity& validity);
base::Result<Certificate> issue_timestamping(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                             const Validity& validity);
base::Result<Certificate> issue_receipt(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                        const Validity& validity);
base::Result<Certificate> issue_provisioner(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                            const Validity& validity);
base::Result<Certificate> issue_rehearsal(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                          const Validity& validity);
// For a key that receives parcels (keyAgreement). It cannot sign, hence no request to
// verify: the caller knows from TPM2_Certify or by hand whose key it is.
base::Result<Certificate> issue_agreement(const Issuer& issuer, base::ByteView public_key, const Subject& subject,
                                          const Validity& validity);

// CRLReason (RFC 5280, 5.3.1); the numbers are the standard's. `unspecified` is not written.
enum class RevocationReason : std::uint8_t { unspecified = 0, key_compromise = 1, superseded = 4, cessation = 5 };

struct Revocation {
    std::string serial_hex;
    std::int64_t revoked_ms = 0;
    RevocationReason reason = RevocationReason::unspecified;
};

// A complete CRL (RFC 5280, section 5), DER. `number` grows with every CRL of the issuer.
base::Result<base::Bytes> issue_crl(const Issuer& issuer, std::uint64_t number, std::int64_t this_update_ms,
                                    std::int64_t next_update_ms, const std::vector<Revocation>& revoked);

}  // namespace crypto
