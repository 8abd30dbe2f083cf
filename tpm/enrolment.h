// SPDX-License-Identifier: Apache-2.0
// What a device shows the platform to be enrolled. The platform checks the
// endorsement certificate's chain, sends a Challenge that only that TPM can open for
// that attestation key, and reads from the certified statements that every other key
// was born in the same TPM and cannot leave it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/json.h"
#include "appliance/base/result.h"

#include <string>
#include <vector>

namespace tpm {

struct KeyEvidence {
    std::string name;        // as in objects.h: "signing", "tls", ...
    base::Bytes public_area; // TPMT_PUBLIC
    base::Bytes attested;    // TPMS_ATTEST of TPM2_Certify; empty for the storage and attestation keys
    base::Bytes signature;   // DER ECDSA-Sig-Value by the attestation key over SHA-256(attested)

    // DER SubjectPublicKeyInfo. Fault: message_invalid.
    base::Result<base::Bytes> public_key() const;
    // SHA-256 Name: 000b || SHA-256(public_area).
    base::Bytes tpm_name() const;
};

struct Enrolment {
    std::vector<base::Bytes> endorsement_certificates;  // DER; the RSA-2048 one first when there is one
    base::Bytes endorsement_public;                     // TPMT_PUBLIC of the RSA-2048 endorsement key
    std::vector<KeyEvidence> keys;

    const KeyEvidence* find(std::string_view name) const;
};

base::Json to_json(const Enrolment& enrolment);
base::Result<Enrolment> enrolment_from(const base::Json& json);

// TPM2_MakeCredential's results, each without its leading two-byte size.
struct Challenge {
    base::Bytes id_object;         // TPMS_ID_OBJECT
    base::Bytes encrypted_secret;  // for the RSA-2048 endorsement key: 256 bytes
};

}  // namespace tpm
