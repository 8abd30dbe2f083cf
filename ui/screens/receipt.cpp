// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

namespace {

constexpr std::uint32_t seconds_total = 20;

struct Way {
    Icon icon;
    const char* title;
    const char* detail;
};

Way way_of(app::Delivery delivery) {
    switch (delivery) {
        case app::Delivery::signed_here: return {Icon::seal, "Signed and sealed here", "It travels on when this device is next online"};
        case app::Delivery::on_its_way: return {Icon::cloud, "On its way", "Sealed so that only the records office can open it"};
        case app::Delivery::received: return {Icon::cloud, "Received", "The records office has confirmed it"};
        case app::Delivery::time_stamped: return {Icon::clock, "Received and time-stamped", "An independent clock has confirmed when"};
    }
    return {Icon::seal, "", ""};
}

void thanks(Kit& kit, const app::ReceiptScreen& screen) {
    kit.column({.gap = 30, .along = Align::center, .across = Align::stretch, .width = fill(), .height = fill(), .width_min = 420}, [&] {
        kit.row({}, [&] { done_mark(kit, "done"); });
        introduce(kit, with_values(kit.words("Thank you, {name}."), {{"name", screen.given_name}}),
                  kit.words("Your document is signed and sealed. Nobody can change it without it showing."));
        kit.column({.gap = 22, .across = Align::stretch}, [&] {
            fact(kit, Icon::file_check, isolate(screen.title), kit.words("Your document"));
            const Way way = way_of(screen.delivery);
            fact(kit, way.icon, kit.words(way.title), kit.words(way.detail));
        });
    });
}

}  // namespace

void draw_content(Kit& kit, const app::ReceiptScreen& screen, const app::Surroundings&, Answer& answer) {
    const bool narrow = is_narrow(kit);
    scroll_area(kit, "receipt", {.gap = 24, .padding = {0, 8, 0, 16}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.flow = Flow::row, .gap = 56, .padding = all(narrow ? 36.0F : 60.0F), .across = Align::stretch, .wraps = narrow, .width = fill(), .width_max = worded(kit, 1300)}, Surface::card, [&] {
            thanks(kit, screen);
            card(kit, {.gap = 18, .padding = all(narrow ? 28.0F : 40.0F), .along = Align::center, .across = Align::center, .width = units(narrow ? 540 : 420)}, Surface::well, [&] {
                qr_code(kit, "qr", kit.words("QR code of your receipt"), screen.qr, 338);
                heading(kit, kit.words("Your receipt"), TextRole::strong, 2, Align::center);
                kit.row({.along = Align::center, .width = fill(), .keeps_direction = true}, [&] {
                    Element& code = kit.plain_text(TextRole::mono, screen.code, kit.palette().text, Align::center);
                    code.meaning = Meaning{.id = "receipt.code", .name = screen.code};
                });
                paragraph(kit, kit.words("Scan it, or note the code to ask for your copy."), TextRole::status, Align::center);
            });
        });
    });
    kit.row({.gap = 32, .along = Align::center, .across = Align::center, .width = fill()}, [&] {
        countdown(kit, "left", screen.seconds_left, seconds_total,
                  with_values(kit.words("This screen clears itself in {n} second", "This screen clears itself in {n} seconds", screen.seconds_left), {{"n", std::to_string(screen.seconds_left)}}));
        if (button(kit, "more-time", {.label = kit.words("More time"), .icon = Icon::clock})) answer.say(app::MoreTime{});
        if (button(kit, "finish", {.label = kit.words("Finish now"), .icon = Icon::leave, .tone = ButtonTone::primary})) answer.say(app::FinishReceipt{});
    });
}

}  // namespace screens
