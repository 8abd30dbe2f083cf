// SPDX-License-Identifier: Apache-2.0
// Internal to paper.cpp: where everything on the pages stands. Points from the lower left.
#pragma once

#include "appliance/documents/paper.h"
#include "appliance/documents/text_shaping.h"

namespace documents {

inline constexpr double paper_width = 595;
inline constexpr double paper_height = 842;
inline constexpr double paper_margin = 60;

struct PlacedLine {
    Line line;
    double size = 0;
    double x = 0;
    double y = 0;
    const char* colour = "";    // "r g b "
};

struct PlacedRule {
    double y = 0;
};

struct PaperPage {
    std::vector<PlacedLine> lines;
    std::vector<PlacedRule> rules;
};

struct PaperLayout {
    std::vector<PaperPage> pages;
    SeenArea seal;
};

base::Result<PaperLayout> lay_out(const FontBook& book, const Paper& paper);
// The text, with a question mark for what no font can show.
std::string showable(const FontBook& book, const std::string& text);

inline constexpr const char* paper_ink = "0.059 0.086 0.161 ";
inline constexpr const char* paper_petrol = "0.051 0.235 0.255 ";
inline constexpr const char* paper_slate = "0.278 0.333 0.412 ";
inline constexpr const char* paper_mist = "0.79 0.82 0.85 ";
inline constexpr const char* paper_red = "0.78 0.07 0.07 ";

}  // namespace documents
