// SPDX-License-Identifier: Apache-2.0
// Which tokens are plugged in, and what changed since the last look. Ask a few times a
// second: the list is the operating system's own, and costs no word to any token.
#pragma once

#include "usb/ccid_reader.h"
#include "usb/pipe.h"

namespace usb {

class TokenPorts {
public:
    TokenPorts(Bus& bus, base::Clock& clock) : m_bus(bus), m_clock(clock) {}

    struct Change {
        std::vector<Port> inserted, removed;
        bool is_empty() const { return inserted.empty() && removed.empty(); }
    };
    // Fault: token_failed (the bus does not answer); what was known stays.
    base::Result<Change> look();
    // As of the last look.
    const std::vector<Port>& ports() const { return m_ports; }

    // The card behind a port, powered. Faults: those of Bus::open and CcidReader::open.
    base::Result<std::unique_ptr<Wire>> open(const Port& port, CcidReader::Waiting waiting = {});

private:
    Bus& m_bus;
    base::Clock& m_clock;
    std::vector<Port> m_ports;
};

}  // namespace usb
