// SPDX-License-Identifier: Apache-2.0
#include "emulator/story_player.h"

#include "emulator/handwriting.h"
#include "emulator/scripted_ceremony.h"

#include <algorithm>
#include <sstream>
#include <thread>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Json;
using base::Status;

constexpr int appear_ms = 40'000;
constexpr int hold_ms = 1'800;
constexpr int audit_limit_ms = 60'000;

Status ask_clock(RemoteKiosk& kiosk, std::string_view member, std::int64_t ms) {
    Json request;
    request.set("op", "clock").set(member, ms);
    TRY(kiosk.ask(request));
    return {};
}

// The lines of `inkseal audit show`: "SEQUENCE  TIME  EVENT  more", two blanks between.
int count_events(const std::string& log, const std::string& event) {
    std::istringstream lines(log);
    int found = 0;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t time = line.find("  ");
        const std::size_t name = time == std::string::npos ? time : line.find("  ", time + 2);
        if (name == std::string::npos) continue;
        const std::size_t end = std::min(line.find("  ", name + 2), line.size());
        found += line.compare(name + 2, end - name - 2, event) == 0 ? 1 : 0;
    }
    return found;
}

}  // namespace

LogBalance weigh_log(const std::string& log, std::string_view balance) {
    std::istringstream words{std::string(balance)};
    LogBalance weight;
    int* side = &weight.left;
    for (std::string word; words >> word;) {
        if (word == "=") side = &weight.right;
        else if (word != "+") *side += count_events(log, word);
    }
    return weight;
}

Status StoryPlayer::play(const StoryFile& story) {
    if (m_desk.is_provisioned()) m_log_before = TRY(audit("show")).size();
    for (const StoryStep& step : story.steps) {
        if (const Status done = perform(step); !done)
            return Failure{done.fault(), story.title + ", line " + std::to_string(step.line) + ": " + done.failure().detail};
    }
    return {};
}

ScriptedPerson& StoryPlayer::person() {
    if (!m_person) m_person.emplace(m_desk.kiosk(), m_stage.pictures, m_pictures_kept);
    return *m_person;
}

// With the kiosk that the person stood before.
void StoryPlayer::leave_kiosk() {
    if (m_person) m_pictures_kept = m_person->pictures_kept();
    m_person.reset();
}

Status StoryPlayer::perform(const StoryStep& step) {
    switch (step.verb) {
        using enum StoryVerb;
        case say: m_stage.tell(step.text); return {};
        case log_holds: case log_balances: case log_whole: return about_the_log(step);
        case provision: return m_desk.provision();
        case kiosk_closes: leave_kiosk(); return m_office.perform(step);
        case kiosk_opens: case admin: case admin_refused: case admin_begins: case admin_ends: case admin_writes: case platform_does: case other_device: case other_admin: case bus_recorded: case date_moves: case staff_hired:
        case token_in: case token_out: case roster: case file_there: case key_file_there: case stick_there: case sftp_server: case authority_certifies: return m_office.perform(step);
        case order: case order_document: case network_on: case network_off: case power_on: case power_off: case power_cut: case pcr_tamper: case tpm_lockout: case disk_full: case disk_free: case wait:
        case time_passes: case clock_by: case clock_right: case courier_visits: case courier_tries: case parcel_waits: case parcel_gone:
        case archive_opens: return to_the_device(step);
        default: return at_the_kiosk(step);
    }
}

Status StoryPlayer::at_the_kiosk(const StoryStep& step) {
    if (!m_desk.device().has_power()) return Failure{Fault::usage_invalid, "the device has no power"};
    RemoteKiosk& kiosk = m_desk.kiosk();
    switch (step.verb) {
        using enum StoryVerb;
        case see: return step.name.empty() ? kiosk.wait_for(step.text, appear_ms) : person().see(step.text, step.name);
        case not_see: {
            const std::string words = TRY(kiosk.screen());
            if (words.find(step.text) == std::string::npos) return {};
            return Failure{Fault::program_failed, "'" + step.text + "' is on\n" + words};
        }
        case press: return person().press(step.text);
        case choose: return person().choose(step.text);
        case touch: return kiosk.begin_hold("button", step.text);
        case hold: return kiosk.hold("button", step.text, hold_ms);
        case lift: return kiosk.lift();
        case key_in: return person().key_in(step.text);
        case type: return person().type(step.text);
        case draw: return kiosk.draw(handwriting());
        case scan_code: return kiosk.type(m_order.appointment_code);
        case identify: return emulator::identify(person(), m_order);
        case come_in: return emulator::come_in(person(), m_order);
        case agree_and_read: return emulator::agree_and_read(person());
        case answer: return answer_questions(person());
        case draw_and_use: return draw_signature(person());
        case enter_right_code: return emulator::enter_code(person(), m_order.pin);
        case enter_code: return emulator::enter_code(person(), step.text);
        case hold_and_finish: return emulator::hold_and_finish(person());
        default: return Failure{Fault::usage_invalid, "not a step at the kiosk"};
    }
}

Status StoryPlayer::to_the_device(const StoryStep& step) {
    const fs::path outbox = m_desk.state() / "outbox";
    switch (step.verb) {
        using enum StoryVerb;
        case order: return this->order(m_stage.order.document);
        case order_document: return this->order(m_stage.beside / step.text);
        case network_on:
            TRY(m_desk.plug_in(true));
            // It waits longer after each visit in vain, and nobody stands beside a story for minutes.
            fs::remove(m_desk.state() / "courier" / "memory.json");
            return {};
        case network_off: return m_desk.plug_in(false);
        case power_on: return m_desk.device().has_power() ? Status() : m_desk.power_on();
        case power_off: case power_cut:
            leave_kiosk();
            if (step.verb == power_cut) return m_desk.cut_power();
            m_desk.power_off();
            return {};
        case pcr_tamper: leave_kiosk(); return m_desk.boot_something_else();
        case tpm_lockout: leave_kiosk(); return m_desk.guess_at_the_chip();
        case disk_full: case disk_free: return m_desk.device().say_disk_full(step.verb == disk_full);
        case wait: std::this_thread::sleep_for(std::chrono::milliseconds(step.span_ms)); return {};
        case time_passes: return ask_clock(m_desk.kiosk(), "skip_ms", step.span_ms);
        case clock_by: return ask_clock(m_desk.kiosk(), "offset_ms", step.span_ms);
        case clock_right: return ask_clock(m_desk.kiosk(), "offset_ms", 0);
        case courier_visits: return m_desk.exchange();
        case courier_tries: (void)m_desk.device().visit(m_desk.platform()); return {};
        case parcel_waits: return Desk::wait_until([&] { return has_file(outbox, "", ".manifest"); }, "no parcel in the outbox");
        case parcel_gone: return Desk::wait_until([&] { return !has_file(outbox, "", ".manifest"); }, "a parcel stays in the outbox");
        case archive_opens: return m_desk.platform().run_archive(m_stage.order.out / "platform" / "results");
        default: return Failure{Fault::usage_invalid, "not a step of the device's"};
    }
}

Status StoryPlayer::order(const fs::path& document) {
    StoryOptions options = m_stage.order;
    options.document = document;
    options.appointment_code = std::to_string(std::stol(options.appointment_code) + m_orders);
    const fs::path folder = options.out / "platform" / "orders" / options.appointment_code;
    ++m_orders;
    m_order = TRY(write_story_order(folder, options));
    return m_desk.order(m_order.envelope, m_order.files);
}

base::Result<std::string> StoryPlayer::audit(const std::string& command) {
    host::Errand errand{.path = m_stage.order.programs + "/inkseal",
                        .arguments = {"audit", command, "--state", m_desk.state().string()},
                        .input = {},
                        .more_inputs = {},
                        .profile = {}};
    errand.profile.time_limit_ms = audit_limit_ms;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    if (!report.ending.is_success()) return Failure{Fault::program_failed, report.complaints};
    return std::string(base::as_text(report.output));
}

// The log is published a moment after the mail is read.
Status StoryPlayer::about_the_log(const StoryStep& step) {
    if (step.verb == StoryVerb::log_whole) {
        TRY(audit("verify"));
        return {};
    }
    std::string log;
    LogBalance weight;
    const auto is_so = [&] {
        const auto shown = audit("show");
        log = shown ? shown->substr(std::min(m_log_before, shown->size())) : shown.failure().detail;
        if (step.verb == StoryVerb::log_holds) return shown && count_events(log, step.text) > 0;
        weight = weigh_log(log, step.text);
        return shown && weight.left > 0 && weight.left == weight.right;
    };
    if (Desk::wait_until(is_so, "")) return {};
    const std::string sides = step.verb == StoryVerb::log_holds ? "" : " (" + std::to_string(weight.left) + " and " + std::to_string(weight.right) + ")";
    return Failure{Fault::program_failed, "'" + step.text + "' is not so" + sides + " in\n" + log};
}

}  // namespace emulator
