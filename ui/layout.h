// SPDX-License-Identifier: Apache-2.0
// Boxes that are measured and arranged: rows, columns and stacks. A screen says how
// things stand to each other; where they are follows from the text in them, its size
// and the panel. Right-to-left mirrors here and nowhere else.
//
// Lengths in a Box are units (see theme.h); a Node's rect is display pixels.
#pragma once

#include "ui/geometry.h"
#include "ui/text.h"

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace ui {

enum class Flow : std::uint8_t { column, row, stack };

struct Length {
    enum class Kind : std::uint8_t { fit, fixed, fill };
    Kind kind = Kind::fit;
    float value = 0;  // units when fixed, weight when fill
};
constexpr Length fit() { return {}; }
constexpr Length units(float value) { return {Length::Kind::fixed, value}; }
constexpr Length fill(float weight = 1) { return {Length::Kind::fill, weight}; }

struct Insets {
    float start = 0, top = 0, end = 0, bottom = 0;
};
constexpr Insets all(float by) { return {by, by, by, by}; }
constexpr Insets sides(float horizontal, float vertical) { return {horizontal, vertical, horizontal, vertical}; }

struct Box {
    Flow flow = Flow::column;
    float gap = 0;
    Insets padding = {};
    Align along = Align::start;   // where the run of children stands when there is room
    Align across = Align::start;  // where each child stands beside the run; stretch: as wide as the box
    bool wraps = false;           // row: goes on below when the line is full
    bool scrolls = false;         // column: children may be higher than the box
    Length width = {}, height = {};
    float width_min = 0, height_min = 0;
    float width_max = 0;          // 0: none
    bool yields = false;          // in a row that is too narrow, gives way before others do
    bool is_optional = false;     // and is left out when that is not enough
    bool keeps_direction = false; // content is left to right whatever the language
    Align place_x = Align::start; // inside a stack
    Align place_y = Align::start;
};

struct Node {
    Box box;  // in pixels once it is in a tree
    std::vector<Node*> children;
    // A leaf's size when it may be `width_max` pixels wide.
    std::function<Size(float width_max)> measure_leaf;
    // How narrow a leaf may become; without it, as narrow as you like.
    std::function<float()> narrowest_leaf;

    // Results.
    Rect rect;
    Direction direction = Direction::left_to_right;
    float scroll_offset = 0;   // in: wanted; out: possible
    float content_height = 0;  // of a box that scrolls
    bool is_dropped = false;   // optional, and there was no room

    // Sizes that were already computed; a node is asked several times.
    struct Memo {
        float width_max = -1;
        int mode = -1;
        Size size;
    };
    std::array<Memo, 4> memos;
    float narrowest = -1;
    std::size_t memo_next = 0;
};

// Pixels from units, at once for all lengths of a box.
Box scaled(Box box, float scale);

// The size the node would like, at most `width_max` wide if that can be.
Size natural_size(Node& node, float width_max);
// The same with everything that scrolls at its smallest.
Size least_size(Node& node, float width_max);
// Gives every node below its rect.
void arrange(Node& node, const Rect& rect, Direction direction);

}  // namespace ui
