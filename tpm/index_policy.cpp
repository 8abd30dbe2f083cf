// SPDX-License-Identifier: Apache-2.0
#include "tpm/index_policy.h"

#include "tpm/esys_memory.h"
#include "tpm/policy.h"

namespace tpm {

base::Status assert_index(Context& context, ESYS_TR session, IndexId id, std::uint64_t operand, std::uint16_t operation,
                          Errand errand) {
    return assert_index(context, session, row_of(id).handle, operand, operation, errand);
}

base::Status assert_index(Context& context, ESYS_TR session, std::uint32_t handle, std::uint64_t operand, std::uint16_t operation,
                          Errand errand) {
    const ESYS_TR index = TRY(context.resolve(handle));
    ESYS_CONTEXT* const esys = TRY(context.esys());
    TPM2B_OPERAND data{};
    fill(data, counter_operand(operand));
    // The password is the index's empty one: reading a counter is anybody's right.
    return context.check(Esys_PolicyNV(esys, index, index, session, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &data,
                                       0, operation),
                         errand, "Esys_PolicyNV");
}

}  // namespace tpm
