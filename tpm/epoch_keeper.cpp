// SPDX-License-Identifier: Apache-2.0
#include "tpm/epoch_keeper.h"

#include "tpm/index_policy.h"
#include "tpm/policy.h"
#include "tpm/sealed.h"

namespace tpm {

using base::Result;

Result<base::Bytes> CounterEpochKeeper::seal(std::uint64_t epoch, const base::SecretBytes& key) {
    const auto turn = m_platform.context().take_turn();
    const std::uint64_t now = TRY(m_counter.value());
    // A key for a past epoch could never be opened, one for a later epoch not soon.
    if (epoch != now && epoch != now + 1)
        return base::Failure{base::Fault::epoch_unavailable, "only the current epoch and the next one"};
    return tpm::seal(m_platform.sessions(), epoch_policy(m_platform.authority().name(), epoch), key);
}

Result<base::SecretBytes> CounterEpochKeeper::open(std::uint64_t epoch, base::ByteView blob) {
    const auto turn = m_platform.context().take_turn();
    const Slot session = TRY(m_platform.open());
    TRY(assert_index(m_platform.context(), session.handle(), IndexId::epoch, epoch, TPM2_EO_EQ, Errand::vault_epoch));
    return unseal(m_platform.sessions(), blob, session, Errand::vault_epoch);
}

}  // namespace tpm
