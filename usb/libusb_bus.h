// SPDX-License-Identifier: Apache-2.0
// The machine's USB, by libusb; nothing else in the house knows it. Devices are found by
// asking for the list again, so no daemon (udev) need run.
#pragma once

#include "usb/pipe.h"

namespace usb {

// Each look and each open pipe has a session of its own with libusb: a session learns of
// new devices from udev alone, and a device without that daemon would never see one.
class LibusbBus final : public Bus {
public:
    // Fault: token_failed (the system has no USB for us).
    static base::Result<std::unique_ptr<LibusbBus>> create();

    base::Result<std::vector<Port>> ports() override;
    // Whatever the reader still had to say to others is read and forgotten.
    base::Result<std::unique_ptr<Pipe>> open(const Port& port) override;
};

}  // namespace usb
