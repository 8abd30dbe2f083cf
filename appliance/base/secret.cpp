// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/secret.h"

#include <cstring>
#include <utility>

namespace base {

void wipe(void* memory, std::size_t size) {
    if (size != 0) explicit_bzero(memory, size);
}

[[gnu::noinline]] void wipe_stack() {
    std::uint8_t below[256U << 10U];
    wipe(below, sizeof below);
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        wipe(m_bytes.data(), m_bytes.size());
        m_bytes = std::move(other.m_bytes);
        other.m_bytes.clear();
    }
    return *this;
}

SecretBytes::~SecretBytes() { wipe(m_bytes.data(), m_bytes.size()); }

Pin::Pin(Pin&& other) noexcept : m_digits(other.m_digits), m_length(other.m_length) { other.clear(); }

Pin& Pin::operator=(Pin&& other) noexcept {
    if (this != &other) {
        m_digits = other.m_digits;
        m_length = other.m_length;
        other.clear();
    }
    return *this;
}

Pin::~Pin() { clear(); }

bool Pin::push(char digit) {
    if (m_length == length_max || digit < '0' || digit > '9') return false;
    m_digits[m_length++] = static_cast<std::uint8_t>(digit);
    return true;
}

void Pin::pop() {
    if (m_length != 0) m_digits[--m_length] = 0;
}

void Pin::clear() {
    wipe(m_digits.data(), m_digits.size());
    m_length = 0;
}

}  // namespace base
