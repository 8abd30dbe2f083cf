// SPDX-License-Identifier: Apache-2.0
#include "emulator/bench_window.h"

#include "emulator/profile_view.h"

#include <algorithm>
#include <chrono>

namespace emulator {
namespace {

constexpr int wait_when_busy_ms = 4, wait_when_idle_ms = 40;
constexpr std::int64_t busy_for_us = 1'500'000;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int dock_width(int height) { return static_cast<int>(std::lround(static_cast<float>(height) * dock_width_units / dock_height_units)); }

}  // namespace

ScreenSize screen_that_fits() {
    const auto room = ui::SdlDisplay::room();
    for (const ScreenSize size : {ScreenSize{1920, 1080}, ScreenSize{1280, 800}}) {
        const bool fits = room && static_cast<float>(size.width + dock_width(size.height)) <= room->width && static_cast<float>(size.height) <= room->height;
        if (fits) return size;
    }
    return {1024, 640};
}

base::Result<std::unique_ptr<BenchWindow>> BenchWindow::create(PanelBench& panel) {
    auto window = TRY(ui::SdlDisplay::create({.title = "Inkseal", .width = panel.width() + dock_width(panel.height()), .height = panel.height()}));
    std::unique_ptr<BenchWindow> bench(new BenchWindow(panel, std::move(window)));
    bench->m_loop = TRY(ui::FrameLoop::create(bench->m_part));
    static const ui::Catalogue english;
    bench->m_loop->prefer(dock_preferences(), english);
    const ui::PixelRect everything{0, 0, panel.width(), panel.height()};
    bench->m_part.put({panel.pixels(), panel.width(), panel.height()}, {&everything, 1}, 0);
    return bench;
}

BenchWindow::BenchWindow(PanelBench& panel, std::unique_ptr<ui::SdlDisplay> window)
    : m_panel(panel), m_window(std::move(window)), m_input(*m_window), m_part(*m_window, panel.width()) {
    m_input.take_pastes();
}

std::optional<DockCommand> BenchWindow::turn(const DockState& state) {
    const std::int64_t before_us = now_us();
    const bool is_busy = m_is_moving || before_us - m_last_activity_us < busy_for_us;
    std::vector<ui::InputEvent> events = m_input.collect(is_busy ? wait_when_busy_ms : wait_when_idle_ms);
    if (!events.empty()) m_last_activity_us = before_us;

    bool is_closing = false;
    const std::vector<ui::InputEvent> ours = sort(std::move(events), is_closing);
    if (is_closing) return DockCommand{.kind = DockCommand::Kind::quit};

    const std::vector<ui::PixelRect> dirty = m_panel.take_damage();
    if (!dirty.empty()) {
        m_part.put({m_panel.pixels(), m_panel.width(), m_panel.height()}, dirty, 0);
        m_last_activity_us = before_us;
    }
    const bool is_changed = state != m_shown || std::exchange(m_is_sheet_changed, false);
    m_shown = state;
    std::optional<DockCommand> answer;
    m_is_moving = m_loop->turn(now_us(), ours, is_changed, [&](ui::Kit& kit) {
        if (m_sheet.is_shown) {
            for (const FormCommand& done : draw_profile_sheet(kit, m_sheet)) {
                m_sheet.obey(done);
                m_is_sheet_changed = true;
                const auto wish = m_sheet.take_wish();
                if (!wish) continue;
                const bool is_trial = *wish == FormCommand::Kind::try_out;
                answer = DockCommand{.kind = is_trial ? DockCommand::Kind::try_profile : DockCommand::Kind::rehearse, .document = m_sheet.file()};
            }
        } else if (auto command = draw_dock(kit, m_shown)) answer = std::move(command);
    }).wants_more;
    m_is_moving |= m_is_sheet_changed;
    return answer;
}

std::string BenchWindow::show_profile(const std::string& file) {
    m_sheet.is_shown = m_is_sheet_changed = m_is_dock_touched = true;
    if (file.empty()) return {};
    m_sheet.obey({.kind = FormCommand::Kind::name_file, .path = {}, .text = file, .item = 0});
    m_sheet.obey({.kind = FormCommand::Kind::open, .path = {}, .text = {}, .item = 0});
    return m_sheet.news();
}

std::vector<ui::InputEvent> BenchWindow::sort(std::vector<ui::InputEvent> events, bool& is_closing) {
    const auto left = static_cast<float>(m_panel.width());
    std::vector<ui::InputEvent> ours;
    for (ui::InputEvent& event : events) {
        bool is_ours = m_is_dock_touched;  // keys go where the last touch went
        if (auto* sample = std::get_if<ui::PointerSample>(&event)) {
            if (sample->contact && !m_is_contact) m_is_dock_touched = sample->x >= left;
            // A touch stays with what it began on; a mouse that leaves is gone from there.
            is_ours = m_is_contact || sample->contact ? m_is_dock_touched : sample->x >= left;
            m_is_contact = sample->contact;
            sample->x -= is_ours ? left : 0;
            if (!sample->contact) {
                ui::PointerSample away = *sample;
                away.x = away.y = -1e5F;
                if (is_ours) m_panel.pass_on(away);
                else ours.emplace_back(away);
            }
        } else if (auto* wheel = std::get_if<ui::WheelTurn>(&event)) {
            is_ours = wheel->at.x >= left;
            wheel->at.x -= is_ours ? left : 0;
        } else if (std::holds_alternative<ui::CloseRequest>(event)) {
            is_closing = true;
        }
        if (is_ours) ours.push_back(std::move(event));
        else if (!is_closing) m_panel.pass_on(event);
    }
    return ours;
}

BenchWindow::Part::Part(ui::Display& window, int left)
    : m_window(window), m_left(left), m_pixels(static_cast<std::size_t>(window.width()) * static_cast<std::size_t>(window.height())) {}

int BenchWindow::Part::width() const { return std::max(1, m_window.width() - m_left); }

void BenchWindow::Part::present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) { put(frame, dirty, m_left); }

void BenchWindow::Part::put(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty, int left) {
    std::vector<ui::PixelRect> moved;
    for (const ui::PixelRect& rect : dirty) {
        const ui::PixelRect area = ui::PixelRect{rect.left + left, rect.top, rect.right + left, rect.bottom}.overlap({0, 0, m_window.width(), m_window.height()});
        if (area.is_empty()) continue;
        for (int y = area.top; y < area.bottom; ++y) {
            const auto* from = frame.pixels.data() + static_cast<std::ptrdiff_t>(y) * frame.width + (area.left - left);
            std::copy_n(from, area.width(), m_pixels.data() + static_cast<std::ptrdiff_t>(y) * m_window.width() + area.left);
        }
        moved.push_back(area);
    }
    if (!moved.empty()) m_window.present({m_pixels, m_window.width(), m_window.height()}, moved);
}

}  // namespace emulator
