// SPDX-License-Identifier: Apache-2.0
#include "usb/token_ports.h"

#include <algorithm>

namespace usb {
namespace {

bool holds(const std::vector<Port>& ports, const Port& port) {
    return std::any_of(ports.begin(), ports.end(), [&](const Port& one) {
        return one.place == port.place && one.interface_number == port.interface_number && one.vendor == port.vendor && one.product == port.product;
    });
}

}  // namespace

base::Result<TokenPorts::Change> TokenPorts::look() {
    std::vector<Port> now = TRY(m_bus.ports());
    Change change;
    for (const Port& port : now)
        if (!holds(m_ports, port)) change.inserted.push_back(port);
    for (const Port& port : m_ports)
        if (!holds(now, port)) change.removed.push_back(port);
    m_ports = std::move(now);
    return change;
}

base::Result<std::unique_ptr<Wire>> TokenPorts::open(const Port& port, CcidReader::Waiting waiting) {
    std::unique_ptr<Pipe> pipe = TRY(m_bus.open(port));
    std::unique_ptr<CcidReader> reader = TRY(CcidReader::open(std::move(pipe), port.class_descriptor, m_clock, std::move(waiting)));
    return std::unique_ptr<Wire>(std::move(reader));
}

}  // namespace usb
