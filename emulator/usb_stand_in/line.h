// SPDX-License-Identifier: Apache-2.0
// What passes between a virtual USB device and the program that uses it through the
// stand-in for libusb: messages over a unix socket (SOCK_SEQPACKET), each a letter and
// then its content. A folder stands for the bus; a device that is plugged in is the
// socket BBB-AAA.sock in it (bus and address, decimal). The folder is named by the
// environment variable INKSEAL_USB_BUS.
//
// The device begins with `descriptors`; everything else answers or follows a claim.
#pragma once

#include <cstddef>
#include <cstdint>

namespace usb_stand_in {

enum class Line : std::uint8_t {
    // From the device.
    descriptors = 'D',      // device descriptor (18 bytes), be16 size and configuration, then strings: u8 size and ASCII, from index 1
    claim_answer = 'c',     // 1 byte: 0 granted, 1 somebody else has it; also answers a release
    control_answer = 's',   // 1 byte: 0 done, 1 stalled; then data
    bulk_in = 'I',          // one transfer; the host sees it end by a short packet
    // From the host.
    claim = 'C',
    release = 'R',
    control = 'S',          // the 8 bytes of a setup packet, then data
    bulk_out = 'O',         // what one transfer put on the wire
};

inline constexpr std::size_t line_max = 70'000;        // of a message, bytes
inline constexpr std::size_t packet_size = 64;         // of a bulk endpoint, full speed
inline constexpr std::uint8_t bulk_out_endpoint = 0x02, bulk_in_endpoint = 0x82;
inline constexpr const char* bus_variable = "INKSEAL_USB_BUS";

}  // namespace usb_stand_in
