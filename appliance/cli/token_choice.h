// SPDX-License-Identifier: Apache-2.0
// The tokens that are plugged into this machine, and the one that a command means.
#pragma once

#include "appliance/base/json.h"
#include "appliance/host/system_clock.h"
#include "usb/libusb_bus.h"
#include "usb/piv_token.h"
#include "usb/token_ports.h"

#include <string>

namespace cli {

struct TokenChoice {
    std::string token;                // serial number or place; empty: the only one there is
    std::string pin_file;
    std::string management_key_file;
    bool is_json = false;
};

struct OpenToken {
    usb::Port port;
    std::shared_ptr<usb::PivToken> piv;
};

// Must outlive the tokens that were opened on it.
class TokenTable {
public:
    // Faults: token_failed (the machine has no USB for us).
    static base::Result<std::unique_ptr<TokenTable>> open();

    // Every token, with what is wrong with those that cannot be used: {"tokens":[...]}.
    base::Json list();
    // Faults: token_absent (none at all, or none like this), usage_invalid (several), token_*.
    base::Result<OpenToken> choose(const TokenChoice& choice);

    explicit TokenTable(std::unique_ptr<usb::LibusbBus> bus) : m_bus(std::move(bus)), m_ports(*m_bus, m_clock) {}

private:
    base::Result<OpenToken> open_port(const usb::Port& port);

    host::SystemClock m_clock;
    std::unique_ptr<usb::LibusbBus> m_bus;
    usb::TokenPorts m_ports;
};

// Slots, keys, certificates, tries.
base::Result<base::Json> describe(const OpenToken& token);

// 32, 48 or 64 hexadecimal digits in one line, from a file, descriptor or the terminal.
// Fault: pin_malformed, and those of read_password.
base::Result<base::SecretBytes> read_management_key(const std::string& file);

}  // namespace cli
