// SPDX-License-Identifier: Apache-2.0
// How much of the approval is left. Only a forecast: the TPM compares for itself, each time.
#include "tpm/counter.h"
#include "tpm/esys_memory.h"
#include "tpm/keeper/named_keys.h"

#include <limits>

namespace tpm {

using base::Failure;
using base::Fault;

base::Result<ports::Allowance> NamedKeys::allowance() {
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const Approval approval = TRY(m_approvals.approval());
    const std::uint64_t epoch = TRY(IndexCounter(m_platform, IndexId::approval_epoch).value());
    if (epoch != approval.approval_epoch) return Failure{Fault::lease_expired, "the platform ended it"};
    const std::uint64_t serial = TRY(IndexCounter(m_platform, IndexId::serial).value());
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPMS_TIME_INFO* raw = nullptr;
    TRY(context.check(Esys_ReadClock(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &raw), Errand::other, "Esys_ReadClock"));
    const EsysMemory<TPMS_TIME_INFO> now(raw);
    const std::uint64_t clock = now->clockInfo.clock;
    if (clock >= approval.clock_limit_ms || now->clockInfo.resetCount > approval.reset_limit)
        return Failure{Fault::lease_expired, "its time or its starts are used up"};
    const std::uint64_t left = approval.clock_limit_ms - clock;
    constexpr std::uint64_t longest = std::numeric_limits<std::int64_t>::max();
    ports::Allowance out;
    out.uses = approval.serial_budget > serial ? approval.serial_budget - serial : 0;
    out.ms_left = static_cast<std::int64_t>(left < longest ? left : longest);
    return out;
}

}  // namespace tpm
