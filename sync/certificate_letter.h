// SPDX-License-Identifier: Apache-2.0
// How a device asks for a certificate for one of its document keys, and what it gets
// (README.md, "Letters"). The device's side uses both halves, the platform's side too.
#pragma once

#include "sync/letter.h"

namespace exchange {

inline constexpr std::string_view certificate_request_kind = "certificate.request";
inline constexpr std::string_view certificate_answer_kind = "certificate.answer";

// What the key's policy is made of. The platform computes the policy from it and compares
// the result with what the TPM certified, so nobody has to be believed.
struct KeyPolicy {
    base::Bytes storage_key_name;     // of the device's storage root key: 000b || SHA-256
    std::uint32_t counter = 0;        // index of the key's own counter; 0: the key the device was born with, and keys that may leave
    std::uint64_t counter_value = 0;  // where that counter stands while the key lives
    std::uint8_t needed = 0;          // so many of the custodians let the key go; 0: nobody does
    std::vector<base::Bytes> custodians;  // DER SubjectPublicKeyInfo
};

// The TPM's own word about the key: TPM2_Certify by the attestation key that the device
// enrolled with, its qualifying data being certificate_binding(request).
struct KeyStatement {
    base::Bytes public_area;  // TPMT_PUBLIC
    base::Bytes attested;     // TPMS_ATTEST
    base::Bytes signature;    // DER ECDSA-Sig-Value
    KeyPolicy policy;
};

struct CertificateRequest {
    LetterHead head;
    std::string key;       // the device's name for it, [a-z0-9-]{1,40}
    base::Bytes csr;       // PKCS#10, DER
    std::optional<KeyStatement> statement;  // absent: the key was not born in this TPM
    std::string replaces;  // serial (hexadecimal) of the certificate that it succeeds; empty: none
};

// SHA-256 over words of our own and the request's name, so that a statement fits one letter.
base::Digest certificate_binding(std::string_view request);

base::Json to_json(const CertificateRequest& request);
// Strict: unknown members are refused. Fault message_invalid.
base::Result<CertificateRequest> certificate_request_from(const base::Json& content);

struct CertificateAnswer {
    std::string key;
    std::string origin;  // "tpm": born there, cannot leave; "exportable": born there; "imported"
    std::vector<crypto::Certificate> chain;    // leaf first, without the root
    std::vector<crypto::Certificate> anchors;  // the platform's roots
};

base::Json to_json(const CertificateAnswer& answer, const LetterHead& asked);
// Opens and checks an answer: the platform's, to this very letter, for `public_key`.
// Faults: receipt_invalid, receipt_mismatch, message_invalid, certificate_*.
base::Result<CertificateAnswer> open_certificate_answer(base::ByteView der, const LetterHead& asked, base::ByteView public_key,
                                                        const crypto::TrustStore& platform, std::int64_t at_ms);

}  // namespace exchange
