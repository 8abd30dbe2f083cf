// SPDX-License-Identifier: Apache-2.0
#include "ui/memory_display.h"

#include <png.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

namespace ui {

MemoryDisplay::MemoryDisplay(int width, int height, float width_mm)
    : m_width(width), m_height(height), m_width_mm(width_mm),
      m_pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

std::uint32_t MemoryDisplay::pixel(int x, int y) const {
    return m_pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x)];
}

void MemoryDisplay::present(const FrameView& frame, std::span<const PixelRect> dirty) {
    CHECK(frame.width == m_width && frame.height == m_height);
    for (const PixelRect& area : dirty) {
        for (int y = area.top; y < area.bottom; ++y) {
            const std::size_t from = static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(area.left);
            std::copy_n(frame.pixels.data() + from, area.width(), m_pixels.data() + from);
        }
        m_pixels_copied += static_cast<std::uint64_t>(area.width()) * static_cast<std::uint64_t>(area.height());
    }
    ++m_frames_shown;
}

base::Result<base::Bytes> to_png(const FrameView& frame) {
    // The simplified API keeps libpng's setjmp out of our frames.
    base::Bytes rgb(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height) * 3);
    for (std::size_t i = 0; i < frame.pixels.size(); ++i) std::memcpy(rgb.data() + i * 3, &frame.pixels[i], 3);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(frame.width);
    image.height = static_cast<png_uint_32>(frame.height);
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    base::Bytes out(size);
    if (png_image_write_to_memory(&image, out.data(), &size, 0, rgb.data(), 0, nullptr) == 0) {
        return base::Failure{base::Fault::disk_failed, image.message};
    }
    out.resize(size);
    return out;
}

base::Status save_png(const FrameView& frame, const std::string& path) {
    const base::Bytes content = TRY(to_png(frame));
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wb"));
    if (!file || std::fwrite(content.data(), 1, content.size(), file.get()) != content.size()) {
        return base::Failure{base::Fault::disk_failed, path};
    }
    return {};
}

}  // namespace ui
