// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/staff_door.h"

#include "appliance/cli/code_entry.h"
#include "appliance/cli/token_choice.h"
#include "usb/piv_staff_token.h"

#include <CLI/CLI.hpp>

namespace cli {

using base::Failure;
using base::Fault;
using base::Result;

void add_staff_options(CLI::App& command, StaffOptions& options, const std::string& pin_option) {
    command.add_option("--token", options.token, "serial number or place of your token, when several are plugged in");
    command.add_option(pin_option, options.pin_file, "file with your token's code; - for standard input, /dev/fd/N for a descriptor; asked at the terminal when left out");
    command.add_option("--as", options.as, "who you are, without a token; taken only by a TEST device without a roster, and its log says so");
}

struct PluggedToken::Parts {
    std::unique_ptr<TokenTable> table;
    std::unique_ptr<usb::PivStaffToken> token;  // ends before the table
};

PluggedToken::PluggedToken(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
PluggedToken::PluggedToken(PluggedToken&& other) noexcept = default;
PluggedToken::~PluggedToken() = default;
ports::StaffToken& PluggedToken::token() { return *m_parts->token; }

Result<PluggedToken> PluggedToken::find(const std::string& serial) {
    auto parts = std::make_unique<Parts>();
    parts->table = TRY(TokenTable::open());
    TokenChoice choice;
    choice.token = serial;
    OpenToken chosen = TRY(parts->table->choose(choice));
    parts->token = TRY(usb::PivStaffToken::open(std::move(chosen.piv), chosen.port.name));
    return PluggedToken(std::move(parts));
}

Result<std::unique_ptr<StaffDoor>> StaffDoor::open(const app::Device& device, const StaffOptions& options) {
    std::unique_ptr<StaffDoor> door(new StaffDoor(device, options.as.empty() ? "console" : options.as));
    keys::FrontDoor front(device);
    if (!front.has_roster()) return door;
    if (!options.as.empty()) return Failure{Fault::role_refused, "there is a roster: sign in with your token instead of --as"};
    door->m_token.emplace(TRY(PluggedToken::find(options.token)));
    const std::string question = "Code of " + door->m_token->token().title() + ": ";
    const base::Pin code = TRY(read_code(options.pin_file, question.c_str()));
    staff::Person person = TRY(front.sign_in(door->m_token->token(), code));
    door->m_session.emplace(std::move(person), door->m_token->token(), device.clock, front.limits());
    return door;
}

StaffDoor::~StaffDoor() {
    if (!m_session) return;
    const staff::SessionEnd why = m_session->ended().value_or(staff::SessionEnd::signed_out);
    if (const auto written = keys::FrontDoor(m_device).signed_out(m_session->person().id, why); !written) m_device.tell_service(written.failure());
    m_token->token().forget_code();
}

base::Bytes StaffDoor::approval_key() {
    const auto der = m_token ? m_token->token().approval_certificate() : Result<base::Bytes>(Fault::token_absent);
    const auto certificate = der ? crypto::Certificate::from_der(*der) : Result<crypto::Certificate>(der.failure());
    return certificate ? certificate->public_key() : base::Bytes();
}

Result<staff::Actor> StaffDoor::require(staff::Duty duty) {
    if (!m_session) return staff::Actor::unproven(m_as, duty);
    auto who = m_session->require(duty);
    if (!who && who.fault() == Fault::role_refused) return keys::FrontDoor(m_device).refused(m_session->person().id, duty, who.failure());
    return who;
}

Result<std::string> who_may(const app::Device& device, const StaffOptions& options, staff::Duty duty) {
    const auto door = TRY(StaffDoor::open(device, options));
    const staff::Actor who = TRY(door->require(duty));
    TRY(keys::FrontDoor(device).check(who));
    return who.id();
}

}  // namespace cli
