// SPDX-License-Identifier: Apache-2.0
#include "emulator/emulated_kiosk.h"

#include "appliance/device/layout.h"
#include "appliance/host/stick_folder.h"
#include "appliance/host/system_clock.h"
#include "appliance/kiosk/kiosk.h"
#include "emulator/control.h"
#include "emulator/kiosk_hands.h"
#include "emulator/line_display.h"
#include "emulator/full_disk.h"
#include "emulator/movable_clock.h"
#include "ui/memory_display.h"
#include "usb/libusb_bus.h"
#include "usb/staff_slot.h"

#include <algorithm>
#include <chrono>
#include <poll.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Json;
using base::Result;
using base::Status;

constexpr int frame_ms = 16;

// Shows every frame twice: in memory, for pictures, and on the bench when it has a window.
class Panel final : public ui::Display {
public:
    Panel(int width, int height, ui::Display* bench) : m_memory(width, height), m_bench(bench) {}
    int width() const override { return m_memory.width(); }
    int height() const override { return m_memory.height(); }
    float width_mm() const override { return m_memory.width_mm(); }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override {
        m_memory.present(frame, dirty);
        if (m_first_frame_ns == 0) m_first_frame_ns = std::chrono::steady_clock::now().time_since_epoch().count();
        if (m_bench != nullptr) m_bench->present(frame, dirty);
    }
    Status save(const std::string& path) const { return ui::save_png({m_memory.pixels(), width(), height()}, path); }

    std::int64_t first_frame_ns() const { return m_first_frame_ns; }

private:
    std::int64_t m_first_frame_ns = 0;  // monotonic
    ui::MemoryDisplay m_memory;
    ui::Display* m_bench;
};

// The product's kiosk, and the hands and questions of the bench.
class EmulatedKiosk {
public:
    EmulatedKiosk(kiosk::Kiosk& kiosk, MovableClock& clock, Panel& panel, ui::FrameLoop& loop)
        : m_kiosk(kiosk), m_clock(clock), m_panel(panel), m_loop(loop) {}

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
            reply.set("state", m_kiosk.describe_state()).set("moving", m_kiosk.is_moving() || m_hands.is_busy());
            reply.set("frames", static_cast<std::int64_t>(m_loop.frames_shown())).set("first_frame_ns", m_panel.first_frame_ns());
        } else if (op == "clock") {
            if (const auto offset = request.number("offset_ms")) m_clock.set_offset_ms(*offset);
            if (const auto skip = request.number("skip_ms")) m_clock.skip_ms(*skip);
        } else if (op == "disk") {
            set_disk_full(TRY(request.flag("is_full")));
        } else if (op == "online") {
            m_kiosk.set_online(TRY(request.flag("is")));
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
        m_kiosk.turn(events);
    }

    int wait_ms() const { return m_hands.is_busy() ? std::min(frame_ms, m_kiosk.wait_ms()) : m_kiosk.wait_ms(); }
    bool is_stopping() const { return m_is_stopping; }

private:
    kiosk::Kiosk& m_kiosk;
    MovableClock& m_clock;
    Panel& m_panel;
    ui::FrameLoop& m_loop;
    KioskHands m_hands;
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
    set_disk_full(settings.is_disk_full);
    auto tls = TRY(exchange::TlsSignServer::open(settings.state + "/" + std::string(device::tls_sign_socket), geteuid()));
    const auto control = TRY(ControlServer::open(settings.control));

    std::unique_ptr<LineDisplay> line;
    if (settings.is_shown) line = TRY(LineDisplay::open(settings.width, settings.height));
    Panel panel(settings.width, settings.height, line.get());
    const auto loop = TRY(ui::FrameLoop::create(panel));
    const screens::Languages languages = TRY(screens::Languages::open());
    const device::DeviceSettings device{.state = settings.state, .tcti = settings.tcti, .programs = settings.programs};
    const auto bus = usb::LibusbBus::create();
    host::SystemClock usb_clock;  // a token's answers take real time, whatever the device believes
    usb::StaffSlot slot(bus ? bus->get() : nullptr, usb_clock);
    host::StickFolder stick(settings.stick);
    kiosk::Kiosk kiosk({.device = device, .software = "emulated"}, clock, *loop, languages, tls, {slot, stick});
    EmulatedKiosk bench(kiosk, clock, panel, *loop);
    kiosk.start();
    bench.turn({});  // a picture first, then waiting
    while (!bench.is_stopping()) {
        wait_for_any(*control, tls, line.get(), bench.wait_ms());
        std::vector<ui::InputEvent> events;
        if (line) events = line->collect(0);
        control->tick([&](const Json& request) { return bench.answer(request); });
        bench.turn(std::move(events));
    }
    return kiosk.shut_down();
}

}  // namespace emulator
