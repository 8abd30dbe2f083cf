// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"
#include "ui/screens/page_look.h"

namespace screens {

using namespace ui;

namespace {

void labelled(Kit& kit, std::string label, std::string value, TextRole role) {
    Element& element = kit.column({.gap = 4, .across = Align::stretch, .width = fill()}, [&] {
        kit.plain_text(TextRole::status, label, kit.palette().muted);
        kit.plain_text(role, value, kit.palette().ink);
    });
    element.meaning = Meaning{.role = Role::list_item, .name = std::move(label), .value = std::move(value)};
}

void what_you_sign(Kit& kit, const app::ConfirmScreen& screen) {
    kit.column({.gap = 22, .across = Align::stretch, .width = fill()}, [&] {
        heading(kit, kit.words("What you see is what you sign"), TextRole::heading);
        labelled(kit, kit.words("Signer"), isolate(screen.signer_name), TextRole::card_title);
        labelled(kit, kit.words("Document"),
                 isolate(screen.title) + " · " + with_values(kit.words("{n} page", "{n} pages", screen.page_count), {{"n", std::to_string(screen.page_count)}}), TextRole::strong);
        labelled(kit, kit.words("What your signature means"), isolate(screen.meaning), TextRole::body);
        labelled(kit, kit.words("Fingerprint of exactly this document"), isolate(screen.fingerprint), TextRole::mono);
        if (screen.ink != nullptr && !screen.ink->is_empty()) {
            card(kit, {.padding = all(16), .across = Align::stretch, .width = fill()}, Surface::well, [&] {
                ink_view(kit, "ink", kit.words("Your signature"), pen_points(screen.ink.get(), 1), {screen.ink->pad_width_mm, screen.ink->pad_height_mm}, {.width = fill(), .height = units(130)});
            });
        }
    });
}

}  // namespace

void draw_content(Kit& kit, const app::ConfirmScreen& screen, const app::Surroundings& around, Answer& answer) {
    const auto hold = [&] {
        if (hold_to_confirm(kit, "confirm", kit.words("Hold to sign"), kit.words("Keep your finger here for a moment"))) answer.say(app::HoldCompleted{});
    };
    // This frame is used here and nowhere else.
    kit.column({.padding = all(14), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
           kit.row({.gap = 48, .padding = sides(44, 32), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                  if (screen.page != nullptr && !is_narrow(kit)) {
                      kit.column({.across = Align::stretch, .width = fill(0.8F), .height = fill()}, [&] {
                          PageLook look = page_look(screen.page, {});
                          look.name = kit.words("The page with your signature, as it will be sealed");
                          page_view(kit, "page", std::move(look));
                      });
                  }
                  kit.column({.gap = 20, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                      scroll_area(kit, "confirm.text", {.padding = {0, 0, 0, 0}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] { what_you_sign(kit, screen); });
                      kit.row({.gap = 20, .across = Align::center, .wraps = is_narrow(kit), .width = fill()}, [&] {
                          back_button(kit, around, answer);
                          kit.spring_space();
                          hold();
                      });
                  });
              }).paint = [&palette = kit.palette()](Painter& painter, const Element& self) { painter.fill(self.rect, palette.card, painter.px(20)); };
       }).paint = [&palette = kit.palette()](Painter& painter, const Element& self) {
        painter.shadow(self.rect, painter.px(radius::card), Depth::card);
        painter.fill(self.rect, palette.primary, painter.px(radius::card));
    };
}

}  // namespace screens
