// SPDX-License-Identifier: Apache-2.0
// The look, as numbers: colours, type, space, depth. Everything a screen may choose is
// a name from here; lengths are units, which are pixels of a 1920 x 1080 panel.
#pragma once

#include "ui/color.h"
#include "ui/text.h"

#include <cstdint>

namespace ui {

enum class Contrast : std::uint8_t { light, high, dark };  // dark: the bench beside a device
enum class TextScale : std::uint8_t { normal, large, largest };

struct Palette {
    Color ink;          // headings and strong text
    Color text;         // body
    Color muted;        // hints, steps not reached
    Color card;
    Color card_edge;
    Color well;         // sunken areas inside a card
    Color track;        // behind a segmented control, empty progress
    Color line;         // hairlines
    Color primary;      // the one action of a screen
    Color primary_over; // the same under a finger
    Color on_primary;
    Color accent;       // links, steps done, selection
    Color on_accent;
    Color tint;         // quiet accent surfaces
    Color done;         // finished, verified; nothing else is green
    Color done_tint;
    Color sign_here;    // amber; the place to sign and nothing else
    Color sign_here_tint;
    Color trouble;
    Color trouble_tint;
    Color focus;
    Color pen;
    Color shade;        // behind a dialog, and of shadows
};

const Palette& palette_of(Contrast contrast);

enum class TextRole : std::uint8_t {
    display, title, heading, card_title, lead, body, strong, secondary, caption, status, label, label_large, label_huge,
    digit, mono, key,
};

// For `scale` and in units; the largest sizes grow less, so that they still fit.
TextStyle style_of(TextRole role, TextScale scale);

namespace space {
inline constexpr float hair = 4, tight = 8, small = 12, normal = 16, wide = 24, section = 32, page = 64;
}
namespace radius {
inline constexpr float card = 28, button = 22, field = 16, page = 6;
}

// A touch target is at least this high and wide: 18 mm on a 21.5 inch panel.
inline constexpr float target_min = 72;

// Three shadows at once, as light falls.
enum class Depth : std::uint8_t { none, low, card, high };

}  // namespace ui
