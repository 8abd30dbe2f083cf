// SPDX-License-Identifier: Apache-2.0
// What the dock shows and what it can be told, as values: the panel beside the screen and
// the lines in the terminal speak the same few commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct DockCommand {
    enum class Kind { network, power, clock, pen, scan, ceremony, order, changed_boot, lockout, disk, token, profile, try_profile, rehearse, status, help, quit };
    Kind kind = Kind::help;
    bool is_on = false;                      // network, power, token; disk: full
    std::optional<std::int64_t> by_ms = {};  // clock; nothing: back to the true time
    std::string document = {};               // order; empty: the consent form. profile: a file, empty: the sheet as it is; try_profile, rehearse: a file
    bool operator==(const DockCommand&) const = default;
};

// The lines that `help` lists. Nothing for what is none of them.
std::optional<DockCommand> parse_command(std::string_view line);
extern const char* const dock_help;
// What the dock shows while it is obeyed (empty: it takes no time), and when that failed.
const char* doing_of(DockCommand::Kind kind);
const char* remedy_of(DockCommand::Kind kind);

// "+90m" -> 5,400,000; nothing for what is no span of time.
std::optional<std::int64_t> parse_span_ms(std::string_view text);

struct DockTrouble {
    std::string sentence, remedy;
    bool operator==(const DockTrouble&) const = default;
};

struct DockLine {
    std::string time, text;  // "10:42:04"
    bool operator==(const DockLine&) const = default;
};

struct DockState {
    std::string device = "harbour-otter-41";
    std::string time;            // of the device, "22 Nov 2026, 10:42"
    bool is_clock_moved = false;
    bool is_ready = false;       // the desk stands
    bool is_network_on = false;
    bool is_power_on = false;
    bool is_disk_full = false;
    bool is_token_in = false;    // the officer's
    std::string doing;           // "Playing the ceremony"; empty: nothing
    std::optional<DockTrouble> trouble;
    std::string appointment_code, signing_code;  // of the newest work order
    std::uint32_t waiting = 0;   // parcels on the device
    std::uint32_t finished = 0;  // files that the platform receipted and the archive opened
    std::string results;         // where those are
    std::vector<DockLine> log;   // newest last
    bool operator==(const DockState&) const = default;
};

}  // namespace emulator
