// SPDX-License-Identifier: Apache-2.0
#include "emulator/story_office.h"

#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"
#include "emulator/foreign_key.h"

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

// A command that failed for another reason was not refused.
Status expect_words(const CommandAnswer& answer, const std::string& demanded) {
    if (answer.complaints.find(demanded) != std::string::npos) return {};
    return Failure{Fault::program_failed, "was not refused with the words \"" + demanded + "\"\n" + answer.complaints + answer.output};
}

}  // namespace

AdministratorPlace StoryOffice::place() const {
    AdministratorPlace place{.programs = m_programs, .state = m_desk.state(), .tcti = m_desk.device().tcti(), .platform = m_out / "platform",
                             .out = m_out, .environment = {}, .words = {}};
    if (m_staff) place.environment = m_staff->environment();
    if (m_server) place.words = m_server->words();
    place.environment.push_back("INKSEAL_CLOCK_OFFSET_MS=" + std::to_string(m_clock_offset_ms));
    return place;
}

Result<StaffBench*> StoryOffice::staff() {
    if (!m_staff) {
        m_staff = TRY(StaffBench::create(m_out / "staff", m_programs));
        m_desk.device().plug_usb(m_staff->environment());
    }
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
        case date_moves:
            m_clock_offset_ms += step.span_ms;
            m_desk.device().move_clock(m_clock_offset_ms);
            return {};
        case other_device: return bring_another_device(step.text);
        case stick_there: {
            const std::vector<std::string> words = TRY(split_words(step.text, m_out));
            std::error_code error;
            fs::create_directories(words.front(), error);
            return error ? Status(Failure{Fault::disk_failed, error.message()}) : Status();
        }
        case sftp_server:
            if (m_server) return Failure{Fault::usage_invalid, "there is an SFTP server already"};
            m_server = TRY(ExchangeServer::start());
            return {};
        case authority_certifies: return let_certify(step.text);
        case key_file_there: {
            const std::vector<std::string> words = TRY(split_words(step.text, m_out));
            if (words.size() != 2) return Failure{Fault::usage_invalid, "key file FILE PASSWORD"};
            return write_foreign_key(words[0], words[1]);
        }
        case file_there: {
            const std::vector<std::string> words = TRY(split_words(step.text, m_out));
            return Desk::wait_until([&] { return fs::exists(words.front()); }, "the file does not come");
        }
        default: return command(step);
    }
}

Status StoryOffice::bring_another_device(const std::string& name) {
    if (m_other) return Failure{Fault::usage_invalid, "there are two devices already"};
    const fs::path state = m_out / "second", tpm = m_out / "second-tpm";  // a folder can be shredded, a chip cannot
    m_other = TRY(DeviceBench::create(state, tpm, m_programs));
    TRY(m_desk.platform().trust_makers(DeviceBench::makers(tpm), "second"));
    return m_other->provision(m_desk.platform(), name, "Harbour Clinic");
}

Status StoryOffice::let_certify(const std::string& text) {
    const std::vector<std::string> files = TRY(split_words(text, m_out));
    if (files.size() != 2) return Failure{Fault::usage_invalid, "authority certifies REQUEST CERTIFICATE"};
    if (!m_authority) m_authority = TRY(OtherAuthority::open(m_out / "other-authority.pem"));
    return m_authority->certify(files[0], files[1]);
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
    TRY(expect(answer, step.status));
    return expect_words(answer, step.demanded);
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
