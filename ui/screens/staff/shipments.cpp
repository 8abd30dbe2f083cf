// SPDX-License-Identifier: Apache-2.0
// What was handed on, and whether its receiver has said so.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

using Line = admin::ShipmentLine;

std::string way_words(const Kit& kit, Line::Way way) {
    switch (way) {
        case Line::Way::stick: return kit.words("by stick");
        case Line::Way::sftp: return kit.words("by SFTP");
        case Line::Way::courier: return kit.words("by the courier");
    }
    return {};
}

std::string state_words(const Kit& kit, const Line& line) {
    switch (line.state) {
        case Line::State::under_way:
            return line.days == 0 ? kit.words("Under way since today") : with_values(kit.words("Under way for {n} day", "Under way for {n} days", line.days), {{"n", std::to_string(line.days)}});
        case Line::State::arrived: return kit.words("Arrived: the receiver signed for it");
        case Line::State::given_up: return with_values(kit.words("Nobody waits for it any longer: {reason}"), {{"reason", clean(line.why)}});
    }
    return {};
}

void one_shipment(Kit& kit, const Line& line, bool may_give_up, StaffAnswer& answer) {
    const bool is_under_way = line.state == Line::State::under_way;
    card(kit, {.gap = 10, .padding = all(26), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
        kit.row({.gap = 18, .across = Align::center, .wraps = true, .width = fill()}, [&] {
            kit.column({.gap = 2, .width = fill()}, [&] {
                heading(kit, isolate(clean(line.first_file)), TextRole::strong, 2);
                paragraph(kit, with_values(kit.words("{n} file to {receiver}, {way}, {day}", "{n} files to {receiver}, {way}, {day}", line.files),
                                           {{"n", std::to_string(line.files)}, {"receiver", clean(line.receiver)}, {"way", way_words(kit, line.way)}, {"day", line.sent}}), TextRole::secondary);
            });
            if (is_under_way && may_give_up && button(kit, "give-up." + line.id, {.label = words_of(kit, admin::Step::give_up)})) answer.say(admin::GiveUpShipment{line.id});
        });
        const bool is_there = line.state == Line::State::arrived;
        kit.row({.gap = 14, .across = Align::center, .width = fill()}, [&] {
            const Palette& palette = kit.palette();
            kit.plain_icon(is_under_way ? Icon::clock : is_there ? Icon::check : Icon::undo, 28, is_there ? palette.done : is_under_way ? palette.accent : palette.muted);
            paragraph(kit, state_words(kit, line));
        });
    });
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::ShipmentsScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "shipments", {.gap = 18, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("Keys on their way"), kit.words("It is done only when the receiver's signed word is here, about exactly these files."), TextRole::heading);
        if (screen.shipments.empty()) paragraph(kit, kit.words("Nothing was handed on from this device."));
        for (const Line& line : screen.shipments) one_shipment(kit, line, screen.may_confirm, answer);
    });
    staff_actions(kit, around, answer, [&] {
        if (!screen.may_confirm || !screen.is_anything_under_way) return;
        if (button(kit, "take-confirmations", {.label = words_of(kit, admin::Step::take_confirmations), .size = ButtonSize::large})) answer.say(admin::ChooseStep{admin::Step::take_confirmations});
        if (button(kit, "take-confirmation", {.label = words_of(kit, admin::Step::take_confirmation), .icon = Icon::file_check, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::OpenStick{});
    });
}

}  // namespace screens
