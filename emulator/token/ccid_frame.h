// SPDX-License-Identifier: Apache-2.0
// Messages of the USB class for smart card readers (CCID 1.1): a header of ten bytes,
// then data. Numbers are little-endian. As the reader sees them.
#pragma once

#include "appliance/base/bytes.h"

#include <array>
#include <optional>

namespace token {

inline constexpr std::size_t ccid_header_size = 10;

// Section 6.1: from the host.
enum class CcidCommand : std::uint8_t {
    set_parameters = 0x61,
    icc_power_on = 0x62,
    icc_power_off = 0x63,
    get_slot_status = 0x65,
    secure = 0x69,
    t0_apdu = 0x6A,
    escape = 0x6B,
    get_parameters = 0x6C,
    reset_parameters = 0x6D,
    icc_clock = 0x6E,
    xfr_block = 0x6F,
    mechanical = 0x71,
    abort = 0x72,
    set_data_rate = 0x73,
};

// Section 6.2: from the reader.
enum class CcidReply : std::uint8_t { data_block = 0x80, slot_status = 0x81, parameters = 0x82, escape = 0x83, data_rate = 0x84 };

struct CcidMessage {
    std::uint8_t type = 0, slot = 0, sequence = 0;
    std::array<std::uint8_t, 3> specific{};
    base::Bytes data;
};

// What stands in dwLength; the header must be there.
std::size_t length_in(base::ByteView header);
CcidMessage message_of(base::ByteView frame);
base::Bytes frame_of(const CcidMessage& message);

// The reply that the standard names for a command; slot_status for unknown ones.
CcidReply reply_to(std::uint8_t command);
bool is_known(std::uint8_t command);

// Section 6.2.6.
enum class CardState : std::uint8_t { active = 0, inactive = 1, absent = 2 };
enum class CommandState : std::uint8_t { done = 0x00, failed = 0x40, time_extension = 0x80 };

// bError: table 6.2-2, or the offset of the field that is bad.
enum class CcidError : std::uint8_t {
    command_not_supported = 0x00,
    bad_length = 0x01,
    bad_slot = 0x05,
    bad_field = 0x07,       // the first of the three bytes that each command has for itself
    bad_level = 0x08,
    slot_busy = 0xE0,
    hardware = 0xFB,
    card_mute = 0xFE,
    aborted = 0xFF,
};

}  // namespace token
