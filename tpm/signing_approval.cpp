// SPDX-License-Identifier: Apache-2.0
#include "tpm/signing_approval.h"

#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"
#include "tpm/index_policy.h"
#include "tpm/policy.h"

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Status;

Status assert_time(Context& context, ESYS_TR session, ByteView operand, std::uint16_t offset, std::uint16_t operation,
                   Errand errand) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_OPERAND data{};
    fill(data, operand);
    return context.check(Esys_PolicyCounterTimer(esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &data, offset,
                                                 operation),
                         errand, "Esys_PolicyCounterTimer");
}

}  // namespace

base::Result<TPMT_TK_VERIFIED> verify_approval(PlatformPolicy& platform, const Approval& approval, ByteView authority) {
    if (approval.storage_key_name != platform.sessions().storage_key_name())
        return base::Failure{base::Fault::tpm_policy_refused, "an approval for another device"};
    const base::Digest policy = TRY(approved_policy_digest(approval, authority));
    return platform.authority().verify(platform.context(), policy, signing_reference(approval.storage_key_name),
                                       approval.signature);
}

Status assert_permit(PlatformPolicy& platform, ESYS_TR session, const Approval& approval) {
    const Authority& authority = platform.authority();
    const base::Digest policy = device_permit_policy(authority.name(), platform.sessions().storage_key_name());
    const TPMT_TK_VERIFIED ticket = TRY(authority.verify(platform.context(), policy, fleet_reference(), approval.permit));
    return authority.authorize(platform.context(), session, policy, fleet_reference(), ticket);
}

Status assert_approval(PlatformPolicy& platform, ESYS_TR session, const Approval& approval, ByteView authority) {
    Context& context = platform.context();
    const TPMT_TK_VERIFIED ticket = TRY(verify_approval(platform, approval, authority));
    TRY(assert_registers(context, session, approval.platform));
    TRY(assert_time(context, session, counter_operand(approval.clock_limit_ms), offset_of_clock, TPM2_EO_UNSIGNED_LT,
                    Errand::lease_clock));
    // The clock may fall back after a power cut: whoever would profit from that uses up resets.
    Bytes resets;
    base::append_number(resets, approval.reset_limit, 4);
    TRY(assert_time(context, session, resets, offset_of_reset_count, TPM2_EO_UNSIGNED_LE, Errand::lease_resets));
    TRY(assert_index(context, session, IndexId::serial, approval.serial_budget, TPM2_EO_UNSIGNED_LT,
                     Errand::serial_budget));
    TRY(assert_index(context, session, IndexId::approval_epoch, approval.approval_epoch, TPM2_EO_EQ,
                     Errand::approval_epoch));
    const base::Digest policy = TRY(approved_policy_digest(approval, authority));
    return platform.authority().authorize(context, session, policy, signing_reference(approval.storage_key_name), ticket);
}

}  // namespace tpm
