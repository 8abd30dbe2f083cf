// SPDX-License-Identifier: Apache-2.0
// One step of a runbook: what it is, what it is answered with, and the second person's word.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

std::string people_words(const Kit& kit, const admin::PlanStepScreen& screen) {
    if (!screen.second) return words_of(kit, screen.role);
    return with_values(kit.words("{first}, and another person: {second}"), {{"first", words_of(kit, screen.role)}, {"second", words_of(kit, *screen.second)}});
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::PlanStepScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_done = screen.standing == runbook::Standing::done || screen.standing == runbook::Standing::done_late;
    staff_columns(kit, "plan-step", [&] {
        introduce(kit, kit.words(screen.title), kit.words(screen.task), TextRole::heading);
        card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            fact(kit, Icon::user, kit.words("Who"), people_words(kit, screen));
            fact(kit, Icon::clock, words_of(kit, screen.standing), with_values(kit.words("From {from} until {due}"), {{"from", screen.from}, {"due", screen.due}}));
            if (!screen.command.empty()) fact(kit, Icon::chip, kit.words("Its work at the command line"), isolate(screen.command));
        });
    }, [&] {
        heading(kit, kit.words("What is looked at"), TextRole::card_title, 2);
        paragraph(kit, kit.words(screen.check), TextRole::secondary);
        for (const std::string& one : screen.asks) fact(kit, Icon::magnify, kit.words("Shown"), kit.words(one));
    }, 560);
    staff_actions(kit, around, answer, [&] {
        if (!is_done && button(kit, "confirm", {.label = words_of(kit, admin::Step::do_plan_step), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::PlanAnswerScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "plan-answer", {.gap = 18, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words(screen.title), kit.words(screen.what), TextRole::heading);
        if (!screen.keys.empty()) {
            std::vector<Option> options;
            for (const std::string& key : screen.keys) options.push_back({key, isolate(key), Icon::seal, {}});
            if (const auto chosen = choice_list(kit, "answer", options, std::nullopt)) answer.say(admin::ChooseAnswer{screen.keys[*chosen]});
            return;
        }
        text_field(kit, "text", kit.words("In your words"), isolate(clean(screen.text)), "", screen.is_troubled);
        if (screen.is_troubled) trouble(kit, "trouble", kit.words("Say it in a few words."));
        if (const auto key = keyboard(kit, "keyboard", layout_of(around.language))) {
            if (key->is_enter) answer.say(admin::Confirm{});
            else if (key->is_erase) answer.say(app::EraseText{});
            else answer.say(app::TypeText{key->typed});
        }
    });
    staff_actions(kit, around, answer, [&] {
        if (screen.keys.empty() && button(kit, "confirm", {.label = kit.words("Next"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::PlanSecondScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "plan-second", [&] {
        const std::string text = screen.may_confirm ? with_values(kit.words("{name} says that this is done. You answer for it as well."), {{"name", clean(screen.by)}})
                                                    : with_values(kit.words("Take your token out. A second person signs in here and confirms: {role}."), {{"role", words_of(kit, screen.second)}});
        introduce(kit, kit.words(screen.title), text, TextRole::heading);
        card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            for (const auto& [what, given] : screen.answers) fact(kit, Icon::paper, kit.words(what), isolate(clean(given)));
            fact(kit, Icon::magnify, kit.words("What is looked at"), kit.words(screen.check));
        });
    }, [&] {
        heading(kit, kit.words("Two persons answer for this step"), TextRole::card_title, 2);
        paragraph(kit, with_values(kit.words("It waits for {n} more minute, and is forgotten then.", "It waits for {n} more minutes, and is forgotten then.", screen.minutes), {{"n", std::to_string(screen.minutes)}}));
        paragraph(kit, kit.words("Nothing is written down before the second person confirms."), TextRole::secondary);
    }, 500);
    staff_actions(kit, around, answer, [&] {
        if (screen.may_confirm && button(kit, "confirm", {.label = kit.words("I confirm it"), .icon_end = Icon::check, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

}  // namespace screens
