// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

void ending_keys(Kit& kit, const admin::HomeScreen& screen, StaffAnswer& answer) {
    for (const admin::KeyLine& key : screen.ending) {
        const Option option[] = {{key.name, isolate(key.name), key.urgency == admin::Urgency::over ? Icon::alert : Icon::clock, urgency_words(kit, key)}};
        if (choice_list(kit, "ending", option, std::nullopt)) answer.say(admin::OpenKey{key.name});
    }
}

std::vector<Option> key_work(Kit& kit, const admin::HomeScreen& screen) {
    const std::string count = with_values(kit.words("{n} key on this device", "{n} keys on this device", screen.key_count), {{"n", std::to_string(screen.key_count)}});
    const std::string rotation = screen.rotation ? words_of(kit, *screen.rotation).title : kit.words("Nothing is to be replaced");
    const std::string under_way = screen.under_way == 0 ? kit.words("Nothing waits for a confirmation")
                                                        : with_values(kit.words("{n} waits for a confirmation", "{n} wait for a confirmation", screen.under_way), {{"n", std::to_string(screen.under_way)}});
    return {{"keys", kit.words("Keys and certificates"), Icon::seal, count},
            {"rotation", kit.words("Replacing the key in use"), Icon::undo, rotation},
            {"shipments", kit.words("Keys on their way"), Icon::arrow_right, under_way}};
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::HomeScreen& screen, const app::Surroundings&, StaffAnswer& answer) {
    staff_columns(kit, "home", [&] {
        kit.column({.gap = 12, .width = fill()}, [&] {
            heading(kit, isolate(screen.name));
            kit.row({.gap = 12, .wraps = true, .width = fill()}, [&] {
                for (const admin::Role role : screen.roles) pill(kit, Icon::user, words_of(kit, role), Tone::accent);
            });
        });
        if (!screen.may_see_keys && screen.waits_for_them.empty()) return;
        heading(kit, kit.words("Needs attention"), TextRole::card_title, 2);
        if (!screen.waits_for_them.empty()) {
            const Option option[] = {{"waiting-step", kit.words("A step waits for your word"), Icon::user, kit.words(screen.waits_for_them)}};
            if (choice_list(kit, "waiting", option, std::nullopt)) answer.say(admin::OpenWaitingStep{});
        }
        if (!screen.may_see_keys) return;
        if (screen.rotation) {
            const RotationWords words = words_of(kit, *screen.rotation);
            const Option option[] = {{"replace", words.title, Icon::undo, words.text}};
            if (choice_list(kit, "attention", option, std::nullopt)) answer.say(admin::OpenRotation{});
        }
        if (screen.ending.empty()) paragraph(kit, kit.words("Nothing: every certificate lasts for more than 60 days."), TextRole::secondary);
        ending_keys(kit, screen, answer);
    }, [&] {
        if (!screen.may_see_keys && !screen.may_work_plans && !screen.may_archive) {
            paragraph(kit, kit.words("There is nothing for your role to do at this screen."));
            return;
        }
        heading(kit, kit.words("What would you like to do?"), TextRole::card_title, 2);
        std::vector<Option> todo;
        if (screen.may_see_keys) todo = key_work(kit, screen);
        if (screen.may_archive) todo.push_back({"archive", words_of(kit, admin::Step::archive), Icon::stamp, kit.words("Never private keys")});
        if (screen.may_work_plans) todo.push_back({"plans", kit.words("Plans"), Icon::paper, kit.words("Step by step, with proof of each")});
        const auto chosen = choice_list(kit, "todo", todo, std::nullopt);
        if (!chosen) return;
        const std::string& id = todo[*chosen].id;
        if (id == "keys") answer.say(admin::OpenKeys{});
        else if (id == "rotation") answer.say(admin::OpenRotation{});
        else if (id == "shipments") answer.say(admin::OpenShipments{});
        else if (id == "archive") answer.say(admin::OpenArchive{});
        else answer.say(admin::OpenPlans{});
    }, 560);
}

}  // namespace screens
