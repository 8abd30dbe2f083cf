// SPDX-License-Identifier: Apache-2.0
// The one strict reader of big-endian binary input (TPM structures, CCID, log
// entries). Every take_ fails, and goes on failing, past the end.
#pragma once

#include "appliance/base/bytes.h"

namespace base {

class Reader {
public:
    explicit Reader(ByteView bytes) : m_rest(bytes) {}

    std::uint8_t take_u8() { return static_cast<std::uint8_t>(take_number(1)); }
    std::uint16_t take_u16() { return static_cast<std::uint16_t>(take_number(2)); }
    std::uint32_t take_u32() { return static_cast<std::uint32_t>(take_number(4)); }
    std::uint64_t take_u64() { return take_number(8); }
    ByteView take(std::size_t size) {
        if (size > m_rest.size()) {
            m_failed = true;
            m_rest = {};
            return {};
        }
        const ByteView head = m_rest.first(size);
        m_rest = m_rest.subspan(size);
        return head;
    }

    std::size_t left() const { return m_rest.size(); }
    bool is_failed() const { return m_failed; }
    // Everything was read, and nothing past it was asked for.
    bool is_finished() const { return !m_failed && m_rest.empty(); }

private:
    std::uint64_t take_number(std::size_t size) {
        std::uint64_t value = 0;
        for (std::uint8_t byte : take(size)) value = value << 8U | byte;
        return value;
    }

    ByteView m_rest;
    bool m_failed = false;
};

// Its mirror: appends big-endian numbers.
inline void append_number(Bytes& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xffU));
}

}  // namespace base
