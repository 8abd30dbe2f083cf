// SPDX-License-Identifier: Apache-2.0
#include "tests/foreign/pdf_pixels.h"

#include "tests/unit/appliance/documents/sample_pdf.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace foreign {
namespace {

using documents::Rectangle;

// Binary PPM pictures, one after the other.
std::vector<Picture> read_ppm(const std::string& text) {
    std::vector<Picture> pictures;
    std::size_t at = 0;
    while (at + 2 < text.size() && text.compare(at, 2, "P6") == 0) {
        Picture picture;
        int depth = 0;
        int used = 0;
        if (std::sscanf(text.c_str() + at, "P6 %d %d %d%n", &picture.width, &picture.height, &depth, &used) != 3) break;
        at += static_cast<std::size_t>(used) + 1;
        const std::size_t size = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3;
        if (at + size > text.size()) break;
        picture.pixels = text.substr(at, size);
        at += size;
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

// From the page's space to fractions of the page as it is seen, origin at the upper left.
Rectangle seen(const documents::Page& page, const Rectangle& rect) {
    const Rectangle& box = page.visible_box;
    const double l = (rect.left - box.left) / box.width();
    const double r = (rect.right - box.left) / box.width();
    const double b = (rect.bottom - box.bottom) / box.height();
    const double t = (rect.top - box.bottom) / box.height();
    switch (page.rotate) {
        case 90: return {b, l, t, r};
        case 180: return {1 - r, b, 1 - l, t};
        case 270: return {1 - t, 1 - r, 1 - b, 1 - l};
        default: return {l, 1 - t, r, 1 - b};
    }
}

}  // namespace

std::vector<Picture> drawn_pages(base::ByteView pdf, std::size_t count) {
    const std::string line = "timeout 60 pdftoppm -cropbox -scale-to 700 -f 1 -l " + std::to_string(count) + " FILE 2>/dev/null";
    return read_ppm(documents::test::run_on(line, pdf).output);
}

std::optional<Difference> difference(const Picture& before, const Picture& after, const documents::Page& page,
                                     const std::vector<Rectangle>& areas) {
    if (before.width != after.width || before.height != after.height) return std::nullopt;
    constexpr int slack = 2;
    Difference changed;
    for (int y = 0; y < before.height; ++y) {
        for (int x = 0; x < before.width; ++x) {
            const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(before.width) + static_cast<std::size_t>(x));
            if (before.pixels.compare(at, 3, after.pixels, at, 3) == 0) continue;
            const bool is_inside = std::any_of(areas.begin(), areas.end(), [&](const Rectangle& area) {
                const Rectangle s = seen(page, area);
                return x >= std::floor(s.left * before.width) - slack && x <= std::ceil(s.right * before.width) + slack &&
                       y >= std::floor(s.bottom * before.height) - slack && y <= std::ceil(s.top * before.height) + slack;
            });
            ++(is_inside ? changed.inside : changed.outside);
        }
    }
    return changed;
}

}  // namespace foreign
