// SPDX-License-Identifier: Apache-2.0
#include "usb/tlv.h"

#include "appliance/base/check.h"

namespace usb {

std::uint8_t TlvReader::next() {
    if (m_rest.empty()) {
        m_failed = true;
        return 0;
    }
    const std::uint8_t byte = m_rest[0];
    m_rest = m_rest.subspan(1);
    return byte;
}

std::uint32_t TlvReader::take_tag() {
    std::uint32_t tag = next();
    if ((tag & 0x1fU) != 0x1fU) return tag;
    for (int more = 0; more < 2; ++more) {
        const std::uint8_t byte = next();
        tag = tag << 8U | byte;
        if ((byte & 0x80U) == 0) return tag;
    }
    m_failed = true;  // longer than any tag of a card
    return 0;
}

std::size_t TlvReader::take_length() {
    const std::uint8_t first = next();
    if (first < 0x80) return first;
    const unsigned count = first & 0x7fU;
    if (count == 0 || count > 3) {  // without end, or beyond what a card can hold
        m_failed = true;
        return 0;
    }
    std::size_t length = 0;
    for (unsigned i = 0; i < count; ++i) length = length << 8U | next();
    return length;
}

TlvReader::Element TlvReader::take_any() {
    Element element;
    if (!m_failed) element.tag = take_tag();
    const std::size_t length = m_failed ? 0 : take_length();
    if (m_failed || length > m_rest.size()) {
        m_failed = true;
        m_rest = {};
        return {};
    }
    element.content = m_rest.first(length);
    m_rest = m_rest.subspan(length);
    return element;
}

base::ByteView TlvReader::take(std::uint32_t tag) {
    const Element element = take_any();
    if (!m_failed && element.tag == tag) return element.content;
    m_failed = true;
    m_rest = {};
    return {};
}

std::optional<base::ByteView> find_tlv(base::ByteView siblings, std::uint32_t tag) {
    TlvReader reader(siblings);
    std::optional<base::ByteView> found;
    for (std::size_t i = 0; i < tlv_elements_max && !reader.is_at_end(); ++i) {
        const TlvReader::Element element = reader.take_any();
        if (!reader.is_failed() && element.tag == tag && !found) found = element.content;
    }
    if (!reader.is_finished()) return std::nullopt;
    return found;
}

void append_tlv_head(base::Bytes& out, std::uint32_t tag, std::size_t size) {
    CHECK(size <= 0xffff && tag <= 0xffffff);
    for (unsigned shift = 24; shift-- > 0;) {
        if (shift % 8 != 0) continue;
        const auto byte = static_cast<std::uint8_t>(tag >> shift & 0xffU);
        if (tag >> shift != 0 || shift == 0) out.push_back(byte);
    }
    if (size > 0xff) out.push_back(0x82);
    else if (size > 0x7f) out.push_back(0x81);
    if (size > 0xff) out.push_back(static_cast<std::uint8_t>(size >> 8U));
    out.push_back(static_cast<std::uint8_t>(size & 0xffU));
}

void append_tlv(base::Bytes& out, std::uint32_t tag, base::ByteView content) {
    append_tlv_head(out, tag, content.size());
    base::append(out, content);
}

}  // namespace usb
