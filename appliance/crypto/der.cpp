// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/der.h"

#include "appliance/base/check.h"
#include "appliance/crypto/handles.h"

#include <openssl/objects.h>

#include <algorithm>

namespace crypto {

using base::Bytes;
using base::ByteView;

DerReader::Element DerReader::fail() {
    m_failed = true;
    m_rest = {};
    return {};
}

DerReader::Element DerReader::take_any() {
    if (m_failed || m_rest.size() < 2 || (m_rest[0] & 0x1fU) == 0x1fU) return fail();
    const std::uint8_t first = m_rest[1];
    std::size_t header = 2;
    std::size_t size = first;
    if (first >= 0x80U) {
        const std::size_t digits = first & 0x7fU;
        if (digits == 0 || digits > 4 || m_rest.size() < 2 + digits || m_rest[2] == 0) return fail();
        size = 0;
        for (std::size_t i = 0; i < digits; ++i) size = size << 8U | m_rest[2 + i];
        if (size < 0x80U) return fail();
        header += digits;
    }
    if (size > m_rest.size() - header) return fail();
    const Element element{m_rest[0], m_rest.subspan(header, size), m_rest.first(header + size)};
    m_rest = m_rest.subspan(header + size);
    return element;
}

ByteView DerReader::take(std::uint8_t tag) {
    const Element element = take_any();
    if (m_failed || element.tag != tag) return fail().content;
    return element.content;
}

Der::Der(Bytes encoded) : m_size(encoded.size()) { m_pieces.push_back({std::move(encoded), {}}); }

Der Der::borrowed(ByteView bytes) {
    Der der;
    der.m_pieces.push_back({{}, bytes});
    der.m_size = bytes.size();
    return der;
}

void Der::add(const Der& part) {
    m_pieces.insert(m_pieces.end(), part.m_pieces.begin(), part.m_pieces.end());
    m_size += part.m_size;
}

Der Der::wrap(std::uint8_t tag, const std::vector<Der>& parts) {
    std::size_t size = 0;
    for (const Der& part : parts) size += part.m_size;
    Bytes header{tag};
    if (size < 0x80U) {
        header.push_back(static_cast<std::uint8_t>(size));
    } else {
        std::size_t digits = 1;
        while (size >> (8 * digits) != 0) ++digits;
        header.push_back(static_cast<std::uint8_t>(0x80U | digits));
        for (std::size_t i = digits; i-- > 0;) header.push_back(static_cast<std::uint8_t>(size >> (8 * i) & 0xffU));
    }
    Der der(std::move(header));
    for (const Der& part : parts) der.add(part);
    return der;
}

Der Der::wrap(std::uint8_t tag, std::initializer_list<Der> parts) { return wrap(tag, std::vector<Der>(parts)); }

Bytes Der::flatten() const {
    Bytes out;
    out.reserve(m_size);
    for (const Piece& piece : m_pieces) {
        base::append(out, ByteView(piece.owned));
        base::append(out, piece.borrowed);
    }
    return out;
}

Der der_sequence(std::initializer_list<Der> parts) { return Der::wrap(0x30, parts); }

Der der_set_of(std::vector<Bytes> elements, std::uint8_t tag) {
    std::ranges::sort(elements, {}, [](const Bytes& element) { return base::as_text(element); });  // X.690, 11.6
    std::vector<Der> parts;
    for (Bytes& element : elements) parts.emplace_back(std::move(element));
    return Der::wrap(tag, parts);
}

Der der_oid(const char* dotted) {
    const ObjectHandle object(OBJ_txt2obj(dotted, 1));
    CHECK(object != nullptr);
    const auto* data = OBJ_get0_data(object.get());
    return Der::wrap(0x06, {Der(Bytes(data, data + OBJ_length(object.get())))});
}

Der der_integer(std::uint64_t value) {
    Bytes digits;
    for (std::size_t i = 8; i-- > 0;) digits.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xffU));
    return der_integer(ByteView(digits));
}

Der der_integer(ByteView big_endian) {
    while (big_endian.size() > 1 && big_endian[0] == 0) big_endian = big_endian.subspan(1);
    Bytes content;
    if (big_endian.empty() || big_endian[0] >= 0x80U) content.push_back(0);
    base::append(content, big_endian);
    return Der::wrap(0x02, {Der(std::move(content))});
}

Der der_octets(ByteView content) { return Der::wrap(0x04, {Der::borrowed(content)}); }

Der der_algorithm(const char* dotted, DerParameters parameters) {
    if (parameters == DerParameters::absent) return der_sequence({der_oid(dotted)});
    return der_sequence({der_oid(dotted), Der(Bytes{0x05, 0x00})});
}

}  // namespace crypto
