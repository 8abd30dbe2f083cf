// SPDX-License-Identifier: Apache-2.0
// A key that leaves: to whom and why, its password, its custodians one after the other.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

KeyLayout layout_of(app::Language language) {
    switch (language) {
        case app::Language::english: return KeyLayout::english;
        case app::Language::spanish: return KeyLayout::spanish;
        case app::Language::arabic: return KeyLayout::arabic;
    }
    return KeyLayout::english;
}

namespace {

// What a custodian must know before agreeing, and whoever waits may read.
void what_leaves(Kit& kit, const std::string& key, const std::string& receiver, const std::string& reason) {
    card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
        fact(kit, Icon::seal, kit.words("The key"), isolate(key));
        fact(kit, Icon::arrow_right, kit.words("It goes to"), isolate(clean(receiver)));
        if (reason.empty()) fact(kit, Icon::lock, kit.words("Who can open it"), kit.words("That device's chip alone. No file holds it in the clear."));
        else fact(kit, Icon::paper, kit.words("Reason"), isolate(clean(reason)));
    });
}

struct TextWords { std::string title, use; };

TextWords words_of(const Kit& kit, admin::ReleaseTextScreen::Asks asks) {
    using enum admin::ReleaseTextScreen::Asks;
    switch (asks) {
        case receiver: return {kit.words("To whom does {key} go?"), kit.words("The name of the device or place that will confirm its arrival.")};
        case reason: return {kit.words("Why does {key} leave?"), kit.words("It stands in the file's description, and custodians read it before they agree.")};
        case why_given_up:
            return {kit.words("Why does nobody wait for {key} any longer?"), kit.words("It is kept with it. The files may have arrived all the same; a confirmation that comes later still counts.")};
        case why_archived: return {kit.words("What is the archive for?"), kit.words("It stands in the archive's manifest, and in the log.")};
    }
    return {};
}

std::string custodians_words(const Kit& kit, std::uint8_t needed, std::uint8_t all) {
    return with_values(kit.words("{k} of {all} custodians put in their tokens here, one after the other. The chip itself counts them, and waits for ten minutes."),
                       {{"k", std::to_string(needed)}, {"all", std::to_string(all)}});
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::ReleaseTextScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_receiver = screen.asks == admin::ReleaseTextScreen::Asks::receiver;
    scroll_area(kit, "release-text", {.gap = 18, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        const TextWords words = words_of(kit, screen.asks);
        introduce(kit, with_values(words.title, {{"key", screen.key}}), words.use, TextRole::heading);
        text_field(kit, "text", is_receiver ? kit.words("Receiver") : kit.words("Reason"), isolate(clean(screen.text)), "", screen.is_troubled);
        if (screen.is_troubled)
            trouble(kit, "trouble", is_receiver ? kit.words("Letters, digits, dots and dashes only, and another name than this device's.") : kit.words("Say why, in a few words."));
        if (const auto key = keyboard(kit, "keyboard", is_receiver ? KeyLayout::english : layout_of(around.language))) {
            if (key->is_enter) answer.say(admin::Confirm{});
            else if (key->is_erase) answer.say(app::EraseText{});
            else answer.say(app::TypeText{key->typed});
        }
    });
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Next"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::ReleasePasswordScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "release-password", [&] {
        introduce(kit, kit.words("Write this password down now"), kit.words("It is shown this once, and opens the file. Send it by another way than the file."), TextRole::heading);
        card(kit, {.padding = all(34), .across = Align::center, .width = fill()}, Surface::card, [&] {
            const std::string shown = screen.password ? std::string(base::as_text(screen.password->reveal())) : "";
            kit.plain_text(TextRole::heading, isolate(shown), kit.palette().ink, Align::center).meaning = Meaning{.id = "shown-password", .name = shown};
        });
        what_leaves(kit, screen.key, screen.receiver, screen.reason);
    }, [&] {
        heading(kit, kit.words("What happens next"), TextRole::card_title, 2);
        fact(kit, Icon::user, kit.words("Custodians agree"), custodians_words(kit, screen.needed, screen.custodians));
        fact(kit, Icon::file_text, kit.words("You come back"), kit.words("With your token and code, to write the file to the stick."));
        fact(kit, Icon::alert, kit.words("Afterwards"), kit.words("Whoever has file and password has the key. It stays in this chip as well."), Tone::trouble);
    }, 560);
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Ask the custodians"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::SendScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "send", [&] {
        introduce(kit, with_values(kit.words("Send {key} to another device's chip?"), {{"key", screen.key}}), kit.words("That device has said, signed, which chip it has."), TextRole::heading);
        what_leaves(kit, screen.key, screen.receiver, {});
    }, [&] {
        heading(kit, kit.words("What happens next"), TextRole::card_title, 2);
        fact(kit, Icon::user, kit.words("Custodians agree"), custodians_words(kit, screen.needed, screen.custodians));
        fact(kit, Icon::file_text, kit.words("You come back"), kit.words("With your token and code, to write the file to the stick."));
        fact(kit, Icon::alert, kit.words("Afterwards"), kit.words("The key is in both chips, until it is destroyed in this one."), Tone::trouble);
    }, 560);
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Ask the custodians"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::ApprovalsScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_complete = screen.given >= screen.needed;
    staff_columns(kit, "approvals", [&] {
        const std::string title = !is_complete ? kit.words("The next custodian's token, please") : screen.is_officer_here ? kit.words("The key may leave") : kit.words("Enough custodians agreed");
        const std::string text = !is_complete ? kit.words("Take the token out that is in, and put in a custodian's.")
                                 : screen.is_officer_here ? kit.words("Put a stick in. The file, and what it is, are written to it.")
                                                          : kit.words("Whoever asked for the key: put your token in again.");
        introduce(kit, title, text, TextRole::heading);
        what_leaves(kit, screen.key, screen.receiver, screen.reason);
    }, [&] {
        heading(kit, with_values(kit.words("{given} of {needed} agreed"), {{"given", std::to_string(screen.given)}, {"needed", std::to_string(screen.needed)}}), TextRole::card_title, 2);
        paragraph(kit, with_values(kit.words("The chip waits for {n} more minute.", "The chip waits for {n} more minutes.", screen.minutes), {{"n", std::to_string(screen.minutes)}}));
        paragraph(kit, kit.words("The way out, at the top, gives the request up: nothing leaves then."), TextRole::secondary);
    }, 500);
    staff_actions(kit, around, answer, [&] {
        if (is_complete && screen.is_officer_here &&
            button(kit, "confirm", {.label = kit.words("Write it to the stick"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::ApproveScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_locked = screen.trouble == base::Fault::pin_locked || screen.tries_left == 0U;
    side_by_side(kit, "approve", [&] {
        scroll_area(kit, "approve-text", {.gap = 20, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            kit.row({}, [&] { pill(kit, Icon::chip, isolate(screen.token), Tone::accent); });
            introduce(kit, kit.words("Do you agree that this key leaves?"), kit.words("Your code is your approval, for this once. The token itself counts wrong codes."), TextRole::heading);
            what_leaves(kit, screen.key, screen.receiver, screen.reason);
            digit_field(kit, "code", {.name = kit.words("Code of the token"), .count = screen.digits, .total = admin::code_max, .is_secret = true,
                                      .is_troubled = screen.trouble.has_value()});
            if (screen.trouble) trouble(kit, "trouble", sentence_of(kit, *screen.trouble));
            if (screen.tries_left)
                paragraph(kit, with_values(kit.words("{n} try left.", "{n} tries left.", *screen.tries_left), {{"n", std::to_string(*screen.tries_left)}}));
        });
    }, [&] {
        const auto key = keypad(kit, "keypad");
        if (!key) return;
        if (key->is_clear) answer.say(app::ClearDigits{});
        else if (key->is_erase) answer.say(app::EraseDigit{});
        else if (!key->typed.empty()) answer.say(app::PressDigit{key->typed[0]});
    }, 480);
    staff_actions(kit, around, answer, [&] {
        const bool is_enough = screen.digits >= admin::code_min && !is_locked;
        if (button(kit, "enter", {.label = kit.words("I agree"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large, .is_enabled = is_enough}))
            answer.say(app::EnterDigits{});
    });
}

}  // namespace screens
