// SPDX-License-Identifier: Apache-2.0
// The replacement of the key in use: where it stands, and its next step.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

RotationWords words_of(const Kit& kit, const admin::RotationScreen& rotation) {
    const auto about = [&](std::string text) {
        return with_values(std::move(text), {{"old", rotation.retiring.empty() ? rotation.active : rotation.retiring}, {"new", rotation.successor}, {"day", rotation.day}});
    };
    using enum keys::RotationStage;
    switch (rotation.stage) {
        case resting:
            if (rotation.day.empty()) return {kit.words("Nothing is to be replaced"), about(kit.words("{old} is in use."))};
            return {kit.words("Nothing is to be replaced"), about(kit.words("{old} is in use, and is to be replaced from {day} on."))};
        case due: return {kit.words("The key in use is due to be replaced"), about(kit.words("{old} has signed for its time. One press makes its successor and asks for a certificate."))};
        case wants_key: return {kit.words("A new key is to be made"), about(kit.words("{new} will follow {old}."))};
        case wants_certificate: return {kit.words("Waiting for a certificate"), about(kit.words("{new} waits for the platform's answer; {old} signs until then. Go on after the next visit of the courier."))};
        case wants_trial: return {kit.words("The new key is ready to be tried"), about(kit.words("{new} has its certificate. Next it is tried, and put into use."))};
        case overlapping: return {kit.words("The new key is in use"), about(kit.words("{new} signs. The private key of {old} is kept until {day}, then it is to be destroyed."))};
        case wants_end: return {kit.words("The old key is to be destroyed"), about(kit.words("{new} signs. The time of {old} is over; its certificates are kept for ever."))};
    }
    return {};
}

namespace {

std::vector<std::string> stations(const Kit& kit) {
    return {kit.words("Make the new key"), kit.words("Its certificate"), kit.words("Try it, and put it into use"), kit.words("Both are kept for a while"), kit.words("Destroy the old one")};
}

std::size_t stations_done(keys::RotationStage stage) {
    using enum keys::RotationStage;
    switch (stage) {
        case resting: case due: case wants_key: return 0;
        case wants_certificate: return 1;
        case wants_trial: return 2;
        case overlapping: return 3;
        case wants_end: return 4;
    }
    return 0;
}

std::string label_of(const Kit& kit, keys::RotationStage stage) {
    using enum keys::RotationStage;
    if (stage == resting || stage == due) return kit.words("Replace this key");
    if (stage == wants_end) return kit.words("Destroy the old key");
    return kit.words("Go on");
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::RotationScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const RotationWords words = words_of(kit, screen);
    staff_columns(kit, "rotation", [&] {
        introduce(kit, words.title, words.text, TextRole::heading);
        const std::string policy = with_values(kit.words("Here a key signs for {months} months; the old one is kept for {days} days beside the new one."),
                                               {{"months", std::to_string(screen.months)}, {"days", std::to_string(screen.overlap_days)}});
        paragraph(kit, policy, TextRole::secondary);
    }, [&] {
        heading(kit, kit.words("The way"), TextRole::card_title, 2);
        progress_list(kit, stations(kit), stations_done(screen.stage));
    }, 560);
    staff_actions(kit, around, answer, [&] {
        if (!screen.may_go_on) return;
        if (screen.stage == keys::RotationStage::wants_end) {
            if (hold_to_confirm(kit, "confirm", label_of(kit, screen.stage), kit.words("Keep your finger here for a moment"))) answer.say(admin::Confirm{});
        } else if (button(kit, "confirm", {.label = label_of(kit, screen.stage), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large})) {
            answer.say(admin::Confirm{});
        }
    });
}

}  // namespace screens
