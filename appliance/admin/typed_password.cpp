// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/typed_password.h"

#include <algorithm>

namespace admin {
namespace {

bool is_inside_character(std::uint8_t byte) { return (byte & 0xC0U) == 0x80; }

}  // namespace

void TypedPassword::push(std::string_view character) {
    if (m_bytes.size() != bytes_max) m_bytes = base::SecretBytes(bytes_max);  // was moved from
    if (character.size() > bytes_max - m_size) return;
    std::copy(character.begin(), character.end(), m_bytes.reveal_to_fill().begin() + static_cast<std::ptrdiff_t>(m_size));
    m_size += character.size();
}

void TypedPassword::pop() {
    const auto bytes = m_bytes.reveal_to_fill();
    bool is_whole = false;
    while (m_size > 0 && !is_whole) {
        is_whole = !is_inside_character(bytes[--m_size]);
        bytes[m_size] = 0;
    }
}

void TypedPassword::clear() {
    m_bytes = base::SecretBytes(bytes_max);
    m_size = 0;
}

std::uint32_t TypedPassword::characters() const {
    const base::ByteView typed = m_bytes.reveal().first(m_size);
    return static_cast<std::uint32_t>(std::count_if(typed.begin(), typed.end(), [](std::uint8_t byte) { return !is_inside_character(byte); }));
}

base::SecretBytes TypedPassword::copy() const { return base::SecretBytes(m_bytes.reveal().first(m_size)); }

}  // namespace admin
