// SPDX-License-Identifier: Apache-2.0
#include "usb/card.h"

#include "appliance/base/reader.h"

#include <algorithm>

namespace usb {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t answer_size_max = 65536;
constexpr std::uint8_t more_data = 0x61;
constexpr std::uint8_t other_length = 0x6c;
constexpr std::uint16_t tries_mask = 0xfff0;
constexpr std::uint16_t tries_are = 0x63c0;

std::string hex_of(std::uint16_t status) {
    base::Bytes bytes;
    base::append_number(bytes, status, 2);
    return base::to_hex(bytes);
}

}  // namespace

// TS T0, interface bytes as announced by T0 and each TDi, historical bytes (ISO 7816-3, 8.2).
bool promises_extended(ByteView answer_to_reset) {
    base::Reader reader(answer_to_reset);
    reader.take_u8();
    const std::uint8_t format = reader.take_u8();
    const std::size_t historical_size = format & 0x0fU;
    unsigned announced = format >> 4U;
    while (announced != 0 && !reader.is_failed()) {
        reader.take((announced & 1U) + (announced >> 1U & 1U) + (announced >> 2U & 1U));
        announced = (announced & 8U) != 0 ? reader.take_u8() >> 4U : 0U;
    }
    base::Reader historical(reader.take(historical_size));
    if (reader.is_failed() || historical.take_u8() != 0x80) return false;
    while (historical.left() > 0) {  // COMPACT-TLV: tag and length in one byte
        const std::uint8_t head = historical.take_u8();
        const ByteView value = historical.take(head & 0x0fU);
        constexpr std::uint8_t capabilities = 0x7;
        if (head >> 4U == capabilities && value.size() == 3) return (value[2] & 0x40U) != 0;
    }
    return false;
}

Card::Card(std::unique_ptr<Wire> wire)
    : m_wire(std::move(wire)), m_takes_extended(m_wire->takes_extended() && promises_extended(m_wire->answer_to_reset())) {}

Result<Response> Card::once(ByteView apdu, std::int64_t patience_ms) {
    const base::Bytes answer = TRY(m_wire->exchange(apdu, patience_ms));
    return parse_response(answer);
}

Result<Response> Card::send(const Command& command, std::int64_t patience_ms) {
    if (command.data.size() <= short_data_max) {
        const base::SecretBytes apdu = encode(command, ApduForm::short_form);
        Response response = TRY(once(apdu.reveal(), patience_ms));
        if (response.status >> 8U != other_length || !command.expects_data) return response;
        // The card wants Le to be just so, and has not acted yet (6Cxx).
        base::SecretBytes exact = apdu.clone();
        exact.reveal_to_fill().back() = static_cast<std::uint8_t>(response.status & 0xffU);
        return once(exact.reveal(), patience_ms);
    }
    if (command.data.size() > extended_data_max) return Failure{Fault::token_failed, "more than a token can be told"};
    if (m_takes_extended) return once(encode(command, ApduForm::extended).reveal(), patience_ms);
    for (std::size_t offset = 0;;) {
        const std::size_t size = std::min(short_data_max, command.data.size() - offset);
        Response response = TRY(once(encode_piece(command, offset, size).reveal(), patience_ms));
        offset += size;
        if (offset == command.data.size() || response.status != status_done) return response;
    }
}

Result<Response> Card::transmit(const Command& command, std::int64_t patience_ms) {
    Response response = TRY(send(command, patience_ms));
    while (response.status >> 8U == more_data) {
        const base::Bytes question = get_response(static_cast<std::uint8_t>(response.status & 0xffU));
        Response more = TRY(once(question, patience_ms));
        if (more.data.empty() && more.status >> 8U == more_data) return Failure{Fault::token_failed, "promises more and gives nothing"};
        base::append(response.data, more.data);
        response.status = more.status;
        if (response.data.size() > answer_size_max) return Failure{Fault::token_failed, "an answer without end"};
    }
    return response;
}

Failure status_failure(std::uint16_t status, const char* step) {
    const std::string where = std::string(step) + ": status " + hex_of(status);
    if (status == status_locked || status == tries_are) return {Fault::pin_locked, where};
    if ((status & tries_mask) == tries_are) return {Fault::pin_wrong, where + ", tries left: " + std::to_string(status & 0x0fU)};
    if (status == status_not_allowed) return {Fault::token_failed, where + ", a code or the management key must be shown first"};
    return {Fault::token_failed, where};
}

}  // namespace usb
