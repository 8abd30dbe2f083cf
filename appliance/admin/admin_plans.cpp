// SPDX-License-Identifier: Apache-2.0
// Runbooks: the list, one of them, one of its steps, and the second person's word.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/key_words.h"
#include "appliance/admin/stick_files.h"
#include "appliance/app/post_office.h"

namespace admin {

using staff::Duty;

void AdminSession::open_plans() {
    if (const auto who = m_session->require(Duty::run_runbook); !who) return refuse(who.failure());
    if (const auto read = m_plans.read(); !read) return refuse(read.failure());
    m_is_at_plans = true;
    show(PlanList{});
}

void AdminSession::open_plan(const std::string& name) {
    if (m_plans.open(name)) show(PlanView{});
}

void AdminSession::say_step_done() {
    const auto who = m_session->require(Duty::run_runbook);
    if (!who) return refuse(who.failure());
    if (const auto said = m_plans.say_done(m_session->person()); !said) return refuse(m_life.refused(*who, said.failure()));
    ask_next();
}

void AdminSession::ask_next() {
    switch (m_plans.asks()) {
        case Plans::Asks::text: case Plans::Asks::key: return show(PlanAnswer{});
        case Plans::Asks::file: return show(look_for(m_stick, StickScreen::Seeks::evidence, m_plans.what()));
        case Plans::Asks::nothing: break;
    }
    if (!m_plans.wants_second()) return show(WorkingScreen{Step::do_plan_step, m_plans.step().title});
    m_plans.wait_for_second();
    show(PlanSecond{});
}

void AdminSession::answer(const std::string& given) {
    if (given.find_first_not_of(' ') == std::string::npos) {
        m_plans.is_troubled = true;
        return;
    }
    m_plans.answer(given);
    ask_next();
}

bool AdminSession::type_answer(const std::string* typed) {
    constexpr std::size_t text_max = 400;
    if (!std::holds_alternative<PlanAnswer>(m_view) || m_plans.asks() != Plans::Asks::text) return false;
    m_plans.is_troubled = false;
    if (typed == nullptr) erase_last(m_plans.typed);
    else if (m_plans.typed.size() + typed->size() <= text_max) m_plans.typed += *typed;
    return true;
}

PlanAnswerScreen AdminSession::plan_answer() const {
    std::vector<std::string> keys;
    if (m_plans.asks() == Plans::Asks::key)
        for (const keys::KeyView& view : m_keys) keys.push_back(view.facts.name);
    return m_plans.answer_screen(std::move(keys));
}

void AdminSession::open_waiting_step() {
    if (!m_plans.can_confirm(m_session->person())) return;
    m_is_at_plans = true;
    m_plans.open_waiting();
    show(PlanSecond{});
}

base::Status AdminSession::do_plan_step(const staff::Actor& who) {
    const std::optional<staff::Person> second = m_plans.is_waiting() ? std::optional(m_session->person()) : std::nullopt;
    if (second && !m_plans.can_confirm(*second)) return base::Failure{base::Fault::plan_step_refused, "another person confirms it"};
    if (const auto done = m_plans.perform(second); !done) return m_life.refused(who, done.failure());
    return {};
}

base::Status AdminSession::seal_report() {
    m_written = TRY(m_plans.seal_report(m_session->person()));
    return app::PostOffice(m_device).send();
}

bool AdminSession::go_back_in_plans() {
    if (!m_is_at_plans) return false;
    if (std::holds_alternative<PlanList>(m_view)) {
        m_is_at_plans = false;
        show(Home{});
    } else if (std::holds_alternative<PlanView>(m_view) || !m_plans.is_open()) {
        m_plans.forget_unsaid();
        open_plans();
    } else {
        m_plans.forget_unsaid();
        show(PlanView{});
    }
    return true;
}

}  // namespace admin
