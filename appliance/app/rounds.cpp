// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/rounds.h"

#include "appliance/app/journal.h"
#include "appliance/app/reserve.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::int64_t quiet_ms = 10 * 60'000;
constexpr std::int64_t every_ms = 24 * 3'600'000;

}  // namespace

std::int64_t Rounds::due_ms() const { return std::max(m_quiet_since_ms + quiet_ms, m_next_ms); }

base::Status Rounds::step(std::int64_t boot_ms) {
    if (boot_ms < due_ms()) return {};
    const base::Status stepped = m_scrubbing.is_done() ? base::Status{} : m_device.vault.scrub_some(m_scrubbing);
    if (stepped && !m_scrubbing.is_done()) return {};
    m_next_ms = boot_ms + every_ms;
    const base::Status written = stepped ? with_reserve(m_device, [this] { return write(); }) : stepped;
    m_scrubbing = {};
    return written;
}

base::Status Rounds::write() {
    const vault::ScrubReport& report = m_scrubbing.report;
    for (const vault::ScrubFinding& finding : report.findings)
        m_device.tell_service({finding.failure.fault, finding.where + ": " + finding.failure.detail});
    audit::LeafDraft leaf = leaf_about(audit::Event::scrubbed);
    leaf.fields["records"] = static_cast<std::int64_t>(report.records_checked);
    leaf.fields["leaves"] = static_cast<std::int64_t>(report.leaves_checked);
    leaf.fields["findings"] = static_cast<std::int64_t>(report.findings.size());
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

}  // namespace app
