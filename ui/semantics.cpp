// SPDX-License-Identifier: Apache-2.0
#include "ui/semantics.h"

#include "ui/theme.h"

namespace ui {

std::string_view name_of(Role role) {
    switch (role) {
        case Role::screen: return "screen";
        case Role::group: return "group";
        case Role::dialog: return "dialog";
        case Role::heading: return "heading";
        case Role::text: return "text";
        case Role::status: return "status";
        case Role::button: return "button";
        case Role::choice: return "choice";
        case Role::tab: return "tab";
        case Role::key: return "key";
        case Role::field: return "field";
        case Role::image: return "image";
        case Role::progress: return "progress";
        case Role::step: return "step";
        case Role::pad: return "pad";
        case Role::list_item: return "item";
    }
    return "";
}

const SemanticNode* Semantics::find(std::string_view id) const {
    for (const SemanticNode& node : nodes) {
        if (node.meaning.id == id) return &node;
    }
    return nullptr;
}

const SemanticNode* Semantics::find(Role role, std::string_view name) const {
    for (const SemanticNode& node : nodes) {
        if (node.meaning.role == role && node.meaning.name == name) return &node;
    }
    return nullptr;
}

std::string to_text(const Semantics& semantics) {
    std::string out;
    for (const SemanticNode& node : semantics.nodes) {
        const Meaning& meaning = node.meaning;
        out.append(static_cast<std::size_t>(node.depth) * 2, ' ').append(name_of(meaning.role));
        if (meaning.level > 0) out.append(" ").append(std::to_string(meaning.level));
        if (!meaning.id.empty()) out.append(" #").append(meaning.id);
        if (!meaning.name.empty()) out.append(" \"").append(meaning.name).append("\"");
        if (!meaning.value.empty()) out.append(" = \"").append(meaning.value).append("\"");
        if (!meaning.hint.empty()) out.append(" (").append(meaning.hint).append(")");
        if (meaning.checked) out.append(*meaning.checked ? " checked" : " unchecked");
        if (!meaning.is_enabled) out.append(" disabled");
        if (meaning.is_live) out.append(" live");
        out.append("\n");
    }
    return out;
}

namespace {

std::string describe(const SemanticNode& node) {
    const Meaning& meaning = node.meaning;
    return std::string(name_of(meaning.role)) + " " + (meaning.id.empty() ? "\"" + meaning.name + "\"" : "#" + meaning.id);
}

std::string describe(const Rect& rect) {
    return "[" + std::to_string(std::lround(rect.x)) + " " + std::to_string(std::lround(rect.y)) + " " +
           std::to_string(std::lround(rect.width)) + "x" + std::to_string(std::lround(rect.height)) + "]";
}

bool is_container(Role role) {
    return role == Role::screen || role == Role::group || role == Role::dialog || role == Role::list_item || role == Role::image ||
           role == Role::progress || role == Role::field || role == Role::button || role == Role::choice;
}

// Whether nodes[inner] lies in the subtree of nodes[outer].
bool is_below(const std::vector<SemanticNode>& nodes, std::size_t outer, std::size_t inner) {
    for (std::size_t i = outer + 1; i <= inner; ++i) {
        if (nodes[i].depth <= nodes[outer].depth) return false;
    }
    return true;
}

}  // namespace

std::vector<std::string> lint(const Semantics& semantics) {
    std::vector<std::string> out;
    const auto& nodes = semantics.nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const SemanticNode& node = nodes[i];
        if (!node.is_in_view) continue;
        const Rect& rect = node.rect;
        const Rect& screen = semantics.screen;
        if (rect.x < screen.x - 1 || rect.y < screen.y - 1 || rect.right() > screen.right() + 1 || rect.bottom() > screen.bottom() + 1) {
            out.push_back(describe(node) + " leaves the screen " + describe(rect));
        }
        const float least = target_min * semantics.scale - 1;
        if (node.is_target && (rect.width < least || rect.height < least)) {
            out.push_back(describe(node) + " is too small to touch " + describe(rect));
        }
        if (node.is_squeezed) out.push_back(describe(node) + " does not fit " + describe(rect));
        for (std::size_t k = i + 1; k < nodes.size(); ++k) {
            if (!nodes[k].is_in_view || (is_container(node.meaning.role) && is_below(nodes, i, k))) continue;
            // A button may stand over what can be scrolled out from under it.
            Rect here = rect, there = nodes[k].rect;
            const bool is_covered_for_now = node.rise != nodes[k].rise;
            here.y -= is_covered_for_now ? node.rise : 0;
            there.y -= is_covered_for_now ? nodes[k].rise : 0;
            if (is_covered_for_now && here.overlap(there).height <= 1.5F) continue;
            const Rect shared = rect.overlap(nodes[k].rect);
            if (shared.width > 1.5F && shared.height > 1.5F) {
                out.push_back(describe(node) + " " + describe(rect) + " overlaps " + describe(nodes[k]) + " " + describe(nodes[k].rect));
            }
        }
    }
    return out;
}

}  // namespace ui
