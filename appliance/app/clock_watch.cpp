// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/clock_watch.h"

#include <algorithm>
#include <cstdlib>

namespace app {
namespace {

// Less is what network time does to a clock that drifts.
constexpr std::int64_t jump_ms = 30'000;
// The platform's word and ours agree within this.
constexpr std::int64_t agreement_ms = 300'000;

}  // namespace

base::Status ClockWatch::write(std::int64_t before_ms, std::int64_t after_ms, std::string_view by) {
    m_device.tell_service({base::Fault::clock_untrusted, "from " + std::to_string(before_ms) + " to " + std::to_string(after_ms) + " ms"});
    m_is_doubtful = true;
    audit::LeafDraft leaf{.event = audit::Event::clock_changed, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["before"] = std::max<std::int64_t>(0, before_ms);
    leaf.fields["after"] = std::max<std::int64_t>(0, after_ms);
    leaf.fields["by"] = by;
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

base::Status ClockWatch::learn() {
    const auto cosigned = m_device.log.last_cosigned();
    if (!cosigned || *cosigned == m_learned) return {};  // none yet, or nothing new
    m_learned = *cosigned;
    const audit::VerifiedCheckpoint checkpoint =
        TRY(audit::open_checkpoint(*cosigned, m_device.identity.log_key, m_device.identity.witnesses));
    const std::int64_t known_ms = m_device.clock.not_before_ms();
    for (const audit::VerifiedSignature& signature : checkpoint.signatures)
        if (signature.time_s) m_device.clock.learn(static_cast<std::int64_t>(*signature.time_s) * 1000);
    const std::int64_t signed_ms = m_device.clock.not_before_ms();
    if (known_ms != 0 && signed_ms > known_ms && std::abs(m_device.clock.system_ms() - signed_ms) < agreement_ms) m_is_doubtful = false;
    return {};
}

base::Status ClockWatch::begin() {
    m_system_ms = m_device.clock.system_ms();
    m_boot_ms = m_device.clock.boot_ms();
    TRY(learn());
    if (m_device.log.size() == 0) return {};
    const audit::Leaf last = TRY(m_device.log.leaf(m_device.log.size() - 1));
    const std::int64_t before_ms = std::max(last.time.wall_ms, m_device.clock.not_before_ms());
    if (before_ms - m_system_ms < jump_ms) return {};
    return write(before_ms, m_system_ms, "restart");
}

base::Status ClockWatch::look() {
    const std::int64_t system_ms = m_device.clock.system_ms(), boot_ms = m_device.clock.boot_ms();
    const std::int64_t expected_ms = m_system_ms + (boot_ms - m_boot_ms);
    m_system_ms = system_ms;
    m_boot_ms = boot_ms;
    if (std::abs(system_ms - expected_ms) < jump_ms) return {};
    return write(expected_ms, system_ms, "jump");
}

}  // namespace app
