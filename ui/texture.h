// SPDX-License-Identifier: Apache-2.0
// Pixels that draw commands refer to. A texture's address is its ImTextureID, so it
// stays where it is while a frame that uses it is alive.
#pragma once

#include "appliance/base/bytes.h"

#include <cstddef>
#include <cstdint>

namespace ui {

struct Texture {
    // coverage: one byte a pixel that scales the vertex colour's alpha.
    // image: R G B A; the vertex colour only contributes its alpha.
    enum class Format { coverage, image };

    Format format = Format::coverage;
    int width = 0;
    int height = 0;
    base::Bytes pixels;
    // Changes when pixels that were drawn before may have changed; part of what the
    // damage tracker compares. Adding to free space does not count.
    std::uint64_t version = 1;

    const std::uint8_t* row(int y) const {
        const std::size_t bytes = format == Format::coverage ? 1U : 4U;
        return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * bytes;
    }
    std::uint8_t* row(int y) { return const_cast<std::uint8_t*>(static_cast<const Texture*>(this)->row(y)); }
};

}  // namespace ui
