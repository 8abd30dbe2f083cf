// SPDX-License-Identifier: Apache-2.0
// The machine's USB, by libusb; nothing else in the house knows it. Devices are found by
// asking for the list again, so no daemon (udev) need run.
#pragma once

#include "usb/pipe.h"

struct libusb_context;

namespace usb {

class LibusbBus final : public Bus {
public:
    // Fault: token_failed (the system has no USB for us).
    static base::Result<std::unique_ptr<LibusbBus>> create();
    ~LibusbBus() override;
    LibusbBus(const LibusbBus&) = delete;
    LibusbBus& operator=(const LibusbBus&) = delete;

    base::Result<std::vector<Port>> ports() override;
    // Must end before this bus does. Whatever the reader still had to say to others is read
    // and forgotten.
    base::Result<std::unique_ptr<Pipe>> open(const Port& port) override;

    explicit LibusbBus(libusb_context* context) : m_context(context) {}

private:
    libusb_context* m_context;
};

}  // namespace usb
