// SPDX-License-Identifier: Apache-2.0
// GET DATA and PUT DATA (SP 800-73-4 part 2, 3.1.2 and 3.3.2).
#include "emulator/token/piv_applet.h"
#include "emulator/token/tlv.h"

namespace token {
namespace {

constexpr std::size_t object_max = 3052, objects_max = 64;
constexpr std::uint32_t discovery = 0x7E, biometric_group = 0x7F61;

// Part 1, table 2: fingerprints, printed information, face, iris.
bool is_read_with_pin(std::uint32_t tag) { return tag == 0x5FC103 || tag == 0x5FC109 || tag == 0x5FC108 || tag == 0x5FC121; }

bool is_object_tag(std::uint32_t tag) { return tag >> 8U == 0x5FC1 || tag >> 8U == 0x5FFF; }

std::uint32_t number_of(base::ByteView bytes) {
    std::uint32_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8U | byte;
    return number;
}

}  // namespace

Answer PivApplet::get_data(const Command& command) const {
    if (command.p1 != 0x3F || command.p2 != 0xFF) return Word::wrong_parameters;
    const auto objects = parse_tlvs(command.data);
    if (!objects || objects->size() != 1 || objects->front().tag != 0x5C || objects->front().value.size() > 3) return Word::wrong_data;
    const std::uint32_t tag = number_of(objects->front().value);
    if (tag == discovery) {
        // Part 1, 3.3.2: the application, and that its own PIN satisfies its access rules.
        base::Bytes content = tlv(0x4F, base::Bytes{0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00});
        base::append(content, tlv(0x5F2F, base::Bytes{0x40, 0x00}));
        return tlv(0x7E, content);
    }
    if (tag == biometric_group) return Word::not_found;
    if (is_read_with_pin(tag) && !m_session.is_pin_verified) return Word::security_status;
    const auto found = m_state.objects.find(tag);
    if (found == m_state.objects.end()) return Word::not_found;
    return tlv(0x53, found->second);
}

Answer PivApplet::put_data(const Command& command) {
    if (command.p1 != 0x3F || command.p2 != 0xFF) return Word::wrong_parameters;
    if (!m_session.is_managed) return Word::security_status;
    const auto objects = parse_tlvs(command.data);
    if (!objects || objects->size() != 2 || objects->at(0).tag != 0x5C || objects->at(1).tag != 0x53 || objects->at(0).value.size() != 3)
        return Word::wrong_data;
    const std::uint32_t tag = number_of(objects->at(0).value);
    if (!is_object_tag(tag)) return Word::not_found;
    const base::ByteView value = objects->at(1).value;
    if (value.size() > object_max) return Word::no_room;
    TokenState next = m_state;
    if (value.empty()) next.objects.erase(tag);
    else next.objects[tag] = base::to_bytes(value);
    if (next.objects.size() > objects_max) return Word::no_room;
    if (!store(std::move(next))) return Word::memory_failure;
    return Word::success;
}

}  // namespace token
