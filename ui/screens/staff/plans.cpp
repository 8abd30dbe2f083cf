// SPDX-License-Identifier: Apache-2.0
// Runbooks that were begun here, and one of them with its steps.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

using runbook::Standing;

Icon icon_of(Standing standing) {
    switch (standing) {
        case Standing::done: case Standing::done_late: return Icon::check;
        case Standing::overdue: return Icon::alert;
        case Standing::ready: return Icon::play;
        default: return Icon::clock;
    }
}

// "From 2026-11-24, due 2026-11-25"
std::string days_words(const Kit& kit, const std::string& from, const std::string& due) {
    if (from == due) return with_values(kit.words("On {day}"), {{"day", due}});
    return with_values(kit.words("From {from} until {due}"), {{"from", from}, {"due", due}});
}

std::string state_words(const Kit& kit, const admin::PlanLine& plan) {
    using State = admin::PlanLine::State;
    switch (plan.state) {
        case State::unreadable: return kit.words("Its journal does not fit the log. Ask the security officer.");
        case State::cancelled: return kit.words("Given up");
        case State::complete: return kit.words("Complete");
        case State::under_way: break;
    }
    const std::string done = with_values(kit.words("{done} of {all} steps"), {{"done", std::to_string(plan.done)}, {"all", std::to_string(plan.steps)}});
    if (plan.next.empty()) return done;
    return done + " · " + words_of(kit, plan.standing) + ": " + kit.words(plan.next) + " · " + days_words(kit, plan.from, plan.due);
}

std::string step_words(const Kit& kit, const admin::PlanStepLine& step) {
    if (!step.done_on.empty()) return with_values(kit.words("Done on {day} by {names}"), {{"day", step.done_on}, {"names", clean(step.done_by)}});
    if (step.waits_for_second) return kit.words("Waits for the second person");
    return words_of(kit, step.standing) + " · " + days_words(kit, step.from, step.due);
}

}  // namespace

std::string words_of(const Kit& kit, Standing standing) {
    switch (standing) {
        case Standing::waiting: return kit.words("Another step comes first");
        case Standing::too_early: return kit.words("Too early");
        case Standing::ready: return kit.words("To be done now");
        case Standing::overdue: return kit.words("Overdue");
        case Standing::done: return kit.words("Done");
        case Standing::done_late: return kit.words("Done, late");
    }
    return {};
}

void draw_staff_content(Kit& kit, const admin::PlansScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "plans", {.gap = 18, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("Plans"), kit.words("Each step knows its day, its people and its proof. The log keeps what was done."), TextRole::heading);
        if (screen.plans.empty()) paragraph(kit, kit.words("No plan was begun at this device."));
        std::vector<Option> begun;
        for (const admin::PlanLine& plan : screen.plans)
            begun.push_back({plan.name, plan.title.empty() ? isolate(plan.name) : kit.words(plan.title), plan.standing == Standing::overdue ? Icon::alert : Icon::paper, state_words(kit, plan)});
        if (const auto chosen = choice_list(kit, "plan", begun, std::nullopt)) answer.say(admin::OpenPlan{screen.plans[*chosen].name});
        if (screen.offers.empty()) return;
        heading(kit, kit.words("Begin one today"), TextRole::card_title, 2);
        std::vector<Option> offers;
        for (const admin::PlanOffer& offer : screen.offers) offers.push_back({offer.id, kit.words(offer.title), Icon::play, kit.words(offer.purpose)});
        if (const auto chosen = choice_list(kit, "begin", offers, std::nullopt)) answer.say(admin::BeginPlan{screen.offers[*chosen].id});
    });
    staff_actions(kit, around, answer, {});
}

void draw_staff_content(Kit& kit, const admin::PlanScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "plan", {.gap = 18, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words(screen.title), with_values(kit.words("Begun on {day} by {name}"), {{"day", screen.begun_on}, {"name", clean(screen.begun_by)}}), TextRole::heading);
        if (screen.is_cancelled) paragraph(kit, kit.words("This plan was given up."));
        if (screen.is_complete) paragraph(kit, kit.words("This plan is complete."));
        std::vector<Option> steps;
        for (const admin::PlanStepLine& step : screen.steps) steps.push_back({step.id, kit.words(step.title), icon_of(step.standing), step_words(kit, step)});
        if (const auto chosen = choice_list(kit, "plan-step", steps, std::nullopt)) answer.say(admin::OpenPlanStep{screen.steps[*chosen].id});
    });
    staff_actions(kit, around, answer, [&] {
        if (screen.may_work && button(kit, "seal-report", {.label = words_of(kit, admin::Step::seal_report), .icon = Icon::seal, .size = ButtonSize::large})) answer.say(admin::ChooseStep{admin::Step::seal_report});
    });
}

}  // namespace screens
