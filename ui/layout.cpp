// SPDX-License-Identifier: Apache-2.0
#include "ui/layout.h"

namespace ui {
namespace {

enum Mode { natural, least };

constexpr float unlimited = 1e6F;

Size measure(Node& node, float width_max, Mode mode);

float horizontal(const Insets& padding) { return padding.start + padding.end; }
float vertical(const Insets& padding) { return padding.top + padding.bottom; }
bool is_fill(Length length) { return length.kind == Length::Kind::fill; }
bool is_fixed(Length length) { return length.kind == Length::Kind::fixed; }

float bounded_width(const Box& box, float width) {
    if (box.width_max > 0) width = std::min(width, box.width_max);
    return std::max(width, box.width_min);
}

// The width below which words would be cut up.
float narrowest(Node& node) {
    if (node.narrowest >= 0) return node.narrowest;
    const Box& box = node.box;
    float width = 0;
    if (is_fixed(box.width)) {
        width = box.width.value;
    } else if (node.narrowest_leaf) {
        width = node.narrowest_leaf() + horizontal(box.padding);
    } else {
        const bool is_run = box.flow == Flow::row && !box.wraps;
        float count = 0;
        for (Node* child : node.children) {
            if (child->box.is_optional) continue;
            const float one = narrowest(*child);
            width = is_run ? width + one : std::max(width, one);
            count += 1;
        }
        width += horizontal(box.padding) + (is_run ? box.gap * std::max(0.0F, count - 1) : 0);
    }
    return node.narrowest = std::max(width, box.width_min);
}

// One line of a row that wraps, or the whole row.
struct Line {
    std::size_t from = 0, to = 0;
    std::vector<float> widths;
    std::vector<bool> is_dropped;
    float width = 0;  // with gaps
    float height = 0;
};

// Those that fill share `left`; one that needs more than its share takes it first.
void share_among_fills(Node& node, Line& line, float left, float weight) {
    std::vector<bool> is_settled(line.widths.size(), false);
    for (bool is_changed = weight > 0; is_changed;) {
        is_changed = false;
        for (std::size_t i = 0; i < line.widths.size(); ++i) {
            const Box& box = node.children[line.from + i]->box;
            if (!is_fill(box.width) || is_settled[i] || line.is_dropped[i]) continue;
            const float share = weight > 0 ? std::max(0.0F, left) * box.width.value / weight : 0;
            const float wanted = std::max(bounded_width(box, share), narrowest(*node.children[line.from + i]));
            line.widths[i] = wanted;
            if (wanted > share + 0.01F || (box.width_max > 0 && wanted < share - 0.01F)) {
                is_settled[i] = true;
                left -= wanted;
                weight -= box.width.value;
                is_changed = true;
            }
        }
    }
}

// Takes `excess` pixels from the children that `may`, in proportion, not below their
// least widths. Returns what could not be taken.
template <typename May>
float squeeze(Node& node, Line& line, float excess, May may) {
    for (int round = 0; round < 4 && excess > 0.5F; ++round) {
        float room = 0;
        for (std::size_t i = 0; i < line.widths.size(); ++i) {
            Node& child = *node.children[line.from + i];
            if (!line.is_dropped[i] && !is_fixed(child.box.width) && may(child.box)) room += std::max(0.0F, line.widths[i] - narrowest(child));
        }
        if (room <= 0) break;
        const float share = std::min(1.0F, excess / room);
        for (std::size_t i = 0; i < line.widths.size(); ++i) {
            Node& child = *node.children[line.from + i];
            if (line.is_dropped[i] || is_fixed(child.box.width) || !may(child.box)) continue;
            const float cut = std::max(0.0F, line.widths[i] - narrowest(child)) * share;
            line.widths[i] -= cut;
            excess -= cut;
        }
    }
    return excess;
}

// Widths of children from..to sharing `inner` pixels.
Line share_line(Node& node, std::size_t from, std::size_t to, float inner, Mode mode) {
    Line line{from, to, {}, std::vector<bool>(to - from, false), 0, 0};
    while (true) {
        line.widths.assign(to - from, 0);
        float taken = 0, weight = 0, shown = 0;
        for (std::size_t i = from; i < to; ++i) {
            Node& child = *node.children[i];
            if (line.is_dropped[i - from]) continue;
            shown += 1;
            if (is_fill(child.box.width) && inner < unlimited) {
                weight += child.box.width.value;
            } else {
                taken += line.widths[i - from] = measure(child, inner, mode).width;
            }
        }
        line.width = node.box.gap * std::max(0.0F, shown - 1);
        share_among_fills(node, line, inner - taken - line.width, weight);
        float excess = line.width - inner;
        for (float width : line.widths) excess += width;
        if (excess > 0.5F && inner < unlimited) {  // too wide: text wraps, and what is optional goes
            excess = squeeze(node, line, excess, [](const Box& box) { return box.yields; });
            const bool has_text_to_spare = excess <= 0.5F;
            std::size_t last = to;
            while (!has_text_to_spare && last > from && !(node.children[last - 1]->box.is_optional && !line.is_dropped[last - 1 - from])) --last;
            if (!has_text_to_spare && last > from) {
                line.is_dropped[last - 1 - from] = true;
                continue;
            }
            squeeze(node, line, excess, [](const Box& box) { return !box.yields && !is_fill(box.width); });
        }
        break;
    }
    for (std::size_t i = from; i < to; ++i) {
        if (line.is_dropped[i - from]) continue;
        line.widths[i - from] = std::floor(line.widths[i - from] + 0.01F);
        line.width += line.widths[i - from];
        line.height = std::max(line.height, measure(*node.children[i], line.widths[i - from], mode).height);
    }
    return line;
}

std::vector<Line> share_row(Node& node, float inner, Mode mode) {
    const std::size_t count = node.children.size();
    std::vector<Line> lines;
    if (count == 0) return lines;
    if (!node.box.wraps) {
        lines.push_back(share_line(node, 0, count, inner, mode));
        return lines;
    }
    for (std::size_t from = 0; from < count;) {
        std::size_t to = from;
        float width = 0;
        for (; to < count; ++to) {
            Node& child = *node.children[to];
            const float needs = is_fill(child.box.width) ? bounded_width(child.box, 0) : measure(child, inner, mode).width;
            const float with_gap = width + needs + (to > from ? node.box.gap : 0);
            if (to > from && with_gap > inner + 0.5F) break;
            width = with_gap;
        }
        lines.push_back(share_line(node, from, to, inner, mode));
        from = to;
    }
    return lines;
}

float child_width_in_column(Node& node, Node& child, float inner, Mode mode) {
    if (is_fixed(child.box.width)) return std::min(child.box.width.value, inner);
    const bool is_wide = (is_fill(child.box.width) || node.box.across == Align::stretch) && inner < unlimited;
    return bounded_width(child.box, is_wide ? inner : std::min(measure(child, inner, mode).width, inner));
}

Size measure_content(Node& node, float inner, Mode mode) {
    Size size;
    switch (node.box.flow) {
        case Flow::row: {
            const std::vector<Line> lines = share_row(node, inner, mode);
            for (const Line& line : lines) {
                size.width = std::max(size.width, line.width);
                size.height += line.height;
            }
            if (lines.size() > 1) size.height += node.box.gap * static_cast<float>(lines.size() - 1);
            break;
        }
        case Flow::column:
            for (Node* child : node.children) {
                const float width = child_width_in_column(node, *child, inner, mode);
                size.width = std::max(size.width, width);
                size.height += measure(*child, width, mode).height;
            }
            if (!node.children.empty()) size.height += node.box.gap * static_cast<float>(node.children.size() - 1);
            break;
        case Flow::stack:
            for (Node* child : node.children) {
                const Size one = measure(*child, inner, mode);
                size.width = std::max(size.width, one.width);
                size.height = std::max(size.height, one.height);
            }
            break;
    }
    return size;
}

Size compute(Node& node, float width_max, Mode mode) {
    const Box& box = node.box;
    const bool is_wide = is_fill(box.width) && width_max < unlimited;
    float limit = is_fixed(box.width) ? box.width.value : width_max;
    if (box.width_max > 0) limit = std::min(limit, box.width_max);
    Size size;
    if (node.measure_leaf) {
        size = node.measure_leaf(std::max(0.0F, limit - horizontal(box.padding)));
    } else {
        size = measure_content(node, std::max(0.0F, limit - horizontal(box.padding)), mode);
    }
    size.width += horizontal(box.padding);
    size.height += vertical(box.padding);
    size.width = is_fixed(box.width) ? box.width.value : bounded_width(box, is_wide ? limit : size.width);
    if (box.scrolls && mode == least) size.height = 0;
    if (is_fixed(box.height)) size.height = box.height.value;
    size.height = std::max(size.height, box.height_min);
    return {std::ceil(size.width - 0.01F), std::ceil(size.height - 0.01F)};
}

Size measure(Node& node, float width_max, Mode mode) {
    for (const Node::Memo& memo : node.memos) {
        if (memo.mode == mode && memo.width_max == width_max) return memo.size;
    }
    const Size size = compute(node, width_max, mode);
    node.memos[node.memo_next++ % node.memos.size()] = {width_max, mode, size};
    return size;
}

float offset_of(Align align, float room) {
    if (align == Align::center) return std::floor(room / 2);
    return align == Align::end ? room : 0;
}

// Where a child of `width` stands between the box's sides, seen on the screen.
float physical_x(const Rect& content, float logical, float width, Direction direction) {
    return direction == Direction::right_to_left ? content.right() - logical - width : content.x + logical;
}

void arrange_row(Node& node, const Rect& content) {
    float y = content.y;
    std::vector<Line> lines = share_row(node, content.width, natural);
    for (const Line& line : lines) {
        const float height = lines.size() == 1 ? content.height : line.height;
        float x = offset_of(node.box.along, content.width - line.width);
        for (std::size_t i = line.from; i < line.to; ++i) {
            Node& child = *node.children[i];
            child.is_dropped = line.is_dropped[i - line.from];
            if (child.is_dropped) continue;
            const float width = line.widths[i - line.from];
            const bool is_high = is_fill(child.box.height) || node.box.across == Align::stretch;
            const float child_height = is_high && !is_fixed(child.box.height)
                                           ? height
                                           : std::min(measure(child, width, natural).height, height);
            arrange(child, {physical_x(content, x, width, node.direction), y + offset_of(node.box.across, height - child_height), width, child_height},
                    node.direction);
            x += width + node.box.gap;
        }
        y += height + node.box.gap;
    }
}

void arrange_column(Node& node, const Rect& content) {
    const std::size_t count = node.children.size();
    std::vector<Size> sizes(count);
    float total = count > 0 ? node.box.gap * static_cast<float>(count - 1) : 0, weight = 0, elastic = 0;
    std::vector<float> slack(count);
    for (std::size_t i = 0; i < count; ++i) {
        Node& child = *node.children[i];
        sizes[i].width = child_width_in_column(node, child, content.width, natural);
        sizes[i].height = measure(child, sizes[i].width, natural).height;
        slack[i] = sizes[i].height - measure(child, sizes[i].width, least).height;
        total += sizes[i].height;
        elastic += slack[i];
        if (is_fill(child.box.height)) weight += child.box.height.value;
    }
    float left = content.height - total;
    if (node.box.scrolls) {
        node.content_height = total + vertical(node.box.padding);
        node.scroll_offset = std::clamp(node.scroll_offset, 0.0F, std::max(0.0F, std::ceil(-left)));
        left = std::max(left, 0.0F);
    } else if (left < 0 && elastic > 0) {
        const float cut = std::min(-left, elastic);
        for (std::size_t i = 0; i < count; ++i) sizes[i].height = std::floor(sizes[i].height - cut * slack[i] / elastic);
    }
    float y = content.y - (node.box.scrolls ? std::round(node.scroll_offset) : 0);
    if (weight == 0 && left > 0) y += offset_of(node.box.along, left);
    for (std::size_t i = 0; i < count; ++i) {
        Node& child = *node.children[i];
        if (left > 0 && is_fill(child.box.height)) sizes[i].height += std::floor(left * child.box.height.value / weight);
        const float x = offset_of(node.box.across, content.width - sizes[i].width);
        arrange(child, {physical_x(content, x, sizes[i].width, node.direction), y, sizes[i].width, sizes[i].height}, node.direction);
        y += sizes[i].height + node.box.gap;
    }
}

void arrange_stack(Node& node, const Rect& content) {
    for (Node* child : node.children) {
        const Size wanted = measure(*child, content.width, natural);
        const float width = is_fill(child->box.width) ? bounded_width(child->box, content.width) : std::min(wanted.width, content.width);
        const float height = is_fill(child->box.height) ? content.height : std::min(measure(*child, width, natural).height, content.height);
        const float x = offset_of(child->box.place_x, content.width - width);
        arrange(*child, {physical_x(content, x, width, node.direction), content.y + offset_of(child->box.place_y, content.height - height), width, height},
                node.direction);
    }
}

}  // namespace

Box scaled(Box box, float scale) {
    for (float* length : {&box.gap, &box.padding.start, &box.padding.top, &box.padding.end, &box.padding.bottom, &box.width_min,
                          &box.height_min, &box.width_max}) {
        *length = std::round(*length * scale);
    }
    if (is_fixed(box.width)) box.width.value = std::round(box.width.value * scale);
    if (is_fixed(box.height)) box.height.value = std::round(box.height.value * scale);
    return box;
}

Size natural_size(Node& node, float width_max) { return measure(node, width_max, natural); }
Size least_size(Node& node, float width_max) { return measure(node, width_max, least); }

void arrange(Node& node, const Rect& rect, Direction direction) {
    node.rect = rect;
    node.direction = node.box.keeps_direction ? Direction::left_to_right : direction;
    const Insets& padding = node.box.padding;
    const bool is_rtl = node.direction == Direction::right_to_left;
    const Rect content{rect.x + (is_rtl ? padding.end : padding.start), rect.y + padding.top,
                       std::max(0.0F, rect.width - horizontal(padding)), std::max(0.0F, rect.height - vertical(padding))};
    switch (node.box.flow) {
        case Flow::row: arrange_row(node, content); break;
        case Flow::column: arrange_column(node, content); break;
        case Flow::stack: arrange_stack(node, content); break;
    }
}

}  // namespace ui
