// SPDX-License-Identifier: Apache-2.0
// BER-TLV as smart cards write it (ISO 7816-4, 5.2.2): tags of up to three bytes, definite
// lengths of up to 64 KiB. Longer forms of a length than needed are taken: cards do write them.
#pragma once

#include "appliance/base/bytes.h"

#include <optional>

namespace usb {

// Reads one element after the other. Every take fails, and goes on failing, once something
// was not as asked.
class TlvReader {
public:
    explicit TlvReader(base::ByteView bytes) : m_rest(bytes) {}

    struct Element {
        std::uint32_t tag = 0;  // its bytes, big-endian: 0x7f49
        base::ByteView content;
    };

    Element take_any();
    // The content of the next element, which must have this tag.
    base::ByteView take(std::uint32_t tag);

    bool is_at_end() const { return m_rest.empty(); }
    bool is_failed() const { return m_failed; }
    // Everything was read, and it was well-formed.
    bool is_finished() const { return !m_failed && m_rest.empty(); }

private:
    std::uint8_t next();
    std::uint32_t take_tag();
    std::size_t take_length();

    base::ByteView m_rest;
    bool m_failed = false;
};

inline constexpr std::size_t tlv_elements_max = 64;  // in one template

// The first element with this tag among its siblings, the whole of which must be
// well-formed and not more than the limit; absent otherwise.
std::optional<base::ByteView> find_tlv(base::ByteView siblings, std::uint32_t tag);

// Writes the shortest length. CHECKs that the content is at most 65535 bytes.
void append_tlv(base::Bytes& out, std::uint32_t tag, base::ByteView content);
void append_tlv_head(base::Bytes& out, std::uint32_t tag, std::size_t size);

}  // namespace usb
