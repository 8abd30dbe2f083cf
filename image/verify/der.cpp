// SPDX-License-Identifier: Apache-2.0
#include "image/verify/der.h"

#include <algorithm>

namespace verify {
namespace {

// Tag and length; 0 when malformed.
std::size_t header_size_of(base::ByteView bytes, std::size_t& content_size) {
    if (bytes.size() < 2 || (bytes[0] & 0x1fU) == 0x1f) return 0;
    const std::uint8_t first = bytes[1];
    if (first < 0x80) {
        content_size = first;
        return 2;
    }
    const std::size_t length_size = first & 0x7fU;
    if (length_size == 0 || length_size > 4 || bytes.size() < 2 + length_size || bytes[2] == 0) return 0;
    content_size = 0;
    for (const std::uint8_t byte : bytes.subspan(2, length_size)) content_size = content_size << 8U | byte;
    if (content_size < 0x80) return 0;  // the short form would have done
    return 2 + length_size;
}

}  // namespace

Element DerReader::take_any() {
    std::size_t content_size = 0;
    const std::size_t header_size = header_size_of(m_rest, content_size);
    if (m_failed || header_size == 0 || content_size > m_rest.size() - header_size) {
        fail();
        return {};
    }
    const Element element{m_rest[0], m_rest.subspan(header_size, content_size),
                          m_rest.first(header_size + content_size)};
    m_rest = m_rest.subspan(element.whole.size());
    return element;
}

Element DerReader::take(std::uint8_t expected_tag) {
    if (!next_is(expected_tag)) {
        fail();
        return {};
    }
    return take_any();
}

bool are_equal(base::ByteView a, base::ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace verify
