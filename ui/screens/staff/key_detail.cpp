// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

std::string past_words(const Kit& kit, const admin::KeyScreen& screen) {
    switch (screen.past) {
        case admin::Past::born_here_for_good: return kit.words("Born in this chip; no copy exists and none can be made.");
        case admin::Past::born_here_and_may_go: return kit.words("Born in this chip; copies exist only where its custodians let it go.");
        case admin::Past::imported: return with_values(kit.words("Imported on {day}; copies may exist elsewhere."), {{"day", screen.since}});
        case admin::Past::from_device: return with_values(kit.words("Came from another device's chip on {day}; it may still be there."), {{"day", screen.since}});
        case admin::Past::unknown: break;
    }
    return kit.words("Nobody can say where this key comes from; copies may exist.");
}

std::string policy_words(const Kit& kit, const admin::KeyScreen& screen) {
    if (screen.key.standing == admin::Standing::destroyed) return kit.words("Destroyed: it signs nothing any more.");
    if (screen.is_fixed) return kit.words("Signs with a person's code, while the device's approval lasts; never leaves this chip.");
    if (screen.needed == 0) return kit.words("Signs with a person's code, while the device's approval lasts; the chip lets it go to nobody.");
    return with_values(kit.words("Signs with a person's code, while the device's approval lasts; leaves with {k} of {all} custodians."),
                       {{"k", std::to_string(screen.needed)}, {"all", std::to_string(screen.custodians)}});
}

namespace {

std::string certificate_words(const Kit& kit, const admin::KeyScreen& screen) {
    if (screen.key.valid_until.empty()) return kit.words("None yet.");
    return with_values(kit.words("For {subject}, from {issuer}, valid until {day}."),
                       {{"subject", clean(screen.subject)}, {"issuer", clean(screen.issuer)}, {"day", screen.key.valid_until}});
}

Icon icon_of(admin::Step step) {
    switch (step) {
        case admin::Step::create: return Icon::seal;
        case admin::Step::request_certificate: return Icon::paper;
        case admin::Step::install_certificate: return Icon::file_check;
        case admin::Step::activate: return Icon::power;
        case admin::Step::test_sign: return Icon::play;
        case admin::Step::destroy: return Icon::cross;
        case admin::Step::replace: return Icon::undo;
        case admin::Step::release: case admin::Step::write_release: return Icon::leave;
        case admin::Step::write_request: return Icon::file_text;
        case admin::Step::bring_certificate: return Icon::stamp;
        case admin::Step::register_certificate: case admin::Step::take_registration: return Icon::shield_check;
        case admin::Step::open_file: case admin::Step::import: case admin::Step::take_confirmation: case admin::Step::take_confirmations: case admin::Step::confirm_arrival: case admin::Step::begin_plan: case admin::Step::do_plan_step: case admin::Step::seal_report: case admin::Step::archive: return Icon::file_check;
        case admin::Step::give_up: return Icon::undo;
        case admin::Step::send: case admin::Step::write_destination: return Icon::arrow_right;
    }
    return Icon::none;
}

void facts(Kit& kit, const admin::KeyScreen& screen) {
    card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
        if (const std::string words = urgency_words(kit, screen.key); !words.empty()) {
            if (tone_of(screen.key.urgency) == Tone::trouble) trouble(kit, "urgency", words);
            else pill(kit, Icon::clock, words, Tone::accent);
        }
        fact(kit, Icon::chip, kit.words("Origin"), past_words(kit, screen));
        fact(kit, Icon::lock, kit.words("Policy"), policy_words(kit, screen));
        if (const std::string uses = uses_words(kit, screen.key); !uses.empty()) fact(kit, Icon::clock, kit.words("Uses left"), uses);
        fact(kit, Icon::stamp, kit.words("Certificate"), certificate_words(kit, screen));
        fact(kit, Icon::magnify, kit.words("Fingerprint of the key"), fingerprint_words(screen.fingerprint));
    });
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::KeyScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "key", [&] {
        introduce(kit, isolate(screen.key.name), isolate(screen.key.algorithm) + " · " + words_of(kit, screen.key.standing), TextRole::heading);
        facts(kit, screen);
    }, [&] {
        std::vector<Option> options;
        for (const admin::Step step : screen.steps) options.push_back({name_of(step), words_of(kit, step), icon_of(step), {}});
        heading(kit, kit.words("What can be done now"), TextRole::card_title, 2);
        if (options.empty()) paragraph(kit, kit.words("There is nothing for you to do with this key now."), TextRole::secondary);
        if (const auto chosen = choice_list(kit, "step", options, std::nullopt)) answer.say(admin::ChooseStep{screen.steps[*chosen]});
    }, 500);
    staff_actions(kit, around, answer, {});
}

}  // namespace screens
