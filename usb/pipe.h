// SPDX-License-Identifier: Apache-2.0
// The seam to USB: what a token's reader looks like on the bus, and the two bulk endpoints
// of one reader (CCID rev. 1.1, 4). Everything above is product code; behind it stand
// libusb, or a test.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace usb {

struct Pipe {
    virtual ~Pipe() = default;

    // One bulk transfer out, whole. Faults: token_removed, token_failed (also when the time was up).
    virtual base::Status send(base::ByteView bytes, std::int64_t timeout_ms) = 0;
    // One bulk transfer in, of at most `size_max` bytes; empty when the reader ended it with
    // a packet of zero length. Faults: as above; token_failed when more came.
    virtual base::Result<base::Bytes> receive(std::size_t size_max, std::int64_t timeout_ms) = 0;
    // False from the moment the device is gone, for ever.
    virtual bool is_there() = 0;
};

// An interface of class 0x0B (smart card) of some device that is plugged in.
struct Port {
    std::string place;       // "2-17": bus and address; another insertion has another address
    std::uint16_t vendor = 0, product = 0;
    std::string name;        // what the device calls itself; printable ASCII, may be empty
    std::uint8_t interface_number = 0;
    std::uint8_t endpoint_out = 0, endpoint_in = 0;
    base::Bytes class_descriptor;  // what stood behind the interface's descriptor; not judged yet
    bool operator==(const Port&) const = default;
};

struct Bus {
    virtual ~Bus() = default;

    // Every smart-card interface there is now, in the order of their places. A device that
    // vanishes while it is being asked is left out. Fault: token_failed (the bus itself).
    virtual base::Result<std::vector<Port>> ports() = 0;
    // For us alone, until it ends. Faults: token_removed, token_failed (another program has it).
    virtual base::Result<std::unique_ptr<Pipe>> open(const Port& port) = 0;
};

}  // namespace usb
