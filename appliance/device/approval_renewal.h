// SPDX-License-Identifier: Apache-2.0
// Keeps a device's approval to sign documents alive while it meets its platform, without
// a person: asks by letter when half of the lease or of the budget is gone, installs what
// comes back, and obeys the platform's order to end every approval.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/ports/mailbox.h"
#include "sync/letter_desk.h"
#include "tpm/device_tpm.h"

namespace device {

// How much the approval that was just installed is worth, so that a half can be told.
base::Status note_worth(base::Disk& disk, std::uint64_t lease_ms, std::uint64_t signatures);

inline constexpr tpm::ApprovalReach widest_reach{365ULL * 86'400'000, 1000, 1'000'000};

class ApprovalRenewal {
public:
    // Everything outlives this.
    // `wish`: how far we would like to reach; how far we may is the platform's decision.
    ApprovalRenewal(tpm::DeviceTpm& tpm, base::Disk& disk, ports::Mailbox& mailbox, exchange::LetterDesk& letters,
                    tpm::ApprovalReach wish = widest_reach);

    enum class Happened { nothing, asked, renewed, refused, epoch_advanced };
    struct Look {
        Happened happened = Happened::nothing;
        tpm::Approval approval;   // when renewed
        std::uint64_t epoch = 0;  // when advanced
    };
    // One look at inbox and chip; cheap when nothing is due. A refusal is asked about again
    // after an hour. What cannot be right is thrown away, and is the fault returned.
    // Faults: receipt_*, message_invalid, tpm_*, disk_*.
    base::Result<Look> look();

private:
    base::Result<std::optional<std::uint64_t>> obey_order();
    base::Result<Look> take_answer();
    base::Result<tpm::Approval> install(base::ByteView answer);
    base::Result<bool> is_half_gone();
    base::Status ask();

    tpm::DeviceTpm& m_tpm;
    base::Disk& m_disk;
    ports::Mailbox& m_mailbox;
    exchange::LetterDesk& m_letters;
    tpm::ApprovalReach m_wish;
    std::int64_t m_next_chip_ms;      // boot clock: when the chip is asked again
    std::int64_t m_next_ask_ms = 0;   // and not before that, the platform
};

}  // namespace device
