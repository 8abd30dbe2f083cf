// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/plans.h"

#include "appliance/admin/key_words.h"
#include "appliance/app/device.h"
#include "appliance/runbook/outlook.h"

#include <algorithm>

namespace admin {
namespace {

using base::Failure;
using base::Fault;
using base::Status;
using runbook::AnchoredJournal;

std::string names_of(const runbook::Done& done) { return done.by.name + (done.second ? ", " + done.second->name : ""); }

}  // namespace

AnchoredJournal::Place Plans::place() const {
    return {m_device.disk, m_device.log, [this](const audit::LeafDraft& leaf) { return m_life.record(leaf); }};
}

Status Plans::read() {
    const std::string open_one = m_open == nullptr ? "" : m_open->journal().name();
    m_open = nullptr;
    m_begun.clear();
    for (std::string& name : TRY(runbook::journals_in_log(m_device.log))) {
        auto journal = AnchoredJournal::open(place(), name);
        if (!journal) m_device.tell_service(journal.failure());
        m_begun.push_back({std::move(name), journal ? std::optional(std::move(*journal)) : std::nullopt});
    }
    open(open_one);
    return {};
}

PlanLine Plans::line_of(const Begun& begun) const {
    PlanLine line;
    line.name = begun.name;
    line.state = PlanLine::State::unreadable;
    if (!begun.journal) return line;
    const runbook::Runbook& plan = begun.journal->journal().runbook();
    const runbook::State& state = begun.journal->journal().state();
    line.title = plan.title;
    line.steps = static_cast<std::uint32_t>(plan.steps.size());
    line.done = static_cast<std::uint32_t>(state.done.size());
    line.state = state.cancelled ? PlanLine::State::cancelled : is_complete(plan, state) ? PlanLine::State::complete : PlanLine::State::under_way;
    const auto next = std::find_if(plan.steps.begin(), plan.steps.end(), [&](const runbook::Step& step) { return state.find(step.id) == nullptr; });
    if (line.state != PlanLine::State::under_way || next == plan.steps.end()) return line;
    line.next = next->title;
    line.from = runbook::date_of_day(state.started->at_ms, next->earliest_day);
    line.due = runbook::date_of_day(state.started->at_ms, next->due_day);
    line.standing = standing_of(*next, state, m_device.clock.wall_ms());
    return line;
}

PlansScreen Plans::list(const staff::Person& person) const {
    PlansScreen screen;
    for (auto begun = m_begun.rbegin(); begun != m_begun.rend(); ++begun) screen.plans.push_back(line_of(*begun));
    for (const runbook::Runbook& one : runbook::shipped())
        if (may_work(person)) screen.offers.push_back({std::string(one.id), std::string(one.title), std::string(one.purpose)});
    return screen;
}

bool Plans::may_work(const staff::Person& person) {
    return std::any_of(person.roles.begin(), person.roles.end(), [](staff::Role role) { return staff::may(role, staff::Duty::run_runbook); });
}

AnchoredJournal* Plans::find(const std::string& name) {
    const auto found = std::find_if(m_begun.begin(), m_begun.end(), [&](const Begun& one) { return one.name == name && one.journal; });
    return found == m_begun.end() ? nullptr : &*found->journal;
}

bool Plans::open(const std::string& name) {
    m_open = find(name);
    return m_open != nullptr;
}

PlanScreen Plans::plan(const staff::Person& person) const {
    const runbook::Journal& journal = m_open->journal();
    const runbook::State& state = journal.state();
    PlanScreen screen{.name = journal.name(), .title = std::string(journal.runbook().title), .begun_on = day_words(state.started->at_ms), .begun_by = state.started->by.name,
                      .steps = {}, .is_complete = is_complete(journal.runbook(), state), .is_cancelled = state.cancelled.has_value(), .may_work = may_work(person)};
    for (const runbook::Step& step : journal.runbook().steps) {
        PlanStepLine line{.id = std::string(step.id), .title = std::string(step.title), .standing = standing_of(step, state, m_device.clock.wall_ms()),
                          .from = runbook::date_of_day(state.started->at_ms, step.earliest_day), .due = runbook::date_of_day(state.started->at_ms, step.due_day),
                          .done_on = {}, .done_by = {}, .waits_for_second = is_waiting() && m_said->journal == journal.name() && m_said->step == &step};
        if (const runbook::Done* const done = state.find(step.id)) {
            line.done_on = day_words(done->at_ms);
            line.done_by = names_of(*done);
        }
        screen.steps.push_back(std::move(line));
    }
    return screen;
}

Status Plans::begin(const std::string& id, const staff::Person& by) {
    const runbook::Runbook* const plan = runbook::find(id);
    if (plan == nullptr) return Failure{Fault::usage_invalid, "there is no plan " + id};
    std::string name = id;
    const auto is_taken = [&] { return std::any_of(m_begun.begin(), m_begun.end(), [&](const Begun& one) { return one.name == name; }); };
    for (int number = 2; is_taken(); ++number) name = id + "-" + std::to_string(number);
    const runbook::Started started{.at_ms = m_device.clock.wall_ms(), .by = person_as(by, plan->steps.front().role), .device = m_device.identity.device.text,
                                   .place = m_device.identity.place, .is_test = m_device.identity.is_test, .log_size = m_device.log.size(), .runbook = digest_of(*plan)};
    TRY(AnchoredJournal::start(place(), name, *plan, started));
    TRY(read());
    open(name);
    return {};
}

}  // namespace admin
