// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/ccid_frame.h"

#include "appliance/base/check.h"

namespace token {

std::size_t length_in(base::ByteView header) {
    CHECK(header.size() >= ccid_header_size);
    return static_cast<std::size_t>(header[1]) | static_cast<std::size_t>(header[2]) << 8U | static_cast<std::size_t>(header[3]) << 16U |
           static_cast<std::size_t>(header[4]) << 24U;
}

CcidMessage message_of(base::ByteView frame) {
    CHECK(frame.size() >= ccid_header_size);
    return {frame[0], frame[5], frame[6], {frame[7], frame[8], frame[9]}, base::to_bytes(frame.subspan(ccid_header_size))};
}

base::Bytes frame_of(const CcidMessage& message) {
    base::Bytes out{message.type};
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(message.data.size() >> shift & 0xffU));
    out.push_back(message.slot);
    out.push_back(message.sequence);
    base::append(out, message.specific);
    base::append(out, message.data);
    return out;
}

CcidReply reply_to(std::uint8_t command) {
    switch (static_cast<CcidCommand>(command)) {
        case CcidCommand::icc_power_on:
        case CcidCommand::xfr_block:
        case CcidCommand::secure: return CcidReply::data_block;
        case CcidCommand::get_parameters:
        case CcidCommand::reset_parameters:
        case CcidCommand::set_parameters: return CcidReply::parameters;
        case CcidCommand::escape: return CcidReply::escape;
        case CcidCommand::set_data_rate: return CcidReply::data_rate;
        case CcidCommand::icc_power_off:
        case CcidCommand::get_slot_status:
        case CcidCommand::t0_apdu:
        case CcidCommand::icc_clock:
        case CcidCommand::mechanical:
        case CcidCommand::abort: return CcidReply::slot_status;
    }
    return CcidReply::slot_status;
}

bool is_known(std::uint8_t command) {
    switch (static_cast<CcidCommand>(command)) {
        case CcidCommand::set_parameters:
        case CcidCommand::icc_power_on:
        case CcidCommand::icc_power_off:
        case CcidCommand::get_slot_status:
        case CcidCommand::get_parameters:
        case CcidCommand::reset_parameters:
        case CcidCommand::icc_clock:
        case CcidCommand::xfr_block:
        case CcidCommand::abort: return true;
        default: return false;
    }
}

}  // namespace token
