// SPDX-License-Identifier: Apache-2.0
#include "emulator/handwriting.h"

#include <array>
#include <cmath>

namespace emulator {
namespace {

struct Knot {
    double x, y;
};

// A pen does not jump: points every 7 ms along a smooth curve through the knots, pressed
// harder on the way down than on the way up.
PenStroke follow(const std::vector<Knot>& knots, std::int64_t& now_ms) {
    PenStroke stroke;
    const auto at = [&](std::ptrdiff_t i) {
        const auto last = static_cast<std::ptrdiff_t>(knots.size()) - 1;
        return knots[static_cast<std::size_t>(i < 0 ? 0 : (i > last ? last : i))];
    };
    constexpr int steps = 7;
    for (std::ptrdiff_t i = 0; i + 1 < static_cast<std::ptrdiff_t>(knots.size()); ++i) {
        const Knot a = at(i - 1), b = at(i), c = at(i + 1), d = at(i + 2);
        for (int k = 0; k < steps; ++k) {
            const double t = static_cast<double>(k) / steps, t2 = t * t, t3 = t2 * t;
            const auto blend = [&](double p, double q, double r, double s) {
                return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t2 + (3 * q - p - 3 * r + s) * t3);
            };
            const double falling = c.y > b.y ? 0.25 : 0.0;
            stroke.push_back({blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y), 0.42 + falling, now_ms});
            now_ms += 7;
        }
    }
    stroke.push_back({knots.back().x, knots.back().y, 0.3, now_ms});
    now_ms += 160;  // the pen is lifted
    return stroke;
}

}  // namespace

std::vector<PenStroke> handwriting() {
    const std::vector<std::vector<Knot>> letters = {
        // M a r a
        {{.13, .66}, {.16, .58}, {.20, .38}, {.23, .26}, {.225, .40}, {.22, .56}, {.25, .42}, {.285, .27}, {.287, .42}, {.29, .58},
         {.31, .63}, {.335, .55}, {.36, .52}, {.345, .58}, {.34, .64}, {.36, .62}, {.375, .53}, {.372, .62}, {.39, .63}, {.405, .55},
         {.412, .53}, {.425, .56}, {.42, .63}, {.44, .62}, {.465, .54}, {.485, .53}, {.47, .59}, {.468, .64}, {.485, .62}, {.50, .54},
         {.498, .62}, {.515, .64}, {.54, .60}},
        // K
        {{.60, .26}, {.59, .40}, {.575, .56}, {.57, .66}},
        {{.68, .25}, {.64, .38}, {.60, .47}, {.63, .52}, {.66, .60}, {.69, .64}},
        // e l l e r, and the stroke back under the name
        {{.69, .60}, {.715, .57}, {.725, .53}, {.712, .53}, {.705, .59}, {.72, .64}, {.745, .56}, {.77, .36}, {.775, .28}, {.762, .32},
         {.758, .50}, {.765, .63}, {.785, .56}, {.81, .36}, {.815, .28}, {.803, .33}, {.80, .50}, {.808, .63}, {.825, .59}, {.84, .54},
         {.832, .52}, {.825, .58}, {.84, .64}, {.86, .57}, {.872, .54}, {.885, .57}, {.90, .56}, {.86, .68}, {.70, .74}, {.52, .77},
         {.42, .80}, {.47, .77}, {.66, .72}, {.86, .70}},
    };
    std::vector<PenStroke> strokes;
    std::int64_t now_ms = 0;
    for (const auto& knots : letters) strokes.push_back(follow(knots, now_ms));
    return strokes;
}

}  // namespace emulator
