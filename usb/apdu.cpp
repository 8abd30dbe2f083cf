// SPDX-License-Identifier: Apache-2.0
#include "usb/apdu.h"

#include <algorithm>

namespace usb {
namespace {

using base::ByteView;
using base::SecretBytes;

SecretBytes write(std::uint8_t cla, const Command& command, ByteView data, ApduForm form, bool expects_data) {
    const bool is_long = form == ApduForm::extended;
    CHECK(data.size() <= (is_long ? extended_data_max : short_data_max));
    const std::size_t length_size = data.empty() ? 0 : (is_long ? 3 : 1);
    // An extended Le alone begins with a nought of its own.
    const std::size_t expected_size = !expects_data ? 0 : !is_long ? 1 : data.empty() ? 3 : 2;
    SecretBytes out(4 + length_size + data.size() + expected_size);
    const auto bytes = out.reveal_to_fill();
    bytes[0] = cla;
    bytes[1] = command.ins;
    bytes[2] = command.p1;
    bytes[3] = command.p2;
    if (length_size == 1) bytes[4] = static_cast<std::uint8_t>(data.size());
    if (length_size == 3) {
        bytes[5] = static_cast<std::uint8_t>(data.size() >> 8U);
        bytes[6] = static_cast<std::uint8_t>(data.size() & 0xffU);
    }
    std::copy(data.begin(), data.end(), bytes.begin() + static_cast<std::ptrdiff_t>(4 + length_size));
    return out;  // Le is noughts: as much as there is
}

}  // namespace

SecretBytes encode(const Command& command, ApduForm form) {
    return write(command.cla, command, command.data.reveal(), form, command.expects_data);
}

SecretBytes encode_piece(const Command& command, std::size_t offset, std::size_t size) {
    const ByteView all = command.data.reveal();
    CHECK(offset <= all.size() && size <= all.size() - offset);
    const bool is_last = offset + size == all.size();
    const auto cla = static_cast<std::uint8_t>(command.cla | (is_last ? 0 : class_more_follows));
    return write(cla, command, all.subspan(offset, size), ApduForm::short_form, is_last && command.expects_data);
}

base::Bytes get_response(std::uint8_t expected) { return {0x00, 0xc0, 0x00, 0x00, expected}; }

base::Result<Response> parse_response(ByteView apdu) {
    constexpr std::size_t response_max = 65536 + 2;
    if (apdu.size() < 2 || apdu.size() > response_max)
        return base::Failure{base::Fault::token_failed, "a response of " + std::to_string(apdu.size()) + " bytes"};
    Response response;
    response.data = base::to_bytes(apdu.first(apdu.size() - 2));
    response.status = static_cast<std::uint16_t>(apdu[apdu.size() - 2] << 8U | apdu[apdu.size() - 1]);
    return response;
}

}  // namespace usb
