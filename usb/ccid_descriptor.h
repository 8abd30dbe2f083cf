// SPDX-License-Identifier: Apache-2.0
// What a reader says it can do: the class descriptor of 54 bytes (USB CCID rev. 1.1, 5.1).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace usb {

enum class ExchangeLevel { characters, tpdu, short_apdu, extended_apdu };

struct CcidDescriptor {
    std::uint8_t slot_index_max = 0;
    std::uint32_t features = 0;        // dwFeatures
    ExchangeLevel level = ExchangeLevel::characters;
    bool chooses_voltage = false;
    std::size_t message_size_max = 0;  // dwMaxCCIDMessageLength, with the header
};

// `extra`: everything that stood behind the interface's descriptor. Others may stand before
// the class descriptor; their lengths must add up. What is smaller than one short APDU, or
// larger than 64 KiB and a little, is refused. Fault: token_failed.
base::Result<CcidDescriptor> parse_ccid_descriptor(base::ByteView extra);

}  // namespace usb
