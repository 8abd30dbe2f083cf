// SPDX-License-Identifier: Apache-2.0
#include "emulator/emulated_kiosk.h"

#include "appliance/app/device_session.h"
#include "appliance/ceremony/names.h"
#include "appliance/device/layout.h"
#include "appliance/device/open_device.h"
#include "emulator/control.h"
#include "emulator/kiosk_hands.h"
#include "emulator/movable_clock.h"
#include "sync/tls_sign_server.h"
#include "ui/memory_display.h"
#include "ui/screens/ceremony_view.h"
#include "ui/sdl_display.h"
#include "ui/sdl_input.h"

#include <algorithm>
#include <poll.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Json;
using base::Result;
using base::Status;

constexpr int frame_ms = 16;

// Shows every frame twice: in memory, for pictures, and in the window when there is one.
class Panel final : public ui::Display {
public:
    Panel(int width, int height, ui::Display* window) : m_memory(width, height), m_window(window) {}
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return m_memory.width_mm(); }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override {
        m_memory.present(frame, dirty);
        if (m_window != nullptr) m_window->present(frame, dirty);
    }
    Status save(const std::string& path) const { return ui::save_png({m_memory.pixels(), width(), height()}, path); }

private:
    ui::MemoryDisplay m_memory;
    ui::Display* m_window;
};

class Kiosk {
public:
    Kiosk(device::OpenDevice& device, MovableClock& clock, Panel& panel, ui::FrameLoop& loop, const screens::Languages& languages,
          exchange::TlsSignServer& tls)
        : m_device(device), m_clock(clock), m_panel(panel), m_loop(loop), m_tls(tls), m_session(device.parts()),
          m_view(loop, languages, m_session) {}

    Status start() {
        // A fault is shown on the screen; the control socket still answers.
        (void)m_session.start("emulated", m_device.was_shut_down_in_order());
        return {};
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
            reply.set("state", ceremony::describe(m_session.state())).set("moving", m_is_moving || m_hands.is_busy());
            reply.set("frames", static_cast<std::int64_t>(m_loop.frames_shown()));
        } else if (op == "clock") {
            if (const auto offset = request.number("offset_ms")) m_clock.set_offset_ms(*offset);
            if (const auto skip = request.number("skip_ms")) m_clock.skip_ms(*skip);
        } else if (op == "online") {
            m_session.set_online(TRY(request.flag("is")));
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
        m_tls.tick(m_device.tls_key());
        m_session.tick();
        const ui::FrameLoop::Turn turn = m_view.turn(m_clock.boot_ms() * 1000, events);
        m_is_moving = turn.wants_more;
    }

    int wait_ms() const {
        if (m_is_moving || m_hands.is_busy()) return frame_ms;
        return static_cast<int>(std::clamp<std::int64_t>(m_session.due_in_ms(), 1, 250));
    }
    bool is_stopping() const { return m_is_stopping; }

private:
    device::OpenDevice& m_device;
    MovableClock& m_clock;
    Panel& m_panel;
    ui::FrameLoop& m_loop;
    exchange::TlsSignServer& m_tls;
    app::DeviceSession m_session;
    screens::CeremonyView m_view;
    KioskHands m_hands;
    bool m_is_moving = false;
    bool m_is_stopping = false;
};

void wait_for_any(const ControlServer& control, const exchange::TlsSignServer& tls, int wait_ms) {
    std::vector<pollfd> ready;
    for (const int descriptor : control.descriptors()) ready.push_back({descriptor, POLLIN, 0});
    for (const int descriptor : tls.descriptors()) ready.push_back({descriptor, POLLIN, 0});
    (void)poll(ready.data(), static_cast<nfds_t>(ready.size()), wait_ms);
}

}  // namespace

Status run_emulated_kiosk(const KioskSettings& settings) {
    MovableClock clock;
    const auto device = TRY(device::OpenDevice::open({.state = settings.state, .tcti = settings.tcti, .programs = settings.programs}, clock));
    auto tls = TRY(exchange::TlsSignServer::open(settings.state + "/" + std::string(device::tls_sign_socket), geteuid()));
    const auto control = TRY(ControlServer::open(settings.control));

    std::unique_ptr<ui::SdlDisplay> window;
    std::unique_ptr<ui::SdlInput> window_input;
    if (settings.has_window) {
        window = TRY(ui::SdlDisplay::create({.title = "Inkseal", .width = settings.width, .height = settings.height}));
        window_input = std::make_unique<ui::SdlInput>(*window);
    }
    Panel panel(window ? window->width() : settings.width, window ? window->height() : settings.height, window.get());
    const auto loop = TRY(ui::FrameLoop::create(panel));
    const screens::Languages languages = TRY(screens::Languages::open());
    Kiosk kiosk(*device, clock, panel, *loop, languages, tls);
    TRY(kiosk.start());
    while (!kiosk.is_stopping()) {
        std::vector<ui::InputEvent> events;
        const int wait = kiosk.wait_ms();
        if (window_input) events = window_input->collect(std::min(wait, frame_ms));
        wait_for_any(*control, tls, window_input ? 0 : wait);
        control->tick([&](const Json& request) { return kiosk.answer(request); });
        kiosk.turn(std::move(events));
    }
    return device->shut_down();
}

}  // namespace emulator
