// SPDX-License-Identifier: Apache-2.0
// Distinguished encoding rules (X.690, 10), read strictly: single-byte tags, definite
// lengths in their shortest form, nothing over. Views point into the caller's bytes.
#pragma once

#include "appliance/base/bytes.h"

#include <cstdint>

namespace verify {

namespace tag {
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t null = 0x05;
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t set = 0x31;
inline constexpr std::uint8_t context_0 = 0xa0;  // constructed
inline constexpr std::uint8_t context_1 = 0xa1;
inline constexpr std::uint8_t context_2 = 0xa2;
inline constexpr std::uint8_t context_3 = 0xa3;
inline constexpr std::uint8_t context_4 = 0xa4;
}  // namespace tag

struct Element {
    std::uint8_t tag = 0;
    base::ByteView content;
    base::ByteView whole;  // with tag and length
};

// Takes elements one after the other; fails, and goes on failing, at the first that is
// absent or not as asked for.
class DerReader {
public:
    explicit DerReader(base::ByteView bytes) : m_rest(bytes) {}

    Element take_any();
    Element take(std::uint8_t expected_tag);
    DerReader take_inside(std::uint8_t expected_tag) { return DerReader(take(expected_tag).content, m_failed); }
    bool next_is(std::uint8_t wanted_tag) const { return !m_failed && !m_rest.empty() && m_rest[0] == wanted_tag; }

    bool is_at_end() const { return m_rest.empty(); }
    bool is_failed() const { return m_failed; }
    bool is_finished() const { return !m_failed && m_rest.empty(); }
    base::ByteView rest() const { return m_rest; }

private:
    DerReader(base::ByteView bytes, bool has_failed) : m_rest(bytes), m_failed(has_failed) {}
    void fail() {
        m_failed = true;
        m_rest = {};
    }

    base::ByteView m_rest;
    bool m_failed = false;
};

bool are_equal(base::ByteView a, base::ByteView b);

}  // namespace verify
