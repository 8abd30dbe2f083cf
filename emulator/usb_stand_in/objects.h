// SPDX-License-Identifier: Apache-2.0
// What stands behind the pointers that libusb gives out. The names are libusb's.
#pragma once

#include "emulator/usb_stand_in/connection.h"
#include "emulator/usb_stand_in/descriptors.h"

#include <map>
#include <mutex>
#include <string>

struct libusb_context {
    std::mutex mutex;
    std::map<std::string, libusb_device*> devices;  // those that somebody holds, by path
};

struct libusb_device {
    libusb_context* context = nullptr;
    std::string path;
    int references = 0;  // under the context's mutex
    std::uint8_t bus = 0, address = 0;
    usb_stand_in::Descriptors descriptors;
};

struct libusb_device_handle {
    libusb_device* device = nullptr;
    usb_stand_in::Connection connection;
};

namespace usb_stand_in {

// A context that libusb_init() gave, or the one that stands for nullptr: libusb's
// interface asks for one that belongs to the whole program.
libusb_context& context_of(libusb_context* context);

int error_of(Outcome outcome);

}  // namespace usb_stand_in
