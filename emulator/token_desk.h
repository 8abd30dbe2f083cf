// SPDX-License-Identifier: Apache-2.0
// One virtual token, and the hand that plugs it in and pulls it. Orders come as JSON
// objects, as a bench's control line carries them (control.h):
//
//   {"op":"plug"}                                  into the bus, at a new address
//   {"op":"pull"}                                  at once
//   {"op":"pull_at","command":3,"moment":"before_work" | "before_answer"}
//                                                  the third command from now is the last
//   {"op":"stall","ms":500}, {"op":"stall"}        no answers for so long; until go_on
//   {"op":"go_on"}
//   {"op":"slow","ms":700}                         so much longer for every command; 0: no longer
//   {"op":"take_card"}, {"op":"give_card"}         the reader stays, with its slot empty
//   {"op":"lie","how":NAME}                        token/lie.h
//   {"op":"spoil","how":NAME}                      token/frame_defect.h
//   {"op":"status"}                                all orders are answered with this, too
//
// A lie or defect that is ordered while the token is out counts from the next plugging.
// Pulling ends all such orders: a token that is plugged in again behaves.
#pragma once

#include "emulator/token/ccid_device.h"
#include "emulator/token/usb_plug.h"

#include "appliance/base/disk.h"
#include "appliance/base/json.h"

#include <memory>
#include <string>
#include <vector>

namespace emulator {

struct TokenPlace {
    std::string file;                  // of the token's memory, on the disk
    token::Birth birth;                // of a token that is not there yet
    std::string bus;                   // the folder
    token::UsbDescription description; // its serial and name are the token's own
};

class TokenDesk {
public:
    // The token is out. The disk outlives the desk. Faults: disk_*, message_invalid.
    static base::Result<std::unique_ptr<TokenDesk>> open(base::Disk& disk, TokenPlace place);

    // Faults: disk_*, message_invalid. Does nothing when it is in already.
    base::Status plug();
    void pull();
    bool is_plugged() const { return m_plugged != nullptr; }

    // Faults: usage_invalid, and those of plug().
    base::Result<base::Json> obey(const base::Json& order);
    base::Json status() const;

    // For the loop that owns the desk: what to wait for, how long at most, and what to do then.
    std::vector<int> descriptors() const;
    int wait_ms() const;
    void tick();

private:
    // What exists while the token is in. The plug goes first, so that nobody waits for a
    // command that still runs.
    struct Plugged {
        Plugged(std::unique_ptr<token::PivApplet> applet, std::size_t message_max) : card(std::move(applet)), reader(card, message_max) {}
        token::VirtualToken card;
        token::CcidDevice reader;
        std::unique_ptr<token::UsbPlug> plug;
    };

    TokenDesk(base::Disk& disk, TokenPlace place) : m_disk(disk), m_place(std::move(place)) {}
    base::Status misbehave(const base::Json& order, const std::string& what);

    base::Disk& m_disk;
    TokenPlace m_place;
    std::unique_ptr<Plugged> m_plugged;
    int m_address = 0;  // the last one it had
    std::uint64_t m_commands = 0;  // of earlier pluggings
    token::Lie m_lie = token::Lie::none;
    token::FrameDefect m_defect = token::FrameDefect::none;
};

}  // namespace emulator
