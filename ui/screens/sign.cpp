// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"
#include "ui/screens/page_look.h"

namespace screens {

using namespace ui;

namespace {

std::vector<app::InkSample> samples_in_mm(const PadAnswer& drawn, float pixels_per_mm) {
    std::vector<app::InkSample> out;
    for (const PointerSample& sample : drawn.samples) {
        out.push_back({sample.t_us, sample.x / pixels_per_mm, sample.y / pixels_per_mm, sample.pressure, sample.tilt_x, sample.tilt_y, sample.contact});
    }
    return out;
}

void what_is_signed(Kit& kit, const app::SignScreen& screen) {
    card(kit, {.across = Align::stretch, .width = fill(), .height = fill()}, Surface::card, [&] {
        kit.column({.gap = 6, .padding = sides(36, 32), .width = fill()}, [&] {
            paragraph_in(kit, kit.words("You are signing"), TextRole::caption, kit.palette().accent);
            heading(kit, isolate(screen.title), TextRole::card_title, 2);
            const std::string pages = with_values(kit.words("{n} page", "{n} pages", screen.page_count), {{"n", std::to_string(screen.page_count)}});
            paragraph(kit, screen.subtitle.empty() ? pages : isolate(screen.subtitle) + " · " + pages, TextRole::secondary);
        });
        kit.column({.padding = all(32), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
               PageLook look = page_look(screen.image, {&screen.place, 1});
               look.name = with_values(kit.words("Page {page} of {count}"), {{"page", std::to_string(screen.page + 1)}, {"count", std::to_string(screen.page_count)}});
               look.ink = pen_points(screen.ink.get(), 1);
               if (screen.ink != nullptr) look.ink_size = {screen.ink->pad_width_mm, screen.ink->pad_height_mm};
               page_view(kit, "page", std::move(look));
           }).paint = [&palette = kit.palette()](Painter& painter, const Element& self) {
            if (painter.is_high_contrast()) return;
            // The well ends in the card's own rounded corners.
            const float corner = painter.px(radius::card) - 2;
            painter.list().AddRectFilled({self.rect.x + 2, self.rect.y}, {self.rect.right() - 2, self.rect.bottom() - 2}, palette.well, corner, ImDrawFlags_RoundCornersBottom);
        };
    });
}

}  // namespace

void draw_content(Kit& kit, const app::SignScreen& screen, const app::Surroundings& around, Answer& answer) {
    const bool has_ink = screen.ink != nullptr && !screen.ink->is_empty();
    const auto undo_and_clear = [&] {
        kit.row({.gap = 14}, [&] {
            if (button(kit, "ink.undo", {.label = kit.words("Undo"), .icon = Icon::undo, .is_enabled = has_ink})) answer.say(app::UndoStroke{});
            if (button(kit, "ink.clear", {.label = kit.words("Clear"), .icon = Icon::eraser, .is_enabled = has_ink})) answer.say(app::ClearInk{});
        });
    };
    const auto title = [&] {
        kit.column({.gap = 6, .width = fill(), .width_min = 420}, [&] {
            heading(kit, with_values(kit.words("Sign here, {name}"), {{"name", screen.given_name}}));
            paragraph(kit, with_values(kit.words("Use your finger or the pen. Your signature will be placed on page {page}."), {{"page", std::to_string(screen.page + 1)}}), TextRole::body);
        });
    };
    const auto pad = [&] {
        const float per_mm = kit.pixels_per_mm();
        if (const auto drawn = signature_pad(kit, "pad", {.name = kit.words("Signature"), .hint = kit.words("Sign above the line"), .ink = pen_points(screen.ink.get(), per_mm)})) {
            answer.say(app::DrawInk{drawn->begins_stroke, drawn->size.width / per_mm, drawn->size.height / per_mm, samples_in_mm(*drawn, per_mm)});
        }
    };
    const auto finish = [&] {
        if (button(kit, "finish", {.label = kit.words("Use this signature"), .icon = Icon::signature, .tone = ButtonTone::primary, .size = ButtonSize::large, .is_enabled = screen.may_continue})) {
            answer.say(app::FinishInk{});
        }
    };
    const auto note = [&] {
        paragraph(kit, kit.words(!has_ink || screen.may_continue ? "Nothing is signed yet. You will see everything once more before you confirm."
                                                                 : "That looks very short. Please sign as you usually do."), TextRole::secondary);
    };
    if (is_narrow(kit)) {
        kit.column({.gap = 20, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            kit.column({.gap = 4, .width = fill()}, [&] {
                heading(kit, with_values(kit.words("Sign here, {name}"), {{"name", screen.given_name}}), TextRole::heading);
                paragraph(kit, isolate(screen.title), TextRole::body);
            });
            pad();
            if (has_ink && !screen.may_continue) note();  // why the button rests
            kit.row({.gap = 14, .across = Align::center, .wraps = true, .width = fill()}, [&] {
                back_button(kit, around, answer);
                undo_and_clear();
                kit.spring_space();
                finish();
            });
        });
        return;
    }
    kit.row({.gap = 60, .padding = {0, 10, 0, 0}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        kit.column({.gap = 24, .across = Align::stretch, .width = units(486), .height = fill()}, [&] {
            what_is_signed(kit, screen);
            kit.row({}, [&] { back_button(kit, around, answer); });
        });
        kit.column({.gap = 24, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            kit.row({.gap = 24, .across = Align::end, .width = fill()}, [&] {
                title();
                undo_and_clear();
            });
            pad();
            kit.row({.gap = 40, .across = Align::center, .width = fill()}, [&] {
                kit.column({.width = fill()}, note);
                finish();
            });
        });
    });
}

}  // namespace screens
