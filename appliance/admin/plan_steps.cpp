// SPDX-License-Identifier: Apache-2.0
// A step of a runbook at the screen: what it is, what is said of it, by whom.
#include "appliance/admin/plans.h"

#include "appliance/admin/stick_files.h"
#include "appliance/app/device.h"
#include "appliance/evidence/device_book.h"
#include "appliance/evidence/sealed_report.h"
#include "appliance/runbook/outlook.h"

#include <algorithm>

namespace admin {
namespace {

using base::Failure;
using base::Fault;
using base::Status;
using runbook::EvidenceKind;
using runbook::Need;

constexpr std::size_t file_size_max = 16U << 20U;

class StickFiles final : public evidence::Files {
public:
    explicit StickFiles(ports::ExchangeFolder& stick) : m_stick(stick) {}
    base::Result<base::Bytes> read(const std::string& path) override { return m_stick.read(path, file_size_max); }
    bool is_folder(const std::string&) override { return false; }

private:
    ports::ExchangeFolder& m_stick;
};

}  // namespace

runbook::Person person_as(const staff::Person& known, staff::Role role) { return {known.id, known.name, known.has(role) ? role : known.roles.front(), true}; }

bool Plans::choose(const std::string& step) {
    m_step = m_open->journal().runbook().find(step);
    return m_step != nullptr;
}

PlanStepScreen Plans::step() const {
    const runbook::State& state = m_open->journal().state();
    PlanStepScreen screen{.title = std::string(m_step->title), .task = std::string(m_step->task), .check = std::string(m_step->check), .command = std::string(m_step->command),
                          .role = m_step->role, .second = m_step->second, .from = runbook::date_of_day(state.started->at_ms, m_step->earliest_day),
                          .due = runbook::date_of_day(state.started->at_ms, m_step->due_day), .standing = standing_of(*m_step, state, m_device.clock.wall_ms()), .asks = {}};
    for (const Need& need : needs_of(*m_step)) screen.asks.emplace_back(need.what);
    return screen;
}

runbook::Done Plans::done_by(const runbook::Person& by, const runbook::Step& step) const {
    runbook::Done done;
    done.at_ms = m_device.clock.wall_ms();
    done.step = step.id;
    done.by = by;
    return done;
}

Status Plans::say_done(const staff::Person& by) {
    const runbook::Journal& journal = m_open->journal();
    runbook::Done done = done_by(person_as(by, m_step->role), *m_step);
    // Whoever the second will be: all else is asked now, before anybody takes a token out.
    if (m_step->second) done.second = runbook::Person{".", ".", *m_step->second, true};
    if (const Status may = may_do(journal.runbook(), journal.state(), done); !may)
        return Failure{may.fault(), may.failure().detail + ". " + outlook(journal.runbook(), journal.state(), *m_step)};
    m_said = Said{.journal = journal.name(), .step = m_step, .by = done.by, .asks = {}, .given = {}, .waits_since_ms = 0};
    const auto needs = needs_of(*m_step);
    for (std::size_t i = 0; i < needs.size(); ++i) {
        // What happened at another device is shown by its archive, which is a folder: a command's matter.
        if (is_answered_by_itself(needs[i]) || needs[i].may_be_elsewhere) continue;
        const Asks kind = needs[i].kind == EvidenceKind::attestation ? Asks::text : needs[i].kind == EvidenceKind::key_fact ? Asks::key : Asks::file;
        m_said->asks.push_back({kind, i});
        if (needs[i].kind == EvidenceKind::signed_receipt) m_said->asks.push_back({kind, i});  // the file, then the word about it
    }
    typed.clear();
    is_troubled = false;
    return {};
}

Plans::Asks Plans::asks() const {
    const bool is_open = m_said && m_said->waits_since_ms == 0 && m_said->given.size() < m_said->asks.size();
    return is_open ? m_said->asks[m_said->given.size()].kind : Asks::nothing;
}

std::string Plans::what() const {
    const Ask& ask = m_said->asks[m_said->given.size()];
    return std::string(needs_of(*m_said->step)[ask.need].what);
}

PlanAnswerScreen Plans::answer_screen(std::vector<std::string> keys) const {
    return {.title = std::string(m_said->step->title), .what = what(), .text = typed, .keys = std::move(keys), .is_troubled = is_troubled};
}

void Plans::answer(const std::string& given) {
    m_said->given.push_back(given);
    typed.clear();
    is_troubled = false;
}

// One for each need; a receipt's two answers together.
std::vector<std::string> Plans::claims(const Said& said) {
    std::vector<std::string> all(needs_of(*said.step).size());
    for (std::size_t i = 0; i < said.asks.size(); ++i) {
        std::string& claim = all[said.asks[i].need];
        claim += (claim.empty() ? "" : ",") + said.given[i];
    }
    return all;
}

bool Plans::is_waiting() const {
    return m_said && m_said->waits_since_ms != 0 && m_device.clock.boot_ms() - m_said->waits_since_ms < second_limit_ms;
}

bool Plans::can_confirm(const staff::Person& person) const {
    return is_waiting() && person.id != m_said->by.id && person.has(*m_said->step->second);
}

PlanSecondScreen Plans::second_screen(const staff::Person& person) const {
    const std::int64_t left = std::max<std::int64_t>(0, m_said->waits_since_ms + second_limit_ms - m_device.clock.boot_ms());
    PlanSecondScreen screen{.title = std::string(m_said->step->title), .check = std::string(m_said->step->check), .by = m_said->by.name, .second = *m_said->step->second,
                            .answers = {}, .minutes = static_cast<std::uint32_t>((left + 59'999) / 60'000), .may_confirm = can_confirm(person)};
    for (std::size_t i = 0; i < m_said->asks.size(); ++i)
        screen.answers.emplace_back(needs_of(*m_said->step)[m_said->asks[i].need].what, m_said->given[i]);
    return screen;
}

Status Plans::perform(const std::optional<staff::Person>& second) {
    if (!m_said) return Failure{Fault::plan_step_refused, "nobody said that a step is done, or too long ago"};
    const Said said = *std::exchange(m_said, std::nullopt);
    runbook::AnchoredJournal* const journal = find(said.journal);
    if (journal == nullptr) return Failure{Fault::plan_step_refused, "the plan cannot be read"};
    runbook::Done done = done_by(said.by, *said.step);
    if (second && said.step->second) done.second = person_as(*second, *said.step->second);
    StickFiles files(m_stick);
    evidence::DeviceBook book(m_life, files, m_device.identity.trust);
    return journal->perform(done, claims(said), book);
}

base::Result<std::string> Plans::seal_report(const staff::Person& by) {
    std::string name = TRY(free_file_name(m_stick, m_open->journal().name(), ".pdf"));
    const evidence::SealedReport report = TRY(evidence::seal_report(m_life, *m_open, person_as(by, m_open->journal().state().started->by.role)));
    TRY(m_stick.write(name, report.pdf));
    return name;
}

void Plans::forget_unsaid() {
    if (m_said && !is_waiting()) m_said.reset();
    typed.clear();
    m_step = nullptr;
}

}  // namespace admin
