// SPDX-License-Identifier: Apache-2.0
// A display that is a block of memory: for tests, pictures, and remote views. It
// copies only what is said to be dirty, so a wrong damage rectangle shows.
#pragma once

#include "appliance/base/bytes.h"
#include "ui/display.h"

#include <string>
#include <vector>

namespace ui {

class MemoryDisplay final : public Display {
public:
    MemoryDisplay(int width, int height, float width_mm = 476);

    int width() const override { return m_width; }
    int height() const override { return m_height; }
    float width_mm() const override { return m_width_mm; }
    void present(const FrameView& frame, std::span<const PixelRect> dirty) override;

    std::span<const std::uint32_t> pixels() const { return m_pixels; }
    std::uint32_t pixel(int x, int y) const;
    std::uint64_t frames_shown() const { return m_frames_shown; }
    std::uint64_t pixels_copied() const { return m_pixels_copied; }

private:
    int m_width, m_height;
    float m_width_mm;
    std::vector<std::uint32_t> m_pixels;
    std::uint64_t m_frames_shown = 0;
    std::uint64_t m_pixels_copied = 0;
};

// A picture file (PNG, 8-bit RGB, no text chunks) of a frame.
// Faults: disk_failed.
base::Result<base::Bytes> to_png(const FrameView& frame);
base::Status save_png(const FrameView& frame, const std::string& path);

}  // namespace ui
