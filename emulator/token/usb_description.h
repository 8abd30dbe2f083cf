// SPDX-License-Identifier: Apache-2.0
// What a token says of itself when it is plugged in: the descriptors of USB 2.0 section
// 9.6 and of CCID 1.1 section 5.1.
#pragma once

#include "appliance/base/bytes.h"

#include <string>

namespace token {

struct UsbDescription {
    // Of a YubiKey's CCID interface, because libccid serves only what it has in its list.
    std::uint16_t vendor = 0x1050, product = 0x0407;
    std::uint32_t message_max = 3072;  // dwMaxCCIDMessageLength
    std::string maker = "Inkseal", name = "Virtual token", serial = "0";
};

// As the stand-in's line wants them (usb_stand_in/line.h), without the letter.
base::Bytes descriptors_of(const UsbDescription& description);

}  // namespace token
