// SPDX-License-Identifier: Apache-2.0
// Pages as poppler draws them, for comparing a file before and after signing.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/pades.h"

#include <optional>
#include <string>
#include <vector>

namespace foreign {

struct Picture {
    int width = 0;
    int height = 0;
    std::string pixels;             // RGB
};

// The first pages, at most `count`; fewer when poppler gave up or there are no more.
std::vector<Picture> drawn_pages(base::ByteView pdf, std::size_t count);

struct Difference {
    std::size_t inside = 0;         // pixels within the areas
    std::size_t outside = 0;
};
// None when the pictures have different sizes.
std::optional<Difference> difference(const Picture& before, const Picture& after, const documents::Page& page,
                                     const std::vector<documents::Rectangle>& areas);

}  // namespace foreign
