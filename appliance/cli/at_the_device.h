// SPDX-License-Identifier: Apache-2.0
// A command that works in the kiosk's place: opens the device, starts it as a kiosk
// starts (what was cut short is ended, the log is checked against the TPM), and always
// shuts it down in order. Its entries are published in the log before it ends.
#pragma once

#include "appliance/app/device_session.h"
#include "appliance/app/post_office.h"
#include "appliance/cli/device_clock.h"
#include "appliance/device/open_device.h"

#include <functional>
#include <string>

namespace cli {

struct DevicePlace {
    std::string state;
    std::string tcti;
    std::string programs;
    bool is_ending = false;  // also a device whose end has begun
};

inline base::Status at_the_open_device(const DevicePlace& place, const std::function<base::Status(device::OpenDevice&)>& work) {
    const std::unique_ptr<base::Clock> clock = device_clock();
    const auto device = TRY(device::OpenDevice::open({.state = place.state, .tcti = place.tcti, .programs = place.programs, .is_ending = place.is_ending}, *clock));
    base::Status done;
    {
        app::DeviceSession session(device->parts());
        done = session.start("inkseal-command", device->was_shut_down_in_order());
        if (done) {
            done = work(*device);
            // What was done or refused shows in the log at once, not when a kiosk next runs.
            const base::Status published = app::PostOffice(device->parts()).publish_log();
            if (done) done = published;
        }
    }
    const base::Status closed = device->shut_down();
    return done ? closed : done;
}

inline base::Status at_the_device(const DevicePlace& place, const std::function<base::Status(const app::Device&)>& work) {
    return at_the_open_device(place, [&work](device::OpenDevice& device) { return work(device.parts()); });
}

}  // namespace cli
