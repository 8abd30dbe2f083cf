// SPDX-License-Identifier: Apache-2.0
// Frames of the smart-card interface class (USB CCID rev. 1.1, 6), as pure functions:
// ten bytes of header, the length in little-endian, then the data.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace usb {

inline constexpr std::size_t ccid_header_size = 10;

enum class CcidCommandType : std::uint8_t { power_on = 0x62, power_off = 0x63, slot_status = 0x65, transfer_block = 0x6f };
enum class CcidAnswerType : std::uint8_t { data_block = 0x80, slot_status = 0x81 };

// Whether the data is the whole APDU or a piece of it (tables 6.1-4 and 6.2-2).
enum class CcidChain : std::uint8_t { whole = 0x00, begins = 0x01, ends = 0x02, goes_on = 0x03, send_more = 0x10 };

struct CcidCommand {
    CcidCommandType type = CcidCommandType::slot_status;
    std::uint8_t slot = 0;
    std::uint8_t sequence = 0;
    std::uint8_t power = 0;                    // of power_on only: 0 automatic, 1 5 V, 2 3 V, 3 1.8 V
    CcidChain chain = CcidChain::whole;        // of transfer_block only
    base::ByteView data;                       // of transfer_block only
};

// Secret, because the data may hold a code.
base::SecretBytes encode(const CcidCommand& command);

enum class CcidOutcome : std::uint8_t { done = 0, failed = 1, more_time = 2 };
enum class CardPresence : std::uint8_t { active = 0, inactive = 1, absent = 2 };

struct CcidAnswer {
    CcidAnswerType type = CcidAnswerType::slot_status;
    std::uint8_t slot = 0;
    std::uint8_t sequence = 0;
    CcidOutcome outcome = CcidOutcome::done;
    CardPresence card = CardPresence::active;
    std::uint8_t error = 0;                    // when failed: table 6.2-3; for more_time a multiplier
    CcidChain chain = CcidChain::whole;        // of data_block only
    base::Bytes data;
};

// How long the frame is that begins so: at least ten bytes are needed.
// Fault: token_failed (fewer, or more than `frame_max`).
base::Result<std::size_t> frame_size(base::ByteView beginning, std::size_t frame_max);
// Exactly one frame. Fault: token_failed.
base::Result<CcidAnswer> decode_answer(base::ByteView frame);

}  // namespace usb
