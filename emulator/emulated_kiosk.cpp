// SPDX-License-Identifier: Apache-2.0
#include "emulator/emulated_kiosk.h"

#include "appliance/app/device_session.h"
#include "appliance/ceremony/names.h"
#include "appliance/device/layout.h"
#include "appliance/device/open_device.h"
#include "emulator/control.h"
#include "emulator/kiosk_hands.h"
#include "emulator/line_display.h"
#include "emulator/movable_clock.h"
#include "sync/tls_sign_server.h"
#include "ui/memory_display.h"
#include "ui/screens/ceremony_view.h"
#include "ui/screens/closed_view.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Json;
using base::Result;
using base::Status;

constexpr int frame_ms = 16;
constexpr std::int64_t open_again_ms = 3'000;

// Shows every frame twice: in memory, for pictures, and on the bench when it has a window.
class Panel final : public ui::Display {
public:
    Panel(int width, int height, ui::Display* bench) : m_memory(width, height), m_bench(bench) {}
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return m_memory.width_mm(); }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override {
        m_memory.present(frame, dirty);
        if (m_bench != nullptr) m_bench->present(frame, dirty);
    }
    Status save(const std::string& path) const { return ui::save_png({m_memory.pixels(), width(), height()}, path); }

private:
    ui::MemoryDisplay m_memory;
    ui::Display* m_bench;
};

// One opening of the device: from here to the next the session lasts.
struct Opening {
    Opening(std::unique_ptr<device::OpenDevice> the_device, ui::FrameLoop& loop, const screens::Languages& languages)
        : device(std::move(the_device)), session(device->parts()), view(loop, languages, session) {}
    std::unique_ptr<device::OpenDevice> device;
    app::DeviceSession session;
    screens::CeremonyView view;
};

class Kiosk {
public:
    Kiosk(const KioskSettings& settings, MovableClock& clock, Panel& panel, ui::FrameLoop& loop, const screens::Languages& languages,
          exchange::TlsSignServer& tls)
        : m_settings(settings), m_clock(clock), m_panel(panel), m_loop(loop), m_languages(languages), m_tls(tls), m_closed(loop, languages) {}

    // A device that cannot be opened says so on its screen, and is tried again: a chip
    // may come back, a disk may be emptied.
    void open() {
        m_open.reset();
        m_open_due_ms = m_clock.boot_ms() + open_again_ms;
        auto opened = device::OpenDevice::open(
            {.state = m_settings.state, .tcti = m_settings.tcti, .programs = m_settings.programs}, m_clock);
        if (!opened) return close(opened.failure());
        m_open.emplace(std::move(*opened), m_loop, m_languages);
        m_open->session.set_online(m_is_online);
        const bool was_in_order = m_open->device->was_shut_down_in_order();
        if (const auto started = m_open->session.start("emulated", was_in_order); !started) return close(started.failure());
        m_why_closed.reset();
    }

    // Orderly, at the end of the day.
    Status shut_down() {
        if (!m_open) return {};
        return m_open->device->shut_down();
    }

    Result<Json> answer(const Json& request) {
        const std::string op = TRY(request.text("op"));
        Json reply{Json::Object{}};
        if (op == "press" || op == "down") {
            TRY(m_hands.touch(m_loop.semantics(), request, op == "press"));
        } else if (op == "up") {
            m_hands.lift();
        } else if (op == "draw") {
            TRY(m_hands.draw(m_loop.semantics(), request));
        } else if (op == "type") {
            m_hands.script().type(TRY(request.text("text")));
        } else if (op == "screen") {
            reply.set("text", ui::to_text(m_loop.semantics()));
        } else if (op == "picture") {
            const std::string path = TRY(request.text("path"));
            TRY(m_panel.save(path));
        } else if (op == "state") {
            reply.set("state", m_open ? ceremony::describe(m_open->session.state()) : "closed").set("moving", m_is_moving || m_hands.is_busy());
            reply.set("frames", static_cast<std::int64_t>(m_loop.frames_shown()));
        } else if (op == "clock") {
            if (const auto offset = request.number("offset_ms")) m_clock.set_offset_ms(*offset);
            if (const auto skip = request.number("skip_ms")) m_clock.skip_ms(*skip);
        } else if (op == "online") {
            m_is_online = TRY(request.flag("is"));
            if (m_open) m_open->session.set_online(m_is_online);
        } else if (op == "stop") {
            m_is_stopping = true;
        } else {
            return base::Failure{base::Fault::usage_invalid, "no operation '" + op + "'"};
        }
        return reply;
    }

    // One turn of the loop.
    void turn(std::vector<ui::InputEvent> events) {
        for (ui::InputEvent& event : m_hands.script().collect(0)) events.push_back(std::move(event));
        for (const ui::InputEvent& event : events) m_is_stopping = m_is_stopping || std::holds_alternative<ui::CloseRequest>(event);
        if (m_clock.boot_ms() >= m_open_due_ms && (!m_open || m_open->session.needs_reopening())) open();
        m_is_moving = (m_open ? session_turn(events) : closed_turn(events)).wants_more;
    }

    int wait_ms() const {
        if (m_is_moving || m_hands.is_busy()) return frame_ms;
        return static_cast<int>(std::clamp<std::int64_t>(m_open ? m_open->session.due_in_ms() : 250, 1, 250));
    }
    bool is_stopping() const { return m_is_stopping; }

private:
    void close(const base::Failure& failure) {
        m_open.reset();
        m_closed.come_back();
        if (m_why_closed != failure.fault) std::fprintf(stderr, "%s: %s\n", base::row_of(failure.fault).code.data(), failure.detail.c_str());
        m_why_closed = failure.fault;
    }

    ui::FrameLoop::Turn session_turn(std::span<const ui::InputEvent> events) {
        m_tls.tick(m_open->device->tls_key());
        m_open->session.tick();
        const ui::FrameLoop::Turn turn = m_open->view.turn(m_clock.boot_ms() * 1000, events);
        // Time to be read before the next attempt.
        if (!m_open->session.needs_reopening()) m_open_due_ms = m_clock.boot_ms() + open_again_ms;
        return turn;
    }

    ui::FrameLoop::Turn closed_turn(std::span<const ui::InputEvent> events) {
        return m_closed.turn(m_clock.boot_ms() * 1000, events, m_why_closed.value_or(base::Fault::vault_unavailable));
    }

    const KioskSettings& m_settings;
    MovableClock& m_clock;
    Panel& m_panel;
    ui::FrameLoop& m_loop;
    const screens::Languages& m_languages;
    exchange::TlsSignServer& m_tls;
    screens::ClosedView m_closed;
    std::optional<Opening> m_open;
    std::optional<base::Fault> m_why_closed;
    std::int64_t m_open_due_ms = 0;  // boot clock
    KioskHands m_hands;
    bool m_is_online = false;
    bool m_is_moving = false;
    bool m_is_stopping = false;
};

void wait_for_any(const ControlServer& control, const exchange::TlsSignServer& tls, const LineDisplay* line, int wait_ms) {
    std::vector<pollfd> ready;
    if (line != nullptr) ready.push_back({line->descriptor(), POLLIN, 0});
    for (const int descriptor : control.descriptors()) ready.push_back({descriptor, POLLIN, 0});
    for (const int descriptor : tls.descriptors()) ready.push_back({descriptor, POLLIN, 0});
    (void)poll(ready.data(), static_cast<nfds_t>(ready.size()), wait_ms);
}

}  // namespace

Status run_emulated_kiosk(const KioskSettings& settings) {
    MovableClock clock;
    clock.set_offset_ms(settings.clock_offset_ms);
    auto tls = TRY(exchange::TlsSignServer::open(settings.state + "/" + std::string(device::tls_sign_socket), geteuid()));
    const auto control = TRY(ControlServer::open(settings.control));

    std::unique_ptr<LineDisplay> line;
    if (settings.is_shown) line = TRY(LineDisplay::open(settings.width, settings.height));
    Panel panel(settings.width, settings.height, line.get());
    const auto loop = TRY(ui::FrameLoop::create(panel));
    const screens::Languages languages = TRY(screens::Languages::open());
    Kiosk kiosk(settings, clock, panel, *loop, languages, tls);
    kiosk.open();
    kiosk.turn({});  // a picture first, then waiting
    while (!kiosk.is_stopping()) {
        wait_for_any(*control, tls, line.get(), kiosk.wait_ms());
        std::vector<ui::InputEvent> events;
        if (line) events = line->collect(0);
        control->tick([&](const Json& request) { return kiosk.answer(request); });
        kiosk.turn(std::move(events));
    }
    return kiosk.shut_down();
}

}  // namespace emulator
