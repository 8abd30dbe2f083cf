// SPDX-License-Identifier: Apache-2.0
// The endorsement key: the manufacturer's word that this is a TPM. We use the
// RSA-2048 one (TCG EK Credential Profile, template L-1), which every TPM has.
#pragma once

#include "appliance/base/secret.h"
#include "tpm/enrolment.h"
#include "tpm/session.h"

namespace tpm {

// The certificates the manufacturer left in the TPM, DER, without padding.
base::Result<std::vector<base::Bytes>> endorsement_certificates(Context& context);

// TPMT_PUBLIC. The endorsement hierarchy's secret must be lent (or empty), in case the
// key is not persistent and has to be derived again (seconds on a chip).
base::Result<base::Bytes> endorsement_public(Sessions& sessions);

// TPM2_ActivateCredential for the attestation key. The secret must be lent.
// Faults: cipher_tampered (not for this pair of keys), tpm_*.
base::Result<base::SecretBytes> activate_credential(Sessions& sessions, const Challenge& challenge);

}  // namespace tpm
