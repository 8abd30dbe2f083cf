// SPDX-License-Identifier: Apache-2.0
#include "tpm/counter_statement.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "tpm/authority.h"
#include "tpm/enrolment.h"
#include "tpm/esys_memory.h"
#include "tpm/objects.h"
#include "tpm/policy.h"

#include <tss2/tss2_mu.h>

namespace tpm {

using base::Failure;
using base::Fault;

base::Result<std::uint64_t> read_serial_statement(base::ByteView attested, base::ByteView signature, base::ByteView binding,
                                                  const CounterWitness& witness) {
    const KeyEvidence attestation{"attestation", witness.attestation_public, {}, {}};
    const base::Bytes key = TRY(attestation.public_key());
    TRY(crypto::verify_signature(key, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256(attested), signature));
    TPMS_ATTEST statement{};
    std::size_t read = 0;
    const TSS2_RC rc = Tss2_MU_TPMS_ATTEST_Unmarshal(attested.data(), attested.size(), &read, &statement);
    if (rc != TSS2_RC_SUCCESS || read != attested.size() || statement.magic != TPM2_GENERATED_VALUE || statement.type != TPM2_ST_ATTEST_NV)
        return Failure{Fault::proof_invalid, "not the chip's word about a counter"};
    if (!base::equal_constant_time(view(statement.extraData), binding)) return Failure{Fault::proof_invalid, "the chip spoke of another signature"};
    const Authority authority = TRY(Authority::from(witness.authority));
    const TPMS_NV_CERTIFY_INFO& about = statement.attested.nv;
    if (!base::equal_constant_time(base::ByteView(about.indexName.name, about.indexName.size), index_name(IndexId::serial, platform_policy(authority.name()))))
        return Failure{Fault::proof_invalid, "the chip spoke of another counter"};
    base::Reader reader(view(about.nvContents));
    const std::uint64_t value = reader.take_u64();
    if (about.offset != 0 || !reader.is_finished()) return Failure{Fault::proof_invalid, "a counter of another size"};
    return value;
}

}  // namespace tpm
