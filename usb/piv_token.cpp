// SPDX-License-Identifier: Apache-2.0
#include "usb/piv_token.h"

#include "usb/tlv.h"

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using base::Status;

// Without the version, which cards of every version answer to (SP 800-73-4, part 1, 2.2).
constexpr std::array<std::uint8_t, 9> application = {0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00};

}  // namespace

Result<std::shared_ptr<PivToken>> PivToken::open(std::unique_ptr<Wire> wire) {
    auto token = std::make_shared<PivToken>(std::move(wire));
    TRY(token->select());
    TRY(token->read_identity());
    return token;
}

Status PivToken::select() {
    const Response response = TRY(m_card.transmit({.ins = ins_select, .p1 = 0x04, .data = SecretBytes(ByteView(application)), .expects_data = true}));
    if (response.status == status_not_found) return Failure{Fault::token_not_ours, "it has no PIV application"};
    if (response.status != status_done) return status_failure(response.status, "SELECT");
    const auto property = find_tlv(response.data, 0x61);
    if (!property || !find_tlv(*property, 0x4f)) return Failure{Fault::token_failed, "SELECT: no application property template"};
    return {};
}

Status PivToken::read_identity() {
    const Response version = TRY(m_card.transmit({.ins = ins_version, .data = {}, .expects_data = true}));
    if (version.status == status_done && version.data.size() == 3)
        m_version = std::to_string(version.data[0]) + "." + std::to_string(version.data[1]) + "." + std::to_string(version.data[2]);
    const Response serial = TRY(m_card.transmit({.ins = ins_serial, .data = {}, .expects_data = true}));
    if (serial.status == status_done && serial.data.size() == 4) {
        std::uint32_t number = 0;
        for (const std::uint8_t byte : serial.data) number = number << 8U | byte;
        m_serial = std::to_string(number);
        return {};
    }
    const auto chuid = TRY(object(chuid_object));
    if (!chuid) return {};
    const auto identifier = find_tlv(*chuid, 0x34);
    if (identifier && identifier->size() == 16) m_serial = base::to_hex(*identifier);
    return {};
}

Status PivToken::forget() {
    const auto turn = take_turn();
    TRY(m_card.reset());
    return select();
}

// GET DATA: 53 { what the object holds } (SP 800-73-4, part 2, 3.1.2).
Result<std::optional<Bytes>> PivToken::object(std::uint32_t tag) {
    Bytes name;
    append_tlv(name, 0x5c, std::array<std::uint8_t, 3>{static_cast<std::uint8_t>(tag >> 16U), static_cast<std::uint8_t>(tag >> 8U & 0xffU),
                                                       static_cast<std::uint8_t>(tag & 0xffU)});
    const Response response = TRY(m_card.transmit({.ins = ins_get_data, .p1 = 0x3f, .p2 = 0xff, .data = SecretBytes(name), .expects_data = true}));
    if (response.status == status_not_found) return std::optional<Bytes>();
    if (response.status != status_done) return status_failure(response.status, "GET DATA");
    const auto content = find_tlv(response.data, 0x53);
    if (!content) return Failure{Fault::token_failed, "GET DATA: no data object"};
    if (content->empty()) return std::optional<Bytes>();
    return std::optional<Bytes>(base::to_bytes(*content));
}

// 70 { certificate } 71 { how it is written } FE {} (SP 800-73-4, part 1, table 10).
Result<std::optional<Bytes>> PivToken::certificate(PivSlot slot) {
    const auto turn = take_turn();
    const auto content = TRY(object(certificate_object(slot)));
    if (!content) return std::optional<Bytes>();
    const auto der = find_tlv(*content, 0x70);
    const auto how = find_tlv(*content, 0x71);
    if (!der || !how || how->size() != 1) return Failure{Fault::certificate_invalid, "the token's certificate object cannot be read"};
    constexpr std::uint8_t compressed = 0x01;
    if (((*how)[0] & compressed) != 0) return Failure{Fault::certificate_invalid, "the token keeps its certificate compressed, which is not taken"};
    if (der->empty()) return std::optional<Bytes>();
    return std::optional<Bytes>(base::to_bytes(*der));
}

Status PivToken::put_certificate(PivSlot slot, ByteView der) {
    const auto turn = take_turn();
    constexpr std::size_t certificate_size_max = 16384;
    if (der.size() > certificate_size_max) return Failure{Fault::certificate_invalid, "longer than a token keeps"};
    Bytes content;
    append_tlv(content, 0x70, der);
    append_tlv(content, 0x71, std::array<std::uint8_t, 1>{0x00});
    append_tlv(content, 0xfe, {});
    const std::uint32_t tag = certificate_object(slot);
    Bytes data;
    append_tlv(data, 0x5c, std::array<std::uint8_t, 3>{static_cast<std::uint8_t>(tag >> 16U), static_cast<std::uint8_t>(tag >> 8U & 0xffU),
                                                       static_cast<std::uint8_t>(tag & 0xffU)});
    append_tlv(data, 0x53, content);
    const Response response = TRY(m_card.transmit({.ins = ins_put_data, .p1 = 0x3f, .p2 = 0xff, .data = SecretBytes(data)}));
    if (response.status != status_done) return status_failure(response.status, "PUT DATA");
    return {};
}

// 7C { 82 {} 81 { block } } and back 7C { 82 { result } }.
Result<std::optional<Bytes>> PivToken::sign_block(PivSlot slot, ports::KeyAlgorithm algorithm, ByteView block) {
    const auto turn = take_turn();
    Bytes inner;
    append_tlv(inner, 0x82, {});
    append_tlv(inner, 0x81, block);
    Bytes data;
    append_tlv(data, 0x7c, inner);
    const Response response = TRY(m_card.transmit({.ins = ins_authenticate, .p1 = piv_number(algorithm), .p2 = static_cast<std::uint8_t>(slot),
                                                   .data = SecretBytes(data), .expects_data = true}));
    if (response.status == status_not_allowed) return std::optional<Bytes>();
    if (response.status != status_done) return status_failure(response.status, "GENERAL AUTHENTICATE");
    const auto template_content = find_tlv(response.data, 0x7c);
    const auto result = template_content ? find_tlv(*template_content, 0x82) : std::nullopt;
    if (!result || result->empty()) return Failure{Fault::token_failed, "GENERAL AUTHENTICATE: no result"};
    return std::optional<Bytes>(base::to_bytes(*result));
}

}  // namespace usb
