// SPDX-License-Identifier: Apache-2.0
// Handwriting as a picture: the pen's way, without the timing that biometrics need.
#pragma once

#include <string>
#include <vector>

namespace documents {

struct InkPoint {
    double x = 0;                   // any unit, the same for both axes
    double y = 0;                   // downwards, as on a screen
    double pressure = 0.5;          // 0..1
    bool operator==(const InkPoint&) const = default;
};

using InkStroke = std::vector<InkPoint>;

struct Ink {
    std::vector<InkStroke> strokes;
    bool is_empty() const;
    bool operator==(const Ink&) const = default;
};

// Operators that draw the ink, smoothed and as wide as it was pressed, as large as the
// box allows, with its middle in the middle. The caller sets the stroke colour.
std::string spell_ink(const Ink& ink, double left, double bottom, double width, double height);

}  // namespace documents
