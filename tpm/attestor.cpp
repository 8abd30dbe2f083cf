// SPDX-License-Identifier: Apache-2.0
#include "tpm/attestor.h"

#include "appliance/base/reader.h"
#include "tpm/ec_codec.h"
#include "tpm/esys_memory.h"

#include <tss2/tss2_mu.h>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t binding_max = 32;

Result<TPM2B_DATA> qualifying(ByteView binding) {
    if (binding.size() > binding_max) return Failure{Fault::message_invalid, "a binding has at most 32 bytes"};
    TPM2B_DATA out{};
    fill(out, binding);
    return out;
}

TPMT_SIG_SCHEME scheme() {
    TPMT_SIG_SCHEME out{};
    out.scheme = TPM2_ALG_ECDSA;
    out.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
    return out;
}

// What is signed must be what we asked for, by this TPM, about this question.
Result<TPMS_ATTEST> read_statement(const TPM2B_ATTEST& raw, TPM2_ST type, ByteView binding) {
    TPMS_ATTEST out{};
    std::size_t read = 0;
    const TSS2_RC rc = Tss2_MU_TPMS_ATTEST_Unmarshal(raw.attestationData, raw.size, &read, &out);
    if (rc != TSS2_RC_SUCCESS || out.magic != TPM2_GENERATED_VALUE || out.type != type ||
        !base::equal_constant_time(view(out.extraData), binding))
        return Failure{Fault::tpm_failed, "a statement about something else"};
    return out;
}

}  // namespace

Result<ports::TimeStatement> AttestationKey::attest_time(ByteView binding) {
    const TPM2B_DATA data = TRY(qualifying(binding));
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const LentAuth endorsement = TRY(m_secrets.lend_endorsement());
    const Slot policy = TRY(m_platform.open());
    const ESYS_TR session = TRY(m_platform.sessions().hmac(Protect::nothing));
    const ESYS_TR key = TRY(context.resolve(row_of(KeyId::attestation).handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPMT_SIG_SCHEME with = scheme();
    TPM2B_ATTEST* raw_attest = nullptr;
    TPMT_SIGNATURE* raw_signature = nullptr;
    TRY(context.check(Esys_GetTime(esys, ESYS_TR_RH_ENDORSEMENT, key, session, policy.handle(), ESYS_TR_NONE, &data,
                                   &with, &raw_attest, &raw_signature),
                      Errand::other, "Esys_GetTime"));
    const EsysMemory<TPM2B_ATTEST> attest(raw_attest);
    const EsysMemory<TPMT_SIGNATURE> signature(raw_signature);
    const TPMS_ATTEST statement = TRY(read_statement(*attest, TPM2_ST_ATTEST_TIME, binding));
    // The inner clock: the header's is obfuscated for keys outside the hierarchy.
    const TPMS_CLOCK_INFO& clock = statement.attested.time.time.clockInfo;
    ports::TimeStatement out;
    out.clock_ms = clock.clock;
    out.reset_count = clock.resetCount;
    out.restart_count = clock.restartCount;
    out.is_safe = clock.safe == TPM2_YES;
    out.attested.assign(attest->attestationData, attest->attestationData + attest->size);
    out.signature = TRY(signature_to_der(*signature));
    return out;
}

Result<ports::CounterStatement> AttestationKey::attest_counter(ByteView binding) { return attest_index(IndexId::anchor, binding); }

Result<ports::CounterStatement> AttestationKey::attest_serial(ByteView binding) { return attest_index(IndexId::serial, binding); }

Result<ports::CounterStatement> AttestationKey::attest_index(IndexId id, ByteView binding) {
    const TPM2B_DATA data = TRY(qualifying(binding));
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const Slot policy = TRY(m_platform.open());
    const ESYS_TR session = TRY(m_platform.sessions().hmac(Protect::nothing));
    const ESYS_TR key = TRY(context.resolve(row_of(KeyId::attestation).handle));
    const ESYS_TR index = TRY(context.resolve(row_of(id).handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    const TPMT_SIG_SCHEME with = scheme();
    TPM2B_ATTEST* raw_attest = nullptr;
    TPMT_SIGNATURE* raw_signature = nullptr;
    TRY(context.check(Esys_NV_Certify(esys, key, index, index, policy.handle(), session, ESYS_TR_NONE, &data, &with, 8,
                                      0, &raw_attest, &raw_signature),
                      Errand::other, "Esys_NV_Certify"));
    const EsysMemory<TPM2B_ATTEST> attest(raw_attest);
    const EsysMemory<TPMT_SIGNATURE> signature(raw_signature);
    const TPMS_ATTEST statement = TRY(read_statement(*attest, TPM2_ST_ATTEST_NV, binding));
    base::Reader reader(view(statement.attested.nv.nvContents));
    ports::CounterStatement out;
    out.value = reader.take_u64();
    if (!reader.is_finished()) return Failure{Fault::tpm_failed, "a counter of another size"};
    out.attested.assign(attest->attestationData, attest->attestationData + attest->size);
    out.signature = TRY(signature_to_der(*signature));
    return out;
}

}  // namespace tpm
