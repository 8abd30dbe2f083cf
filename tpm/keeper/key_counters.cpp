// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_counters.h"

#include "tpm/counter.h"
#include "tpm/pin_index.h"
#include "tpm/provision_objects.h"

#include <algorithm>

namespace tpm {

using base::Fault;
using base::Result;
using base::Status;

namespace {

bool is_used(const std::vector<KeyRecord>& records, std::uint32_t handle) {
    return std::any_of(records.begin(), records.end(),
                       [&](const KeyRecord& record) { return record.counter == handle && !record.blob.empty(); });
}

}  // namespace

Status KeyCounters::undefine(std::uint32_t handle) {
    const auto gone = [&]() -> Status {
        const LentAuth owner = TRY(m_secrets.lend_owner());
        return undefine_index(m_platform.sessions(), handle);
    }();
    m_platform.sessions().forget_hmac();  // ESYS keeps what authorised a command beside the session
    return gone;
}

Status KeyCounters::sweep(const std::vector<KeyRecord>& records) {
    const std::optional<std::uint32_t> left = TRY(m_folder.unfinished());
    if (!left) return {};
    const bool is_ours = *left >= first && *left < first + count;
    if (is_ours && !is_used(records, *left)) TRY(undefine(*left));
    return m_folder.forget_unfinished();
}

Result<KeyCounters::Reserved> KeyCounters::reserve() {
    const std::vector<KeyRecord> records = TRY(m_folder.all());
    TRY(sweep(records));
    for (std::uint32_t handle = first; handle < first + count; ++handle) {
        if (is_used(records, handle)) continue;
        const auto known = m_platform.context().resolve(handle);
        if (known) continue;  // not in our books: leave it alone
        if (known.fault() != Fault::key_missing) return known.failure();
        TRY(m_folder.note_unfinished(handle));
        const auto defined = [&]() -> Status {
            const LentAuth owner = TRY(m_secrets.lend_owner());
            return define_counter(m_platform, handle);
        }();
        m_platform.sessions().forget_hmac();
        TRY(defined);
        Reserved out;
        out.handle = handle;
        out.value = TRY(IndexCounter(m_platform, handle).value());
        return out;
    }
    return base::Failure{Fault::tpm_failed, "no counter is left for another key"};
}

Result<bool> KeyCounters::is_alive(const KeyRecord& record) {
    if (record.blob.empty()) return false;
    const auto value = IndexCounter(m_platform, record.counter).value();
    if (!value && value.fault() == Fault::key_missing) return false;
    const std::uint64_t now = TRY(value);
    return now == record.value;
}

Status KeyCounters::end(const KeyRecord& record) {
    IndexCounter counter(m_platform, record.counter);
    const bool is_living = TRY(is_alive(record));
    if (is_living) TRY(counter.increment());
    // What is left is room. Another key may have been given the handle since, perhaps one that
    // this disk does not know: its counter stands higher.
    const auto value = counter.value();
    if (!value) return value.fault() == Fault::key_missing ? Status() : Status(value.failure());
    return *value == record.value + 1 ? undefine(record.counter) : Status();
}

}  // namespace tpm
