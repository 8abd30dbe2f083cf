// SPDX-License-Identifier: Apache-2.0
#include "tpm/counter.h"

#include "appliance/base/reader.h"
#include "tpm/esys_memory.h"

namespace tpm {

using base::Result;

Result<std::uint64_t> IndexCounter::value() {
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const ESYS_TR session = TRY(m_platform.sessions().hmac(Protect::response));
    const ESYS_TR index = TRY(context.resolve(m_handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_MAX_NV_BUFFER* raw = nullptr;
    TRY(context.check(Esys_NV_Read(esys, index, index, session, ESYS_TR_NONE, ESYS_TR_NONE, 8, 0, &raw),
                      Errand::counter_read, "Esys_NV_Read"));
    const EsysMemory<TPM2B_MAX_NV_BUFFER> data(raw);
    base::Reader reader(view(*data));
    const std::uint64_t value = reader.take_u64();
    if (!reader.is_finished()) return base::Failure{base::Fault::tpm_failed, "a counter of another size"};
    return value;
}

Result<std::uint64_t> IndexCounter::increment() {
    Context& context = m_platform.context();
    const auto turn = context.take_turn();
    const auto before = value();
    if (!before && before.fault() != base::Fault::key_missing) return before;
    {
        const Slot session = TRY(m_platform.open());
        const ESYS_TR index = TRY(context.resolve(m_handle));
        ESYS_CONTEXT* const esys = TRY(context.esys());
        TRY(context.check(Esys_NV_Increment(esys, index, index, session.handle(), ESYS_TR_NONE, ESYS_TR_NONE),
                          Errand::other, "Esys_NV_Increment"));
    }
    const std::uint64_t after = TRY(value());
    if (before && after != *before + 1)
        return base::Failure{base::Fault::tpm_failed, "the counter did not move by one"};
    return after;
}

}  // namespace tpm
