// SPDX-License-Identifier: Apache-2.0
// A key that somebody brings on a stick: which file, its password, its name here, and what
// it is before it goes into the chip.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

std::string size_words(const Kit& kit, std::uint64_t size) {
    return with_values(kit.words("{n} bytes"), {{"n", std::to_string(size)}});
}

std::string words_of(const Kit& kit, crypto::KeyFileWarning warning) {
    using enum crypto::KeyFileWarning;
    switch (warning) {
        case legacy_cipher: return kit.words("The cipher of this file is old and weak. Never send such a file again.");
        case sha1_mac: return kit.words("Whether this file was changed rests on SHA-1, which is weak.");
        case no_mac: return kit.words("Nothing in this file would show that it was changed.");
        case few_iterations: return kit.words("Its password is cheap to guess.");
        case empty_password: return kit.words("Its password is empty.");
        case key_not_encrypted: return kit.words("The key stood in this file for everybody to read: whoever saw the file has the key.");
        case no_certificate: return kit.words("There is no certificate in it.");
        case certificate_expired: return kit.words("Its certificate is over.");
        case certificate_not_yet_valid: return kit.words("Its certificate is not valid yet.");
        case unrelated_certificates: return kit.words("It holds certificates that have nothing to do with the key.");
    }
    return {};
}

std::string what_it_is(const Kit& kit, const admin::BroughtScreen& screen) {
    std::string words = screen.is_travelling ? kit.words("A key from another device's chip. Only this chip can open it.") : isolate(screen.algorithm);
    if (screen.valid_until.empty()) return words;
    return words + " · " + with_values(kit.words("For {subject}, from {issuer}, valid until {day}."),
                                       {{"subject", clean(screen.subject)}, {"issuer", clean(screen.issuer)}, {"day", screen.valid_until}});
}

std::string where_from(const Kit& kit, const admin::BroughtScreen& screen) {
    if (screen.exported_by.empty()) return kit.words("Nobody signed for this file: where it was before cannot be said.");
    if (screen.reason.empty()) return with_values(kit.words("Sent and signed by {device}."), {{"device", clean(screen.exported_by)}});
    return with_values(kit.words("Sent and signed by {device}, for: {reason}"), {{"device", clean(screen.exported_by)}, {"reason", clean(screen.reason)}});
}

struct StickWords { std::string title, text, nothing; };

StickWords words_of(const Kit& kit, const admin::StickScreen& screen) {
    using enum admin::StickScreen::Seeks;
    switch (screen.seeks) {
        case key: return {kit.words("Bring a key"), kit.words("Choose the file of the key: PKCS#12, PEM or DER, or a key that another device sent to this chip."), kit.words("There is no key on this stick.")};
        case certificate:
            return {with_values(kit.words("The certificate of {key}"), {{"key", screen.for_key}}), kit.words("Choose the file that its authority gave you: PEM or DER."), kit.words("There is no certificate on this stick.")};
        case confirmation:
            return {kit.words("The receiver's confirmation"), kit.words("Choose the file that the receiver signed: what came there, whole."), kit.words("There is no confirmation on this stick.")};
        case destination:
            return {with_values(kit.words("To which device does {key} go?"), {{"key", screen.for_key}}),
                    kit.words("Choose the file in which the other device says where keys for it go. It is written there under “Bring a key”."), kit.words("No device's word about its chip is on this stick.")};
        case evidence:
            return {kit.words("Which file shows it?"), kit.words(screen.for_key), kit.words("There is nothing on this stick.")};
    }
    return {};
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::StickScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const StickWords words = words_of(kit, screen);
    scroll_area(kit, "stick", {.gap = 18, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, words.title, words.text, TextRole::heading);
        if (!screen.has_stick) paragraph(kit, kit.words("No stick is in. Put it in, and look again."));
        else if (screen.files.empty()) paragraph(kit, words.nothing);
        std::vector<Option> options;
        for (std::size_t i = 0; i < screen.files.size(); ++i)
            options.push_back({std::to_string(i), isolate(clean(screen.files[i].name)), Icon::file_text, size_words(kit, screen.files[i].size)});
        if (const auto chosen = choice_list(kit, "file", options, std::nullopt)) answer.say(admin::ChooseFile{screen.files[*chosen].name});
    });
    staff_actions(kit, around, answer, [&] {
        if (screen.seeks == admin::StickScreen::Seeks::key && button(kit, "write-destination", {.label = words_of(kit, admin::Step::write_destination), .size = ButtonSize::large}))
            answer.say(admin::ChooseStep{admin::Step::write_destination});
        if (button(kit, "again", {.label = kit.words("Look again"), .icon = Icon::magnify, .size = ButtonSize::large})) answer.say(admin::OpenStick{});
    });
}

void draw_staff_content(Kit& kit, const admin::FilePasswordScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "password", {.gap = 18, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("The password of the file"), isolate(clean(screen.file)), TextRole::heading);
        if (!screen.exported_by.empty())
            status(kit, "exported", Icon::shield_check, with_values(kit.words("Sent and signed by {device}."), {{"device", clean(screen.exported_by)}}), Tone::good);
        // How many, never which.
        std::string dots;
        for (std::uint32_t i = 0; i < std::min<std::uint32_t>(screen.characters, 40); ++i) dots += "•";
        text_field(kit, "secret", with_values(kit.words("{n} character", "{n} characters", screen.characters), {{"n", std::to_string(screen.characters)}}),
                   isolate(dots), kit.words("Capitals and small letters differ"), screen.trouble.has_value());
        if (screen.trouble) trouble(kit, "trouble", sentence_of(kit, *screen.trouble));
        if (const auto key = keyboard(kit, "keyboard", KeyLayout::password)) {
            if (key->is_enter) answer.say(admin::Confirm{});
            else if (key->is_erase) answer.say(app::EraseText{});
            else answer.say(app::TypeText{key->typed});
        }
    });
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = words_of(kit, admin::Step::open_file), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary,
                                    .size = ButtonSize::large, .is_enabled = screen.characters > 0}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::KeyNameScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "key-name", {.gap = 18, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("What shall this key be called here?"), kit.words("It was opened. Nothing has gone into the chip yet."), TextRole::heading);
        name_entry(kit, screen.name, screen.trouble, answer);
    });
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Next"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

void draw_staff_content(Kit& kit, const admin::BroughtScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "brought", [&] {
        introduce(kit, with_values(kit.words("Take {key} into the chip?"), {{"key", screen.key}}), isolate(clean(screen.file)), TextRole::heading);
        card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            fact(kit, Icon::seal, kit.words("What it is"), what_it_is(kit, screen));
            fact(kit, Icon::paper, kit.words("Where it comes from"), where_from(kit, screen));
        });
        for (std::size_t i = 0; i < screen.warnings.size(); ++i) trouble(kit, "warning." + std::to_string(i), words_of(kit, screen.warnings[i]));
    }, [&] {
        heading(kit, kit.words("Afterwards"), TextRole::card_title, 2);
        fact(kit, Icon::lock, kit.words("The chip enforces"), kit.words("It signs with a person's code only, while the device's approval lasts. It is let go to nobody without its custodians."));
        fact(kit, Icon::alert, kit.words("No chip can say"), kit.words("Others may have copies. It is marked as such for ever."), Tone::trouble);
    }, 500);
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Take it in"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::Confirm{});
    });
}

}  // namespace screens
