// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/counter_check.h"

#include "appliance/crypto/digest.h"
#include "tpm/counter_statement.h"
#include "tpm/tpm_folder.h"

namespace device {

base::Result<ChipWitness> chip_witness(base::Disk& state) {
    const tpm::TpmFolder folder(state);
    const tpm::Enrolment enrolment = TRY(folder.enrolment());
    const tpm::KeyEvidence* const attestation = enrolment.find("attestation");
    if (attestation == nullptr) return base::Failure{base::Fault::key_missing, "attestation"};
    const tpm::Pinned pinned = TRY(folder.pinned());
    const tpm::CounterWitness witness{attestation->public_area, pinned.authority};
    ChipWitness out;
    out.attestation_key = crypto::sha256(attestation->public_area);
    out.check = [witness](base::ByteView attested, base::ByteView signature, base::ByteView binding) {
        return tpm::read_serial_statement(attested, signature, binding, witness);
    };
    return out;
}

}  // namespace device
