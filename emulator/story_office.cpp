// SPDX-License-Identifier: Apache-2.0
#include "emulator/story_office.h"

#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Status expect(const CommandAnswer& answer, int status) {
    if (answer.status == status) return {};
    return Failure{Fault::program_failed,
                   "ended with " + std::to_string(answer.status) + ", not " + std::to_string(status) + "\n" + answer.complaints + answer.output};
}

}  // namespace

AdministratorPlace StoryOffice::place() const {
    AdministratorPlace place{.programs = m_programs, .state = m_desk.state(), .tcti = m_desk.device().tcti(), .platform = m_out / "platform",
                             .out = m_out, .environment = {}};
    if (m_staff) place.environment = m_staff->environment();
    return place;
}

Result<StaffBench*> StoryOffice::staff() {
    if (!m_staff) m_staff = TRY(StaffBench::create(m_out / "staff", m_programs));
    return m_staff.get();
}

Status StoryOffice::perform(const StoryStep& step) {
    switch (step.verb) {
        using enum StoryVerb;
        case kiosk_opens: return m_desk.open_kiosk();
        case kiosk_closes: return m_desk.device().stop_kiosk();
        case staff_hired: return hire(step.text);
        case token_in: return TRY(staff())->plug(step.text);
        case token_out: return TRY(staff())->pull(step.text);
        case roster: return publish_roster();
        case bus_recorded: {
            const std::vector<std::string> file = TRY(split_words(step.text, m_out));
            return m_desk.device().record_bus(file.front());
        }
        case other_device: return bring_another_device(step.text);
        case file_there: {
            const std::vector<std::string> words = TRY(split_words(step.text, m_out));
            return Desk::wait_until([&] { return fs::exists(words.front()); }, "the file does not come");
        }
        default: return command(step);
    }
}

Status StoryOffice::bring_another_device(const std::string& name) {
    if (m_other) return Failure{Fault::usage_invalid, "there are two devices already"};
    const fs::path state = m_out / "second", tpm = state / "emulated-tpm";
    m_other = TRY(DeviceBench::create(state, tpm, m_programs));
    TRY(m_desk.platform().trust_makers(DeviceBench::makers(tpm), "second"));
    return m_other->provision(m_desk.platform(), name, "Harbour Clinic");
}

Status StoryOffice::command(const StoryStep& step) {
    if (step.verb == StoryVerb::other_admin) {
        if (!m_other) return Failure{Fault::usage_invalid, "there is no other device"};
        AdministratorPlace there = place();
        there.state = m_out / "second";
        there.tcti = m_other->tcti();
        const CommandAnswer answer = TRY(run_inkseal(there, step.text));
        return expect(answer, step.status);
    }
    if (step.verb == StoryVerb::admin_begins) {
        if (m_started) return Failure{Fault::usage_invalid, "another command is still running"};
        m_started.emplace(TRY(StartedCommand::start(place(), step.text, m_out / ("command-" + std::to_string(++m_started_count) + ".log"))));
        return {};
    }
    if (step.verb == StoryVerb::admin_ends) {
        if (!m_started) return Failure{Fault::usage_invalid, "no command was begun"};
        const CommandAnswer answer = TRY(m_started->finish());
        m_started.reset();
        return expect(answer, step.status);
    }
    if (step.verb == StoryVerb::admin_writes) {
        const std::size_t blank = std::min(step.text.find(' '), step.text.size());
        const std::vector<std::string> file = TRY(split_words(step.text.substr(0, blank), m_out));
        const CommandAnswer said = TRY(run_inkseal(place(), step.text.substr(blank)));
        TRY(expect(said, 0));
        return write_text(file.front(), said.output);
    }
    const CommandAnswer answer = step.verb == StoryVerb::platform_does ? TRY(run_platform(place(), step.text)) : TRY(run_inkseal(place(), step.text));
    return expect(answer, step.status);
}

// ID ROLE,ROLE NAME OF SOMEBODY
Status StoryOffice::hire(const std::string& text) {
    const std::size_t first = text.find(' ');
    const std::size_t second = first == std::string::npos ? first : text.find(' ', first + 1);
    if (second == std::string::npos) return Failure{Fault::usage_invalid, "staff ID ROLES NAME"};
    std::vector<std::string> roles;
    std::string rest = text.substr(first + 1, second - first - 1);
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        roles.push_back(rest.substr(0, comma));
        rest.erase(0, comma + 1);
    }
    StaffBench& people = *TRY(staff());
    return people.hire(text.substr(0, first), text.substr(second + 1), roles);
}

Status StoryOffice::publish_roster() {
    StaffBench& people = *TRY(staff());
    const fs::path file = TRY(people.people_file("Northgate Day Surgery", host::SystemClock().wall_ms()));
    const CommandAnswer answer = TRY(run_platform(place(), "roster --people \"" + file.string() + "\" --out OUT/staff/roster.p7m"));
    return expect(answer, 0);
}

}  // namespace emulator
