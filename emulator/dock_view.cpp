// SPDX-License-Identifier: Apache-2.0
#include "emulator/dock_view.h"

#include "ui/clean_text.h"
#include "ui/widgets.h"

#include <algorithm>

namespace emulator {
namespace {

using namespace ui;
using Kind = DockCommand::Kind;

constexpr std::size_t lines_shown = 12;
constexpr std::int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;

class Panel {
public:
    Panel(Kit& kit, const DockState& state) : m_kit(kit), m_state(state) {}

    std::optional<DockCommand> draw() {
        m_kit.column({.gap = 18, .padding = sides(32, 26), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
            title();
            if (m_state.trouble) trouble_card();
            m_kit.row({.gap = 18, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                side([&] {
                    switches();
                    clock();
                    chip();
                });
                side([&] {
                    order();
                    person();
                    // What is only read gives way to what is pressed when room is short.
                    scroll_area(m_kit, "log", {.gap = 14, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
                        platform();
                        log();
                    });
                });
            });
        });
        return m_answer;
    }

private:
    template <typename Children>
    void side(Children&& children) {
        m_kit.column({.gap = 18, .across = Align::stretch, .width = fill(), .height = fill()}, children);
    }

    template <typename Children>
    void section(Icon icon, const char* name, Children&& children) {
        card(m_kit, {.gap = 16, .padding = sides(26, 20), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            m_kit.row({.gap = 12, .across = Align::center}, [&] {
                m_kit.plain_icon(icon, 24, m_kit.palette().accent, 2.4F);
                heading(m_kit, name, TextRole::strong, 2);
            });
            children();
        });
    }

    void push(const std::string& id, const char* label, Icon icon, DockCommand command, bool is_enabled = true, ButtonTone tone = ButtonTone::secondary) {
        if (button(m_kit, id, {.label = label, .icon = icon, .tone = tone, .is_wide = true, .is_enabled = is_enabled})) m_answer = std::move(command);
    }

    void title() {
        m_kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
            m_kit.column({.gap = 0, .width = fill()}, [&] {
                heading(m_kit, "The bench", TextRole::card_title);
                paragraph_in(m_kit, m_state.device + ", emulated", TextRole::secondary, m_kit.palette().muted);
            });
            if (m_state.doing.empty()) pill(m_kit, Icon::check, m_state.is_power_on ? "Running" : "Power is off", m_state.is_power_on ? Tone::good : Tone::plain);
            else pill(m_kit, Icon::clock, m_state.doing, Tone::accent);
            if (button(m_kit, "profile", {.label = "Profile", .name = "Device profile", .icon = Icon::pen})) m_answer = DockCommand{.kind = Kind::profile};
        });
    }

    void trouble_card() {
        ui::trouble(m_kit, "trouble", isolate(m_state.trouble->sentence) + " " + m_state.trouble->remedy);
    }

    void code(const char* name, const std::string& digits) {
        Element& element = m_kit.column({.gap = 0, .width = fill()}, [&] {
            m_kit.plain_text(TextRole::secondary, name, m_kit.palette().text);
            m_kit.plain_text(TextRole::card_title, digits.empty() ? "\u2013" : digits, m_kit.palette().ink);
        });
        element.meaning = Meaning{.role = Role::text, .name = name, .value = digits};
    }

    void order() {
        section(Icon::file_text, "Work order", [&] {
            m_kit.row({.gap = 20, .across = Align::center, .width = fill()}, [&] {
                code("Appointment code", m_state.appointment_code);
                code("Signing code", m_state.signing_code);
            });
            push("order", "New work order", Icon::paper, {.kind = Kind::order}, may_work() && m_state.is_network_on && m_state.is_power_on);
        });
    }

    // A label and a sliding switch; the whole row is the target.
    void toggle(const std::string& id, const char* label, const char* value, Icon icon, bool is_on, bool is_enabled, DockCommand command) {
        if (m_kit.take_press(id) && is_enabled) m_answer = std::move(command);
        const float thumb = m_kit.glide(id, 0, is_on ? 1 : 0);
        const Palette& palette = m_kit.palette();
        Element& element = m_kit.row({.gap = 16, .across = Align::center, .width = fill(), .height_min = target_min}, [&] {
            m_kit.plain_icon(icon, 28, is_enabled ? palette.text : palette.muted);
            m_kit.column({.gap = 0, .width = fill()}, [&] {
                m_kit.plain_text(TextRole::strong, label, palette.ink);
                m_kit.plain_text(TextRole::secondary, value, palette.text);
            });
            m_kit.leaf({.width = units(86), .height = units(48)}, [&palette, thumb](Painter& painter, const Element& self) {
                const float r = self.rect.height / 2;
                painter.fill(self.rect, mix(palette.track, palette.primary, thumb), r);
                painter.disc({self.rect.x + r + (self.rect.width - 2 * r) * thumb, self.rect.center().y}, r - painter.px(5), rgb(0xFFFFFF));
            });
        });
        element.id = id;
        element.is_target = is_enabled;
        element.corner = radius::field * m_kit.scale();
        element.meaning = Meaning{.role = Role::button, .name = label, .value = value, .is_enabled = is_enabled, .is_focusable = is_enabled, .checked = is_on};
    }

    void switches() {
        card(m_kit, {.gap = 6, .padding = sides(26, 14), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            toggle("network", "Network cable", !m_state.is_ready ? "Not ready yet" : m_state.is_network_on ? "Plugged in" : "Pulled out", m_state.is_network_on ? Icon::wifi : Icon::wifi_off,
                   m_state.is_network_on, m_state.is_ready, {.kind = Kind::network, .is_on = !m_state.is_network_on});
            hairline(m_kit);
            // Cutting it is possible at any moment; that is what it is for.
            toggle("power", "Power", !m_state.is_ready ? "Not ready yet" : m_state.is_power_on ? "Switch off to cut it at once" : "Cut. Switch on to start the device", Icon::power, m_state.is_power_on,
                   m_state.is_ready && (m_state.is_power_on || may_work()), {.kind = Kind::power, .is_on = !m_state.is_power_on});
            hairline(m_kit);
            toggle("disk", "Room on the disk", !m_state.is_ready ? "Not ready yet" : m_state.is_disk_full ? "Full: nothing more fits" : "Enough", Icon::paper, !m_state.is_disk_full,
                   m_state.is_ready, {.kind = Kind::disk, .is_on = !m_state.is_disk_full});
            hairline(m_kit);
            toggle("token", "Officer's token", !m_state.is_ready ? "Not ready yet" : m_state.is_token_in ? "In. Code 123456" : "Out", Icon::user, m_state.is_token_in,
                   may_work() && m_state.is_power_on, {.kind = Kind::token, .is_on = !m_state.is_token_in});
        });
    }

    void person() {
        section(Icon::hand, "Scripted person", [&] {
            m_kit.row({.gap = 14, .width = fill()}, [&] {
                push("pen", "Pen replay", Icon::pen, {.kind = Kind::pen}, may_work() && m_state.is_power_on);
                push("scan", "Scan code", Icon::file_text, {.kind = Kind::scan}, may_work() && m_state.is_power_on && !m_state.appointment_code.empty());
                push("ceremony", "Play it all", Icon::play, {.kind = Kind::ceremony}, may_work() && m_state.is_power_on, ButtonTone::primary);
            });
        });
    }

    void clock() {
        section(Icon::clock, "Device clock", [&] {
            m_kit.row({.gap = 16, .across = Align::center, .width = fill()}, [&] {
                Element& time = m_kit.plain_text(TextRole::card_title, m_state.time, m_kit.palette().ink);
                time.meaning = Meaning{.id = "time", .role = Role::status, .name = m_state.time};
                m_kit.spring_space();
                if (m_state.is_clock_moved) pill(m_kit, Icon::alert, "Moved", Tone::trouble);
            });
            m_kit.row({.gap = 10, .width = fill()}, [&] {
                push("clock.back", "\u22121 h", Icon::none, {.kind = Kind::clock, .by_ms = -hour_ms}, m_state.is_ready);
                push("clock.hour", "+1 h", Icon::none, {.kind = Kind::clock, .by_ms = hour_ms}, m_state.is_ready);
                push("clock.day", "+1 d", Icon::none, {.kind = Kind::clock, .by_ms = day_ms}, m_state.is_ready);
                push("clock.now", "True", Icon::none, {.kind = Kind::clock}, m_state.is_ready && m_state.is_clock_moved);
            });
        });
    }

    // Each cuts the power, does its harm, and starts the device again.
    void chip() {
        section(Icon::alert, "Security chip", [&] {
            m_kit.row({.gap = 14, .width = fill()}, [&] {
                push("chip.boot", "Changed boot", Icon::none, {.kind = Kind::changed_boot}, may_work() && m_state.is_power_on);
                push("chip.lockout", "Lock it out", Icon::none, {.kind = Kind::lockout}, may_work() && m_state.is_power_on);
            });
        });
    }

    void platform() {
        const std::string waiting = m_state.waiting == 0 ? "Nothing waits on the device" : std::to_string(m_state.waiting) + (m_state.waiting == 1 ? " parcel waits on the device" : " parcels wait on the device");
        const std::string finished = m_state.finished == 0 ? "No signed file has arrived yet" : std::to_string(m_state.finished) + (m_state.finished == 1 ? " signed file, receipted" : " signed files, receipted");
        section(Icon::cloud, "Platform", [&] {
            m_kit.column({.gap = 2, .across = Align::stretch, .width = fill()}, [&] {
                paragraph_in(m_kit, finished, TextRole::body, m_kit.palette().ink);
                paragraph(m_kit, waiting, TextRole::secondary);
                if (m_state.finished > 0) paragraph_in(m_kit, m_state.results, TextRole::status, m_kit.palette().muted);
            });
        });
    }

    // Newest first.
    void log() {
        m_kit.column({.gap = 4, .padding = sides(8, 6), .across = Align::stretch, .width = fill()}, [&] {
            const std::size_t shown = std::min(lines_shown, m_state.log.size());
            for (std::size_t i = 1; i <= shown; ++i) {
                const DockLine& line = m_state.log[m_state.log.size() - i];
                Element& row = m_kit.row({.gap = 14, .width = fill()}, [&] {
                    m_kit.column({.width = units(92)}, [&] { m_kit.plain_text(TextRole::status, line.time, m_kit.palette().muted); });
                    m_kit.column({.width = fill()}, [&] { m_kit.plain_text(TextRole::status, clean(line.text), m_kit.palette().text, Align::start, 2); });
                });
                row.meaning = Meaning{.role = Role::list_item, .name = line.text};
            }
        });
    }

    bool may_work() const { return m_state.is_ready && m_state.doing.empty(); }

    Kit& m_kit;
    const DockState& m_state;
    std::optional<DockCommand> m_answer;
};

}  // namespace

std::optional<DockCommand> draw_dock(Kit& kit, const DockState& state) { return Panel(kit, state).draw(); }

Preferences dock_preferences() { return {.contrast = Contrast::dark}; }

}  // namespace emulator
