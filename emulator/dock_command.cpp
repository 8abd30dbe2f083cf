// SPDX-License-Identifier: Apache-2.0
#include "emulator/dock_state.h"

#include <charconv>

namespace emulator {

const char* const dock_help =
    "  network on | off        plug the cable in, or pull it\n"
    "  power on | off          as it says; off comes without warning\n"
    "  clock +90m | -2d | now  move the device's clock (s, m, h, d)\n"
    "  pcr tamper              off and on again, and something else is booted; a power cycle undoes it\n"
    "  tpm lockout             off and on again, and somebody guesses at the chip in between\n"
    "  token in | out          the security officer's; at the first time somebody is hired\n"
    "  disk full | free        nothing more fits on the device's disk, until there is room again\n"
    "  scan code               a code reader types the appointment's code\n"
    "  sign                    replay a pen signature on the pad\n"
    "  play                    a scripted person does the whole ceremony\n"
    "  order [FILE.pdf]        send another work order\n"
    "  profile [FILE.toml]     fill in a device profile in the dock's place\n"
    "  profile try FILE.toml   the device here takes it and follows it from now on\n"
    "  profile rehearse FILE.toml\n"
    "                          a TEST device is made from it, used and wiped; what came of it is certified\n"
    "  status, help, quit\n";

std::optional<DockCommand> parse_command(std::string_view line) {
    using enum DockCommand::Kind;
    if (line == "network on" || line == "network off") return DockCommand{.kind = network, .is_on = line == "network on"};
    if (line == "power on" || line == "power off") return DockCommand{.kind = power, .is_on = line == "power on"};
    if (line == "sign") return DockCommand{.kind = pen};
    if (line == "scan code") return DockCommand{.kind = scan};
    if (line == "pcr tamper") return DockCommand{.kind = changed_boot};
    if (line == "disk full" || line == "disk free") return DockCommand{.kind = disk, .is_on = line == "disk full"};
    if (line == "token in" || line == "token out") return DockCommand{.kind = token, .is_on = line == "token in"};
    if (line == "tpm lockout") return DockCommand{.kind = lockout};
    if (line == "play") return DockCommand{.kind = ceremony};
    if (line == "status") return DockCommand{.kind = status};
    if (line == "help" || line.empty()) return DockCommand{.kind = help};
    if (line == "quit") return DockCommand{.kind = quit};
    if (line == "order") return DockCommand{.kind = order};
    if (line.starts_with("order ")) return DockCommand{.kind = order, .document = std::string(line.substr(6))};
    if (line == "profile") return DockCommand{.kind = profile};
    constexpr std::string_view trying = "profile try ", rehearsing = "profile rehearse ";
    if (line.starts_with(trying)) return DockCommand{.kind = try_profile, .document = std::string(line.substr(trying.size()))};
    if (line.starts_with(rehearsing)) return DockCommand{.kind = rehearse, .document = std::string(line.substr(rehearsing.size()))};
    if (line.starts_with("profile ")) return DockCommand{.kind = profile, .document = std::string(line.substr(8))};
    if (line == "clock now") return DockCommand{.kind = clock};
    if (line.starts_with("clock ")) {
        const auto span = parse_span_ms(line.substr(6));
        if (span) return DockCommand{.kind = clock, .by_ms = span};
    }
    return std::nullopt;
}

const char* doing_of(DockCommand::Kind kind) {
    using Kind = DockCommand::Kind;
    switch (kind) {
        case Kind::power: return "Starting the device";
        case Kind::pen: return "Drawing";
        case Kind::scan: return "Scanning";
        case Kind::changed_boot: return "Booting something else";
        case Kind::lockout: return "Guessing at the chip";
        case Kind::token: return "At the token";
        case Kind::ceremony: return "Playing";
        case Kind::order: return "Sending a work order";
        case Kind::try_profile: return "Taking the profile";
        case Kind::rehearse: return "Rehearsing";
        default: return "";
    }
}

const char* remedy_of(DockCommand::Kind kind) {
    using Kind = DockCommand::Kind;
    switch (kind) {
        case Kind::pen: return "Go on until the screen says “Sign here”, and try again.";
        case Kind::scan: return "Go to the screen that asks for the appointment code, and try again.";
        case Kind::changed_boot: case Kind::lockout: case Kind::token: return "Look into device/kiosk.log, then switch the power off and on.";
        case Kind::ceremony: return "It begins at the first screen: finish there, or switch the power off and on.";
        case Kind::order: return "Look into platform/receiver.log, plug the cable in, and try again.";
        case Kind::power: return "Look into device/kiosk.log, then switch the power on again.";
        case Kind::try_profile: case Kind::rehearse: return "The lines below say what it was. Put it right in the profile, and try again; nothing else changed.";
        default: return "The lines below say more.";
    }
}

std::optional<std::int64_t> parse_span_ms(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const bool is_back = text.front() == '-';
    if (text.front() == '+' || is_back) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0 || number > 100'000) return std::nullopt;
    const std::string_view name(end, text.size() - static_cast<std::size_t>(end - text.data()));
    struct Unit {
        std::string_view name;
        std::int64_t ms;
    };
    for (const Unit& unit : {Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}, Unit{"h", 3'600'000}, Unit{"d", 86'400'000}})
        if (unit.name == name) return is_back ? -number * unit.ms : number * unit.ms;
    return std::nullopt;
}

}  // namespace emulator
