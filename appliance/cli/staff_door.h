// SPDX-License-Identifier: Apache-2.0
// Who asks, at the command line: somebody whose token is plugged in, whose code was right
// and whom the roster knows. Without a roster a TEST device takes a name for it, and its log says so.
#pragma once

#include "appliance/keys/front_door.h"

#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace cli {

struct StaffOptions {
    std::string token;     // serial, when several are plugged in
    std::string pin_file;  // of the token's code; asked at the terminal when left out
    std::string as;        // a name, without a token
};

// Adds --token, --pin-file (or as it is called where another code has that name), --as.
void add_staff_options(CLI::App& command, StaffOptions& options, const std::string& pin_option = "--pin-file");

// A token on the USB, for as long as this lives.
class PluggedToken {
public:
    // Faults: token_absent, usage_invalid (several, and none was named), token_*.
    static base::Result<PluggedToken> find(const std::string& serial);
    PluggedToken(PluggedToken&& other) noexcept;
    PluggedToken& operator=(PluggedToken&&) = delete;
    ~PluggedToken();
    ports::StaffToken& token();

private:
    struct Parts;
    explicit PluggedToken(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

class StaffDoor {
public:
    // Signs in when there is a roster (asks for the token's code). Faults: token_*, pin_*, role_refused.
    static base::Result<std::unique_ptr<StaffDoor>> open(const app::Device& device, const StaffOptions& options);
    // Signs out, and the log says so.
    ~StaffDoor();
    StaffDoor(const StaffDoor&) = delete;
    StaffDoor& operator=(const StaffDoor&) = delete;

    // Who signed in; only with a roster.
    const staff::Person& person() const { return m_session->person(); }
    // Their token's signature key, DER; empty without one: see keys::Release.
    base::Bytes approval_key();
    // Faults: role_refused, token_removed, staff_session_over.
    base::Result<staff::Actor> require(staff::Duty duty);

private:
    StaffDoor(const app::Device& device, std::string as) : m_device(device), m_as(std::move(as)) {}
    const app::Device& m_device;
    std::string m_as;
    std::optional<PluggedToken> m_token;
    std::optional<staff::Session> m_session;
};

// For what is one step: who asks for it, let in and out again. Faults: those of StaffDoor.
base::Result<std::string> who_may(const app::Device& device, const StaffOptions& options, staff::Duty duty);

}  // namespace cli
