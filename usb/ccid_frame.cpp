// SPDX-License-Identifier: Apache-2.0
#include "usb/ccid_frame.h"

#include <algorithm>

namespace usb {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

std::uint32_t little_endian(ByteView bytes) {
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8U | static_cast<std::uint32_t>(bytes[2]) << 16U |
           static_cast<std::uint32_t>(bytes[3]) << 24U;
}

bool is_answer_chain(std::uint8_t value) { return value <= 0x03 || value == 0x10; }

}  // namespace

base::SecretBytes encode(const CcidCommand& command) {
    base::SecretBytes frame(ccid_header_size + command.data.size());
    const auto out = frame.reveal_to_fill();
    const auto size = static_cast<std::uint32_t>(command.data.size());
    out[0] = static_cast<std::uint8_t>(command.type);
    for (std::size_t i = 0; i < 4; ++i) out[1 + i] = static_cast<std::uint8_t>(size >> (8 * i) & 0xffU);
    out[5] = command.slot;
    out[6] = command.sequence;
    if (command.type == CcidCommandType::power_on) out[7] = command.power;
    if (command.type == CcidCommandType::transfer_block) out[8] = static_cast<std::uint8_t>(command.chain);  // wLevelParameter
    std::copy(command.data.begin(), command.data.end(), out.begin() + ccid_header_size);
    return frame;
}

Result<std::size_t> frame_size(ByteView beginning, std::size_t frame_max) {
    if (beginning.size() < ccid_header_size) return Failure{Fault::token_failed, "a frame shorter than its header"};
    const std::uint32_t size = little_endian(beginning.subspan(1, 4));
    if (frame_max < ccid_header_size || size > frame_max - ccid_header_size) return Failure{Fault::token_failed, "a frame longer than the reader's limit"};
    return ccid_header_size + size;
}

Result<CcidAnswer> decode_answer(ByteView frame) {
    const std::size_t size = TRY(frame_size(frame, frame.size()));
    if (size != frame.size()) return Failure{Fault::token_failed, "a frame that is not as long as it says"};
    CcidAnswer answer;
    if (frame[0] == static_cast<std::uint8_t>(CcidAnswerType::data_block)) answer.type = CcidAnswerType::data_block;
    else if (frame[0] != static_cast<std::uint8_t>(CcidAnswerType::slot_status)) return Failure{Fault::token_failed, "a frame of another kind"};
    answer.slot = frame[5];
    answer.sequence = frame[6];
    const auto outcome = static_cast<std::uint8_t>(frame[7] >> 6U);
    const auto card = static_cast<std::uint8_t>(frame[7] & 0x03U);
    if (outcome > 2 || card > 2) return Failure{Fault::token_failed, "a status that the standard reserves"};
    answer.outcome = static_cast<CcidOutcome>(outcome);
    answer.card = static_cast<CardPresence>(card);
    answer.error = frame[8];
    if (answer.type == CcidAnswerType::data_block) {
        if (!is_answer_chain(frame[9])) return Failure{Fault::token_failed, "a piece that is neither first, middle nor last"};
        answer.chain = static_cast<CcidChain>(frame[9]);
    } else if (size != ccid_header_size) {
        return Failure{Fault::token_failed, "a slot status with data"};
    }
    answer.data = base::to_bytes(frame.subspan(ccid_header_size));
    return answer;
}

}  // namespace usb
