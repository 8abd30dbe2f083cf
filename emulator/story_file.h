// SPDX-License-Identifier: Apache-2.0
// A story as a file: what happens to a device and to the person before it, a line a
// step, in words that somebody who cannot program can read and write.
//
//   # Anything after this sign is a remark.
//   story A wrong code is told, and the right one still signs
//   order
//   person comes in
//   see "Continue electronically" as consent
//
// `story_help` lists every step. Reading is pure; StoryPlayer does what it says.
#pragma once

#include "appliance/base/result.h"
#include "emulator/profile.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

enum class StoryVerb {
    say,
    order, order_document,
    network_on, network_off,
    power_on, power_off, power_cut,
    pcr_tamper, tpm_lockout, scan_code, disk_full, disk_free,
    wait, time_passes, clock_by, clock_right,
    courier_visits, courier_tries,
    parcel_waits, parcel_gone,
    archive_opens,
    see, not_see,
    press, choose, touch, hold, lift, key_in, type, draw,
    identify, come_in, agree_and_read, answer, draw_and_use, enter_right_code, enter_code, hold_and_finish,
    kiosk_closes, kiosk_opens, admin, admin_refused, admin_begins, admin_ends, admin_writes, platform_does, other_device, other_admin,
    bus_recorded, date_moves, staff_hired, token_in, token_out, roster, file_there, key_file_there, stick_there, sftp_server, authority_certifies, provision,
    log_holds, log_balances, log_whole,
};

struct StoryStep {
    StoryVerb verb = StoryVerb::say;
    std::string text;         // what is said, seen, pressed, typed, or looked for
    std::string name;         // of the picture that `see` keeps; empty: none
    std::string demanded;     // admin_refused: words that must stand in the refusal; empty: any
    std::int64_t span_ms = 0; // wait, time_passes, clock_by, date_moves
    int status = 0;           // admin_refused: of the command
    int line = 0;             // 1 is the first of the file
    bool operator==(const StoryStep&) const = default;
};

struct StoryFile {
    std::string title;
    std::optional<Profile> profile;  // what it begins with; provisioned when it does not say
    std::vector<StoryStep> steps;
};

// Fault usage_invalid, with the line's number, the line, and what would be right there.
base::Result<StoryFile> parse_story(std::string_view text);

extern const char* const story_help;

}  // namespace emulator
