// SPDX-License-Identifier: Apache-2.0
// A device as it stands before people: opened, its session on the screen, opened again
// when something it needs went away and came back. Shared by the device's own main file
// and by the emulator's; screen, input and clock are theirs.
#pragma once

#include "appliance/app/device_session.h"
#include "appliance/device/open_device.h"
#include "appliance/kiosk/staff_desk.h"
#include "sync/tls_sign_server.h"
#include "ui/screens/ceremony_view.h"
#include "ui/screens/closed_view.h"

#include <optional>
#include <string>

namespace kiosk {

struct KioskSettings {
    device::DeviceSettings device;
    std::string software;  // name and version, for the log's entry of each start
};

class Kiosk {
public:
    // All outlive the kiosk.
    Kiosk(KioskSettings settings, const base::Clock& clock, ui::FrameLoop& loop, const screens::Languages& languages,
          exchange::TlsSignServer& tls,
          StaffPlaces staff_places);

    // A picture first, then the device is opened, which takes a while. One that cannot
    // be opened says so on its screen, and is tried again: a chip may come back, a disk
    // may be emptied.
    void start();
    // One turn of the loop: signs for the courier, lets the session work, draws.
    void turn(std::span<const ui::InputEvent> events);
    // How long nothing is to be done but wait for an event. Milliseconds.
    int wait_ms() const;
    bool is_moving() const { return m_is_moving; }

    // What the courier found. Kept over a reopening.
    void set_online(bool is_online);
    // The ceremony's state in words, "closed" without a device.
    std::string describe_state() const;
    // Orderly, at the end of the day: the TPM's clock and counters are then exact.
    base::Status shut_down();

private:
    // One opening of the device: from here to the next the session lasts.
    struct Opening {
        Opening(std::unique_ptr<device::OpenDevice> the_device, ui::FrameLoop& loop, const screens::Languages& languages, const StaffPlaces& places)
            : device(std::move(the_device)), session(device->parts()), view(loop, languages, session), staff(*device, places, loop, languages) {}
        std::unique_ptr<device::OpenDevice> device;
        app::DeviceSession session;
        screens::CeremonyView view;
        StaffDesk staff;
    };

    void open();
    void close(const base::Failure& failure);
    ui::FrameLoop::Turn session_turn(std::span<const ui::InputEvent> events);

    KioskSettings m_settings;
    const base::Clock& m_clock;
    ui::FrameLoop& m_loop;
    const screens::Languages& m_languages;
    exchange::TlsSignServer& m_tls;
    StaffPlaces m_staff_places;
    screens::ClosedView m_closed;
    std::optional<Opening> m_open;
    std::optional<base::Fault> m_why_closed;
    std::int64_t m_open_due_ms = 0;  // boot clock
    bool m_is_online = false;
    bool m_is_moving = false;
};

}  // namespace kiosk
