// SPDX-License-Identifier: Apache-2.0
// What a device asks for when it enrols, and whether it may (README.md, "Enrolment").
#pragma once

#include "appliance/audit/note.h"
#include "appliance/base/ids.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/trust.h"

#include <optional>

namespace receiver {

struct CertifiedKey {
    base::Bytes public_area;  // TPMT_PUBLIC
    base::Bytes attested;     // TPMS_ATTEST
    base::Bytes signature;    // DER ECDSA-Sig-Value by the attestation key
};

struct TpmClaims {
    std::vector<crypto::Certificate> endorsement_chain;  // leaf first
    base::Bytes attestation_public;                       // TPMT_PUBLIC
    base::Bytes storage_key_name;                         // 000b || SHA-256; the signing key's policy holds it
    std::vector<CertifiedKey> certified;
};

struct EnrolmentRequest {
    base::Digest code{};  // SHA-256 of the code
    base::DeviceId device;
    crypto::ParsedCsr signing;
    crypto::ParsedCsr tls;
    std::string log_origin;
    audit::NoteKey log_key;
    base::Bytes parcel_spki;
    std::optional<TpmClaims> tpm;
    base::Digest body_sha256{};
};

// Reads and checks what the device can prove by itself: each key signed.
// Faults: message_invalid, certificate_invalid, signature_invalid, checkpoint_invalid.
base::Result<EnrolmentRequest> read_enrolment(base::ByteView body);

// The endorsement certificate leads to a maker we know, and the attestation key, which
// cannot leave its TPM, has certified all four keys of the request for this enrolment:
// four different keys, each with exactly the attributes of its role (no password opens
// it), the TLS, log and parcel key under the platform's policy (tpm_policy.h), the signing
// key under exactly the one of document_policy.h, which no use gets past without an approval
// for this TPM's storage key, its parent, and a person's code.
// `approval_key`: DER SubjectPublicKeyInfo of the authority that approves.
// Returns the attestation key's name. Whether it lives in that TPM is left to the
// credential (credential.h).
// Faults: certificate_*, signature_invalid.
base::Result<base::Bytes> check_attestation(const EnrolmentRequest& request, const crypto::TrustStore& makers,
                                            base::ByteView approval_key, std::int64_t at_ms);

}  // namespace receiver
