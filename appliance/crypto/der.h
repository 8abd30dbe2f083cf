// SPDX-License-Identifier: Apache-2.0
// Internal: the little DER (X.690) that we read and write by hand, where OpenSSL's
// structures are closed to us or would add what we must not have.
#pragma once

#include "appliance/base/bytes.h"

#include <initializer_list>

namespace crypto {

// Reads strictly: definite, shortest lengths, tag numbers below 31. Every take fails,
// and goes on failing, once something was not as asked.
class DerReader {
public:
    explicit DerReader(base::ByteView bytes) : m_rest(bytes) {}

    struct Element {
        std::uint8_t tag = 0;
        base::ByteView content;
        base::ByteView whole;  // with tag and length
    };

    Element take_any();
    // The content of an element that must have this tag.
    base::ByteView take(std::uint8_t tag);
    // Whether an element with this tag comes next.
    bool is_next(std::uint8_t tag) const { return !m_failed && !m_rest.empty() && m_rest[0] == tag; }

    bool is_failed() const { return m_failed; }
    bool is_finished() const { return !m_failed && m_rest.empty(); }

private:
    Element fail();

    base::ByteView m_rest;
    bool m_failed = false;
};

// A piece of DER under construction: a rope, so that a hundred megabytes of content
// are copied once, by flatten(). Borrowed bytes must live until then.
class Der {
public:
    explicit Der(base::Bytes encoded);
    static Der borrowed(base::ByteView bytes);
    static Der wrap(std::uint8_t tag, std::initializer_list<Der> parts);
    static Der wrap(std::uint8_t tag, const std::vector<Der>& parts);

    std::size_t size() const { return m_size; }
    base::Bytes flatten() const;

private:
    struct Piece {
        base::Bytes owned;
        base::ByteView borrowed;
    };
    Der() = default;
    void add(const Der& part);

    std::vector<Piece> m_pieces;
    std::size_t m_size = 0;
};

enum class DerParameters { absent, null };

Der der_sequence(std::initializer_list<Der> parts);
// SET OF: elements in ascending order of their encodings (X.690, 11.6). `tag` replaces 0x31.
Der der_set_of(std::vector<base::Bytes> elements, std::uint8_t tag = 0x31);
Der der_oid(const char* dotted);  // CHECKs the text: constants of ours
Der der_integer(std::uint64_t value);
Der der_integer(base::ByteView big_endian);  // not negative
Der der_octets(base::ByteView content);      // borrows
Der der_algorithm(const char* dotted, DerParameters parameters);

}  // namespace crypto
