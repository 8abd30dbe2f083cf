// SPDX-License-Identifier: Apache-2.0
// One window: the kiosk's screen, drawn by the kiosk, and the dock beside it, drawn here.
#pragma once

#include "emulator/bench_worker.h"
#include "emulator/dock_view.h"
#include "emulator/profile_sheet.h"
#include "ui/frame.h"
#include "ui/sdl_display.h"
#include "ui/sdl_input.h"

namespace emulator {

// The largest screen, of those a kiosk has, that leaves room for the dock on this desktop.
ScreenSize screen_that_fits();

class BenchWindow {
public:
    // `panel` outlives the window. Faults: display_unavailable, font_missing.
    static base::Result<std::unique_ptr<BenchWindow>> create(PanelBench& panel);

    // Waits a moment for people or the kiosk, and shows what changed. What the dock was
    // told, if anything; quit when the window was closed.
    std::optional<DockCommand> turn(const DockState& state);

    // Shows the sheet of a device profile in the dock's place, and opens `file` in it
    // (empty: as it was left). What it has to say about that.
    std::string show_profile(const std::string& file);

private:
    // The dock's part of the window, as its frame loop sees it.
    class Part final : public ui::Display {
    public:
        Part(ui::Display& window, int left);
        int width() const override;
        int height() const override { return m_window.height(); }
        float width_mm() const override { return m_window.width_mm() * static_cast<float>(width()) / static_cast<float>(m_window.width()); }
        float scale() const override { return static_cast<float>(height()) / dock_height_units; }
        void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override;
        // The same for what someone else drew, at the window's left edge.
        void put(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty, int left);

    private:
        ui::Display& m_window;
        int m_left;
        std::vector<std::uint32_t> m_pixels;  // of the whole window
    };

    BenchWindow(PanelBench& panel, std::unique_ptr<ui::SdlDisplay> window);
    // The dock's events, moved to where it begins; the kiosk's are passed on.
    std::vector<ui::InputEvent> sort(std::vector<ui::InputEvent> events, bool& is_closing);

    PanelBench& m_panel;
    std::unique_ptr<ui::SdlDisplay> m_window;
    ui::SdlInput m_input;
    Part m_part;
    std::unique_ptr<ui::FrameLoop> m_loop;
    DockState m_shown;
    ProfileSheet m_sheet;
    bool m_is_sheet_changed = false;
    bool m_is_dock_touched = false, m_is_contact = false;  // whose the pointer is
    bool m_is_moving = true;
    std::int64_t m_last_activity_us = 0;
};

}  // namespace emulator
