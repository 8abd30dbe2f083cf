// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/parts.h"

namespace screens {

using namespace ui;

void introduce(Kit& kit, std::string title, std::string lead, TextRole role) {
    kit.column({.gap = 8, .width = fill()}, [&] {
        heading(kit, std::move(title), role);
        if (!lead.empty()) paragraph(kit, std::move(lead), TextRole::body);
    });
}

void back_button(Kit& kit, const app::Surroundings& around, Answer& answer) {
    if (!around.may_go_back) return;
    if (button(kit, "back", {.label = kit.words("Back"), .icon = Icon::arrow_left, .size = ButtonSize::large, .is_back = true})) {
        answer.say(app::GoBack{});
    }
}

void actions(Kit& kit, const app::Surroundings& around, Answer& answer, const Content& primary) {
    kit.row({.gap = 24, .across = Align::center, .width = fill()}, [&] {
        back_button(kit, around, answer);
        kit.spring_space();
        primary();
    });
}

namespace {

float text_growth(const Kit& kit) {
    return style_of(TextRole::body, kit.preferences().text_scale).size / style_of(TextRole::body, TextScale::normal).size;
}

// The panel's width in units of text: what matters is how many words fit beside each other.
float roominess(const Kit& kit) { return kit.size_in_units().width / text_growth(kit); }

}  // namespace

bool is_narrow(const Kit& kit) { return roominess(kit) < 1250; }

float worded(const Kit& kit, float units) { return units * text_growth(kit); }

void side_by_side(Kit& kit, const std::string& id, const Content& start, const Content& end, float end_width) {
    if (roominess(kit) < 900) {
        scroll_area(kit, id, {.gap = 36, .padding = {0, 8, 0, 24}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            start();
            end();
        });
        return;
    }
    kit.row({.gap = 60, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        scroll_area(kit, id, {.gap = 36, .padding = {0, 8, 0, 24}, .across = Align::stretch, .width = fill(), .height = fill()}, start);
        kit.column({.along = Align::center, .across = Align::end, .width = units(end_width), .height = fill()}, end);
    });
}

std::string sentence_of(const Kit& kit, base::Fault fault) { return kit.words(base::row_of(fault).sentence); }

std::string sentence_for_person(const Kit& kit, base::Fault fault) {
    const std::string_view code = base::row_of(fault).code;
    for (const std::string_view area : {"CRT-", "KEY-", "TOK-", "PRV-"})
        if (code.starts_with(area)) return kit.words("Nothing can be signed on this device right now.");
    return sentence_of(kit, fault);
}

std::vector<std::vector<PenPoint>> pen_points(const app::Ink* ink, float pixels_per_mm) {
    std::vector<std::vector<PenPoint>> out;
    if (ink == nullptr) return out;
    for (const auto& stroke : ink->strokes) {
        std::vector<PenPoint>& points = out.emplace_back();
        for (const app::InkSample& sample : stroke) {
            if (sample.is_contact) points.push_back({sample.t_us, {sample.x * pixels_per_mm, sample.y * pixels_per_mm}, sample.pressure});
        }
    }
    return out;
}

}  // namespace screens
