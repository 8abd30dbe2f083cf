// SPDX-License-Identifier: Apache-2.0
#include "ui/ink_path.h"

#include <numbers>

namespace ui {
namespace {

float distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }
Point between(Point a, Point b, float t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

// Follows slow movement closely through a low cut-off, fast movement without lag.
class OneEuro {
public:
    float follow(float value, float seconds) {
        if (m_is_first) {
            m_is_first = false;
            m_value = value;
            return value;
        }
        const float speed = (value - m_value) / seconds;
        m_speed += share(1.0F, seconds) * (speed - m_speed);
        m_value += share(cutoff_min + cutoff_per_speed * std::abs(m_speed), seconds) * (value - m_value);
        return m_value;
    }

private:
    static constexpr float cutoff_min = 6.0F;           // Hz
    static constexpr float cutoff_per_speed = 0.06F;    // Hz per pixel a second
    static float share(float cutoff, float seconds) {
        const float tau = 1 / (2 * std::numbers::pi_v<float> * cutoff);
        return 1 / (1 + tau / seconds);
    }
    bool m_is_first = true;
    float m_value = 0, m_speed = 0;
};

std::vector<InkPoint> filtered(std::span<const PenPoint> stroke, const NibStyle& nib) {
    OneEuro x, y;
    std::vector<InkPoint> out;
    float width = -1;
    Point last_raw;
    for (std::size_t i = 0; i < stroke.size(); ++i) {
        const PenPoint& sample = stroke[i];
        const float seconds = i == 0 ? 0.008F : std::max(static_cast<float>(sample.t_us - stroke[i - 1].t_us) * 1e-6F, 0.001F);
        const Point at{x.follow(sample.at.x, seconds), y.follow(sample.at.y, seconds)};
        float firmness = sample.pressure;
        if (firmness < 0) {  // slow is firm
            const float speed = i == 0 ? 0 : distance(last_raw, sample.at) / seconds;
            firmness = 0.75F - 0.55F * std::clamp(speed / 2400.0F, 0.0F, 1.0F);
        }
        last_raw = sample.at;
        const float wanted = nib.width_min + (nib.width_max - nib.width_min) * std::clamp(firmness, 0.0F, 1.0F);
        width = width < 0 ? wanted : width + (wanted - width) * 0.35F;
        if (!out.empty() && distance(out.back().at, at) < 0.3F) continue;
        out.push_back({at, width});
    }
    // The pen was lifted where the last sample lies, not where the filter had got to.
    if (!out.empty() && distance(out.back().at, stroke.back().at) > 0.3F) out.push_back({stroke.back().at, width});
    return out;
}

// Barry and Goldman's evaluation of the centripetal curve between b and c.
Point centripetal(Point a, Point b, Point c, Point d, float t) {
    const auto knot = [](Point p, Point q) { return std::max(std::sqrt(distance(p, q)), 1e-3F); };
    const float t1 = knot(a, b), t2 = t1 + knot(b, c), t3 = t2 + knot(c, d);
    const float at = t1 + (t2 - t1) * t;
    const Point a1 = between(a, b, at / t1), a2 = between(b, c, (at - t1) / (t2 - t1)), a3 = between(c, d, (at - t2) / (t3 - t2));
    const Point b1 = between(a1, a2, at / t2), b2 = between(a2, a3, (at - t1) / (t3 - t1));
    return between(b1, b2, (at - t1) / (t2 - t1));
}

void taper(std::vector<InkPoint>& points, float length) {
    const auto shrink = [&](auto begin, auto end) {
        float walked = 0;
        Point last = begin->at;
        for (auto point = begin; point != end; ++point) {
            walked += distance(last, point->at);
            last = point->at;
            if (walked >= length) return;
            point->width *= 0.45F + 0.55F * walked / length;
        }
    };
    shrink(points.begin(), points.end());
    shrink(points.rbegin(), points.rend());
}

}  // namespace

std::vector<InkPoint> ink_path(std::span<const PenPoint> stroke, const NibStyle& nib) {
    const std::vector<InkPoint> knots = filtered(stroke, nib);
    if (knots.size() < 2) return knots;
    std::vector<InkPoint> out{knots.front()};
    for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
        const Point b = knots[i].at, c = knots[i + 1].at;
        const Point a = i > 0 ? knots[i - 1].at : Point{2 * b.x - c.x, 2 * b.y - c.y};
        const Point d = i + 2 < knots.size() ? knots[i + 2].at : Point{2 * c.x - b.x, 2 * c.y - b.y};
        const int pieces = std::max(1, static_cast<int>(distance(b, c) / nib.spacing));
        for (int k = 1; k <= pieces; ++k) {
            const float t = static_cast<float>(k) / static_cast<float>(pieces);
            out.push_back({centripetal(a, b, c, d, t), knots[i].width + (knots[i + 1].width - knots[i].width) * t});
        }
    }
    taper(out, nib.width_max * 3);
    return out;
}

}  // namespace ui
