// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {

namespace {

constexpr float line_share = 0.74F;  // of the pad's height, above the line

}  // namespace

std::optional<PadAnswer> signature_pad(Kit& kit, const std::string& id, PadLook look) {
    const Palette& palette = kit.palette();
    const Memory& memory = kit.memory(id);
    std::vector<PointerSample> samples = kit.take_samples(id);
    std::optional<PadAnswer> answer;
    Memory& state = kit.memory(id);
    enum Mode { lifted, drawing };
    if (!samples.empty()) {
        PadAnswer drawn{{}, state.mode == lifted, {memory.rect.width, memory.rect.height}};
        state.mode = samples.back().contact ? drawing : lifted;
        if (drawn.begins_stroke) look.ink.emplace_back();
        for (PointerSample& sample : samples) {
            sample.x -= memory.rect.x;
            sample.y -= memory.rect.y;
            // Shown at once; the next frame has it from whoever keeps the ink.
            if (!look.ink.empty() && sample.contact) look.ink.back().push_back({sample.t_us, {sample.x, sample.y}, sample.pressure});
        }
        drawn.samples = std::move(samples);
        answer = std::move(drawn);
    }
    const std::string hint = look.hint, name = look.name;
    const bool is_blank = look.ink.empty();
    // What is drawn is not mirrored; the mark stands where a line of this language begins.
    Element& element = kit.leaf({.width = fill(), .height = fill(), .height_min = 260, .keeps_direction = true}, nullptr);
    element.id = id;
    element.takes_pointer = true;
    element.corner = radius::card * kit.scale();
    element.meaning = Meaning{.role = Role::pad, .name = name, .value = kit.words(is_blank ? "empty" : "signed"), .hint = hint};
    element.paint = [&palette, hint, style = kit.style(TextRole::secondary), direction = kit.preferences().direction, ink = std::move(look.ink)](Painter& painter, const Element& self) {
        painter.surface(self.rect, palette.card, self.corner, Depth::card);
        const Rect& rect = self.rect;
        const float y = std::round(rect.y + rect.height * line_share);
        const Color faint = painter.is_high_contrast() ? palette.line : rgb(0xA9B4C0);
        const auto across = [&rect, direction](float share) { return rect.x + rect.width * (direction == Direction::right_to_left ? 1 - share : share); };
        const float begin = across(0.12F), end = across(0.945F);
        painter.dashes({std::min(begin, end), y}, {std::max(begin, end), y}, faint, std::max(1.5F, painter.px(2)), painter.px(8));
        painter.icon(Icon::cross, {across(0.083F), y - painter.px(15)}, painter.px(46), faint, painter.px(3.6F));
        painter.text({hint, style, rect.width, Align::center, direction, 1}, {rect.x, y + painter.px(20), rect.width, style.size * 1.5F}, palette.muted);
        const NibStyle nib{painter.px(2.2F), painter.px(5.4F), 2.2F};
        for (const std::vector<PenPoint>& stroke : ink) {
            std::vector<PenPoint> moved = stroke;
            for (PenPoint& point : moved) point.at = {point.at.x + rect.x, point.at.y + rect.y};
            painter.ink(ink_path(moved, nib), palette.pen);
        }
    };
    element.clips = true;
    return answer;
}

}  // namespace ui
