// SPDX-License-Identifier: Apache-2.0
// What the dock can be told to do that takes a while.
#include "emulator/bench_worker.h"

#include "emulator/handwriting.h"
#include "emulator/profile_trial.h"
#include "emulator/scripted_ceremony.h"

#include <random>

namespace emulator {

using base::Failure;
using base::Fault;
using base::Status;
using Kind = DockCommand::Kind;

Status BenchWorker::perform(const DockCommand& command) {
    if (command.kind != Kind::order) {
        const std::lock_guard guard(m_door);
        m_state.trouble.reset();
    }
    const bool needs_power = command.kind != Kind::power && command.kind != Kind::order && command.kind != Kind::rehearse;
    if (needs_power && !m_desk->device().has_power()) return Failure{Fault::usage_invalid, "the device has no power"};
    switch (command.kind) {
        case Kind::power: return power(command.is_on);
        case Kind::pen: return m_desk->kiosk().draw(handwriting());
        case Kind::scan: return scan();
        case Kind::token: return token(command.is_on);
        case Kind::changed_boot: return harm_the_chip(m_desk->boot_something_else(), "something else was booted: the chip keeps its keys shut until the power is switched off and on");
        case Kind::lockout: return harm_the_chip(m_desk->guess_at_the_chip(), "the device has started with a chip that locks guessers out");
        case Kind::ceremony: return play();
        case Kind::order: return order(command.document);
        case Kind::try_profile: return try_out(command.document);
        case Kind::rehearse: return rehearse(command.document);
        default: return {};
    }
}

Status BenchWorker::power(bool is_on) {
    if (is_on == m_desk->device().has_power()) return {};
    const bool is_first = !m_desk->is_provisioned();
    if (is_on && is_first) TRY(m_desk->provision());
    else if (is_on) TRY(m_desk->power_on());
    else m_desk->power_off();
    m_is_pulled = false;
    tell(is_on ? "the power is on; the device has started" : "the power was cut");
    if (is_on && is_first) order_first();
    return {};
}

// Another code each time: an appointment is signed once.
Status BenchWorker::order(const std::string& document) {
    if (!m_desk->device().has_power()) return Failure{Fault::usage_invalid, "the device has no power"};
    StoryOptions options = m_options;
    if (!document.empty()) options.document = document;
    std::random_device dice;
    options.appointment_code = std::to_string(100'000 + dice() % 900'000);
    StoryOrder order = TRY(write_story_order(m_options.out / "platform" / "orders" / options.appointment_code, options));
    const bool had_parcel = has_file(m_desk->state() / "outbox", "", ".manifest");
    TRY(m_desk->order(order.envelope, order.files));
    if (had_parcel) open_what_went();
    m_order = order;
    m_is_order_used = false;
    tell("a work order waits: appointment code " + order.appointment_code + ", signing code " + order.pin);
    const std::lock_guard guard(m_door);
    m_state.trouble.reset();
    m_state.appointment_code = order.appointment_code;
    m_state.signing_code = order.pin;
    return {};
}

Status BenchWorker::scan() {
    if (TRY(m_desk->kiosk().screen()).find("Enter your appointment code") == std::string::npos)
        return Failure{Fault::usage_invalid, "the kiosk does not ask for a code, in English"};
    TRY(m_desk->kiosk().type(m_order.appointment_code));
    tell("the code reader typed the appointment code");
    return {};
}

Status BenchWorker::token(bool is_in) {
    if (!m_officer.is_there()) {
        TRY(m_officer.hire(*m_desk, m_options));
        tell("Zoë Okafor was hired as security officer, with a token of her own; its code is 123456");
    }
    TRY(m_officer.token(is_in));
    tell(is_in ? "the officer's token is in" : "the officer's token was pulled out");
    const std::lock_guard guard(m_door);
    m_state.is_token_in = is_in;
    return {};
}

Status BenchWorker::harm_the_chip(const Status& done, const char* outcome) {
    if (done) tell(outcome);
    return done;
}

Status BenchWorker::try_out(const std::string& profile) {
    tell("the device takes " + profile + "; this takes some seconds");
    TRY(try_profile(*m_desk, profile, m_options.out, m_options.programs));
    tell("the device has started with the profile, as " + m_desk->device_name() + " and for TEST; every control here works on it");
    return {};
}

Status BenchWorker::rehearse(const std::string& profile) {
    tell("a TEST device of its own is made from " + profile + "; this takes some 20 seconds");
    return rehearse_profile(profile, m_options.out, m_options.programs, [this](const std::string& step) { tell(step); });
}

Status BenchWorker::play() {
    if (TRY(m_desk->kiosk().screen()).find("Touch to begin") == std::string::npos)
        return Failure{Fault::usage_invalid, "the kiosk is not at its first screen, in English"};
    if (m_is_order_used) TRY(order({}));
    m_is_order_used = true;
    ScriptedPerson person(m_desk->kiosk(), m_options.out / "screens");
    tell("a scripted person begins");
    TRY(come_in(person, m_order));
    TRY(agree_and_read(person));
    TRY(answer_questions(person));
    TRY(draw_signature(person));
    TRY(enter_code(person, m_order.pin));
    TRY(hold_and_finish(person));
    count();
    tell("signed, sealed, verified twice and stored; the screen has forgotten the person");
    return {};
}

}  // namespace emulator
