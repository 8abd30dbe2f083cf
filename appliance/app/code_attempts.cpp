// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/code_attempts.h"

#include "appliance/app/journal.h"

#include <algorithm>
#include <iterator>

namespace app {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t pauses_ms[] = {1 * minute_ms, 5 * minute_ms, 15 * minute_ms};

std::uint64_t failed_of(const audit::Leaf& pause) {
    const std::int64_t* failed = pause.fields.at("failed").as_number();  // the catalogue demands it
    return failed == nullptr ? 0 : static_cast<std::uint64_t>(*failed);
}

}  // namespace

base::Status CodeAttempts::begin(audit::AuditLog& log, std::int64_t boot_ms) {
    forget();
    bool is_end = false;
    for (std::uint64_t index = log.size(); index != 0 && !is_end; --index) {
        const audit::Leaf leaf = TRY(log.leaf(index - 1));
        if (leaf.event == audit::Event::identification_failed) ++m_wrong;
        // What a pause says of the codes before it saves reading on.
        if (leaf.event == audit::Event::identification_paused)
            m_wrong += failed_of(leaf);
        is_end = leaf.event == audit::Event::identification_paused || leaf.event == audit::Event::signature_made ||
                 leaf.event == audit::Event::identification_reopened;
    }
    m_pause_ends_ms = boot_ms + pause_ms();
    return {};
}

void CodeAttempts::count_wrong(std::int64_t boot_ms) {
    ++m_wrong;
    m_pause_ends_ms = boot_ms + pause_ms();
}

void CodeAttempts::forget() {
    m_wrong = 0;
    m_pause_ends_ms = 0;
}

std::int64_t CodeAttempts::pause_ms() const {
    if (m_wrong == 0 || m_wrong % wrong_codes_until_pause != 0) return 0;
    const std::uint64_t round = m_wrong / wrong_codes_until_pause;
    return pauses_ms[std::min<std::uint64_t>(round, std::size(pauses_ms)) - 1];
}

std::int64_t CodeAttempts::pause_left_ms(std::int64_t boot_ms) const {
    return std::max<std::int64_t>(0, m_pause_ends_ms - boot_ms);
}

base::Status forget_wrong_codes(const Device& device, const std::string& person) {
    vault::Transaction step = TRY(device.vault.begin());
    audit::LeafDraft leaf = leaf_about(audit::Event::identification_reopened);
    leaf.fields["person"] = person;
    TRY(device.log.append(step, leaf));
    TRY(step.commit());
    return device.log.catch_up();
}

}  // namespace app
