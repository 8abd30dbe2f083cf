// SPDX-License-Identifier: Apache-2.0
// What a screen means, beside how it looks: the tree that speech, keypad focus, tests,
// remote help and the layout linter read. In reading order.
#pragma once

#include "ui/geometry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ui {

enum class Role : std::uint8_t {
    screen, group, dialog, heading, text, status, button, choice, tab, key, field, image, progress, step, pad, list_item,
};
std::string_view name_of(Role role);

struct Meaning {
    std::string id = {};     // stable, "sign.undo"; empty for plain text
    Role role = Role::text;
    std::string name = {};   // what it is called, in the person's language
    std::string value = {};
    std::string hint = {};
    bool is_enabled = true;
    bool is_focusable = false;
    std::optional<bool> checked = {};
    bool is_live = false;  // read out when it changes
    int level = 0;         // of a heading
};

struct SemanticNode {
    Meaning meaning;
    Rect rect;            // display pixels; the part in view
    int depth = 0;
    bool is_target = false;     // can be touched
    bool is_in_view = true;     // not scrolled away
    bool is_squeezed = false;   // its content needs more room than it got
    float rise = 0;             // how far up it can still be scrolled, pixels
};

struct Semantics {
    Rect screen;
    float scale = 1;  // pixels a unit
    std::vector<SemanticNode> nodes;

    const SemanticNode* find(std::string_view id) const;
    // First by role and name.
    const SemanticNode* find(Role role, std::string_view name) const;
};

// One line a node, indented by depth, without rectangles: the same in every size.
std::string to_text(const Semantics& semantics);

// What is wrong with a layout, a sentence each: overlap, off the screen, too small to
// touch, text that does not fit. Empty is good.
std::vector<std::string> lint(const Semantics& semantics);

}  // namespace ui
