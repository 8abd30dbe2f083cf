// SPDX-License-Identifier: Apache-2.0
// The device's USB as the slot for the tokens of staff.
#pragma once

#include "appliance/ports/token_slot.h"
#include "usb/token_ports.h"

#include <optional>

namespace usb {

class StaffSlot final : public ports::TokenSlot {
public:
    // Both outlive the slot and its tokens. Without a bus (null: the machine has none) it stays empty.
    StaffSlot(Bus* bus, base::Clock& clock);

    base::Result<std::shared_ptr<ports::StaffToken>> look() override;

private:
    base::Result<std::shared_ptr<ports::StaffToken>> open(const Port& port);

    std::optional<TokenPorts> m_ports;
    std::optional<Port> m_port;                   // of the token that is in
    std::shared_ptr<ports::StaffToken> m_token;   // null when it cannot be used
    std::optional<base::Fault> m_trouble;
};

}  // namespace usb
