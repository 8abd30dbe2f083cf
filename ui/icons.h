// SPDX-License-Identifier: Apache-2.0
// Line icons on a 24 x 24 grid, our own drawings. Stroked at exactly the size they
// are shown in, kept in the atlas.
#pragma once

#include "ui/atlas.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace ui {

enum class Icon : std::uint8_t {
    none, quill, check, arrow_left, arrow_right, languages, text_size, contrast, headphones, undo, eraser, pen, letter,
    stamp, signature, shield_check, wifi, wifi_off, clock, hand, lock, erase_digit, qr, printer, help, cross, user,
    calendar, file_text, file_check, alert, magnify, chevron_up, chevron_down, cloud, leave, shift, seal, chip, paper,
    power, play,
};

// The drawing: M move, L line, C curve, Z close; O cx cy r circle, D cx cy r dot,
// A cx cy r from to arc in degrees (joined to the path), R x y w h r rounded box.
std::string_view drawing_of(Icon icon);

class Icons {
public:
    explicit Icons(Atlas& atlas) : m_atlas(atlas) {}

    // `size` pixels square, lines `stroke` pixels wide. Nothing when the atlas is full.
    std::optional<PixelRect> place(Icon icon, int size, float stroke);
    void forget() { m_places.clear(); }

private:
    Atlas& m_atlas;
    std::map<std::pair<int, int>, PixelRect> m_places;
};

}  // namespace ui
