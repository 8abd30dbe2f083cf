// SPDX-License-Identifier: Apache-2.0
// Pictures at the size they are shown: a page that is shrunk by a good filter once can
// be copied to the screen ever after.
#pragma once

#include "ui/texture.h"

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>

namespace ui {

class Pictures {
public:
    // `rgba` holds width * height pixels and belongs to `owner`, which is kept alive as
    // long as the picture is: its address is the picture's name.
    const Texture& scaled(const std::shared_ptr<const void>& owner, const std::uint8_t* rgba, int width, int height,
                          int shown_width, int shown_height);

    // Drops what was not asked for since the last call.
    void drop_unused();
    // Overwrites and drops all.
    void wipe();

private:
    struct Picture {
        std::shared_ptr<const void> owner;
        Texture texture;
        bool is_used = true;
    };
    std::map<std::tuple<const void*, int, int>, Picture> m_pictures;
    std::uint64_t m_version = 0;
};

// Area-averaging where it shrinks, bilinear where it grows.
Texture resample(const std::uint8_t* rgba, int width, int height, int to_width, int to_height);

}  // namespace ui
