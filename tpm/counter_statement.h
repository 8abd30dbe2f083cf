// SPDX-License-Identifier: Apache-2.0
// Reading what a chip certified about its counters, without that chip: for auditors.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace tpm {

// Whose word is asked for: the device's attestation key (TPMT_PUBLIC), and the authority
// (DER SubjectPublicKeyInfo) whose platform policy is part of the counter's Name.
struct CounterWitness {
    base::Bytes attestation_public;
    base::Bytes authority;
};

// TPM2_NV_Certify of the serial counter (TPMS_ATTEST, part 2, 10.12.8), signed by the
// attestation key (DER, over SHA-256), with `binding` as qualifying data. The value.
// Faults: signature_invalid, proof_invalid (of something else), key_algorithm_unsupported.
base::Result<std::uint64_t> read_serial_statement(base::ByteView attested, base::ByteView signature, base::ByteView binding,
                                                  const CounterWitness& witness);

}  // namespace tpm
