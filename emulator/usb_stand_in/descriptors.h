// SPDX-License-Identifier: Apache-2.0
// A device's descriptors, from the bytes of its greeting (line.h) to what libusb shows.
#pragma once

#include "emulator/usb_stand_in/connection.h"

#include <libusb-1.0/libusb.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace usb_stand_in {

struct Descriptors {
    Bytes device;                      // 18 bytes
    Bytes configuration;               // with everything in it
    std::vector<std::string> strings;  // index 1 is the first
};

// Nothing when the greeting is not as it should be.
std::optional<Descriptors> parse_greeting(ByteView greeting);

libusb_device_descriptor device_descriptor(const Descriptors& descriptors);

// What libusb_free_config_descriptor() gives back: the view, and what it points to.
struct Configuration : libusb_config_descriptor {
    std::vector<libusb_interface> interfaces;
    std::vector<libusb_interface_descriptor> settings;  // one an interface
    std::vector<std::vector<libusb_endpoint_descriptor>> endpoints;
    std::vector<Bytes> extras;
};

// Interfaces without alternate settings. Nothing when the bytes are not as they should be.
std::unique_ptr<Configuration> parse_configuration(ByteView bytes);

// USB 2.0 section 9.6.7: UTF-16LE; index 0 is the list of languages.
std::optional<Bytes> string_descriptor(const Descriptors& descriptors, std::size_t index);

}  // namespace usb_stand_in
