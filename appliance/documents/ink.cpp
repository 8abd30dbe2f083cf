// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/ink.h"

#include "appliance/documents/pdf_syntax.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace documents {
namespace {

struct Point {
    double x;
    double y;
};

Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }
std::string spelt(Point point) { return spell_number(std::round(point.x * 100) / 100) + " " + spell_number(std::round(point.y * 100) / 100) + " "; }

// A quadratic piece with control point `c`, as the cubic that PDF has.
std::string curve(Point from, Point c, Point to) {
    const Point first{from.x + (c.x - from.x) * 2 / 3, from.y + (c.y - from.y) * 2 / 3};
    const Point second{to.x + (c.x - to.x) * 2 / 3, to.y + (c.y - to.y) * 2 / 3};
    return spelt(first) + spelt(second) + spelt(to) + "c ";
}

// Pieces of one width are one path; round caps hide the seams between widths.
std::string spell_stroke_path(const std::vector<Point>& points, const std::vector<double>& widths) {
    std::string out;
    double current = -1;
    const auto begin = [&](Point at, double width) {
        if (width == current) return;
        if (current >= 0) out += "S ";
        out += spell_number(width) + " w " + spelt(at) + "m ";
        current = width;
    };
    if (points.size() == 1) {
        begin(points[0], widths[0]);
        return out + spelt(points[0]) + "l S\n";
    }
    begin(points[0], widths[0]);
    Point at = middle(points[0], points[1]);
    out += spelt(at) + "l ";
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const Point to = middle(points[i], points[i + 1]);
        begin(at, widths[i]);
        out += curve(at, points[i], to);
        at = to;
    }
    begin(at, widths.back());
    return out + spelt(points.back()) + "l S\n";
}

}  // namespace

bool Ink::is_empty() const {
    return std::all_of(strokes.begin(), strokes.end(), [](const InkStroke& stroke) { return stroke.empty(); });
}

std::string spell_ink(const Ink& ink, double left, double bottom, double width, double height) {
    constexpr double far = std::numeric_limits<double>::max();
    double x_min = far;
    double x_max = -far;
    double y_min = far;
    double y_max = -far;
    for (const InkStroke& stroke : ink.strokes) {
        for (const InkPoint& point : stroke) {
            x_min = std::min(x_min, point.x);
            x_max = std::max(x_max, point.x);
            y_min = std::min(y_min, point.y);
            y_max = std::max(y_max, point.y);
        }
    }
    if (x_min > x_max || width <= 0 || height <= 0) return {};
    const double pen = std::clamp(height / 32, 0.4, 1.8);  // the width at medium pressure
    const double room_x = std::max(1.0, width - 3 * pen);
    const double room_y = std::max(1.0, height - 3 * pen);
    const double scale = std::min(room_x / std::max(1e-6, x_max - x_min), room_y / std::max(1e-6, y_max - y_min));
    const bool is_dot = x_max - x_min < 1e-6 && y_max - y_min < 1e-6;
    const double used = is_dot ? 0 : scale;

    std::string out = "1 J 1 j ";
    for (const InkStroke& stroke : ink.strokes) {
        std::vector<Point> points;
        std::vector<double> widths;
        for (const InkPoint& sample : stroke) {
            const Point point{left + width / 2 + (sample.x - (x_min + x_max) / 2) * used,
                              bottom + height / 2 - (sample.y - (y_min + y_max) / 2) * used};
            const bool is_close = !points.empty() && std::hypot(point.x - points.back().x, point.y - points.back().y) < 0.15;
            if (is_close) continue;
            points.push_back(point);
            const double pressure = std::clamp(sample.pressure, 0.0, 1.0);
            widths.push_back(std::round(pen * (0.5 + pressure) * 10) / 10);
        }
        if (!points.empty()) out += spell_stroke_path(points, widths);
    }
    return out;
}

}  // namespace documents
