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

// `shows_ink`: beside a page too small to show the signature well, or none.
void what_you_sign(Kit& kit, const app::ConfirmScreen& screen, bool shows_ink) {
    kit.column({.gap = 22, .across = Align::stretch, .width = fill()}, [&] {
        heading(kit, kit.words("What you see is what you sign"), TextRole::heading);
        labelled(kit, kit.words("Signer"), isolate(screen.signer_name), TextRole::card_title);
        labelled(kit, kit.words("Document"),
                 isolate(screen.title) + " · " + with_values(kit.words("{n} page", "{n} pages", screen.page_count), {{"n", std::to_string(screen.page_count)}}), TextRole::strong);
        labelled(kit, kit.words("What your signature means"), isolate(screen.meaning), TextRole::body);
        labelled(kit, kit.words("Fingerprint of exactly this document"), isolate(screen.fingerprint), TextRole::mono);
        if (shows_ink && screen.ink != nullptr && !screen.ink->is_empty()) {
            card(kit, {.padding = all(16), .across = Align::stretch, .width = fill()}, Surface::well, [&] {
                ink_view(kit, "ink", kit.words("Your signature"), pen_points(screen.ink.get(), 1), {screen.ink->pad_width_mm, screen.ink->pad_height_mm}, {.width = fill(), .height = units(130)});
            });
        }
    });
}

}  // namespace

void draw_content(Kit& kit, const app::ConfirmScreen& screen, const app::Surroundings& around, Answer& answer) {
    const bool narrow = is_narrow(kit);
    const auto page = [&] {
        PageLook look = page_look(screen.page, {});
        look.name = kit.words("The page with your signature, as it will be sealed");
        page_view(kit, "page", std::move(look));
    };
    const auto text = [&] {
        scroll_area(kit, "confirm.text", {.across = Align::stretch, .width = fill(), .height = fill()}, [&] { what_you_sign(kit, screen, !narrow || screen.page == nullptr); });
    };
    const auto back_and_hold = [&] {
        kit.row({.gap = 20, .across = Align::center, .wraps = narrow, .width = fill()}, [&] {
            back_button(kit, around, answer);
            kit.spring_space();
            if (hold_to_confirm(kit, "confirm", kit.words("Hold to sign"), kit.words("Keep your finger here for a moment"))) answer.say(app::HoldCompleted{});
        });
    };
    // This frame is used here and nowhere else. The page is in it at every text size.
    kit.column({.padding = all(14), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
           kit.column({.gap = 20, .padding = sides(44, 32), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                  kit.row({.gap = 48, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                      if (screen.page != nullptr) kit.column({.across = Align::stretch, .width = fill(narrow ? 0.5F : 0.8F), .height = fill()}, page);
                      kit.column({.gap = 20, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                          text();
                          if (!narrow) back_and_hold();
                      });
                  });
                  if (narrow) back_and_hold();
              }).paint = [&palette = kit.palette()](Painter& painter, const Element& self) { painter.fill(self.rect, palette.card, painter.px(20)); };
       }).paint = [&palette = kit.palette()](Painter& painter, const Element& self) {
        painter.shadow(self.rect, painter.px(radius::card), Depth::card);
        painter.fill(self.rect, palette.primary, painter.px(radius::card));
    };
}

}  // namespace screens
