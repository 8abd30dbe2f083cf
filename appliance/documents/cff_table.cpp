// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/cff_table.h"

#include "appliance/base/reader.h"

namespace documents {
namespace {

using base::ByteView;
using base::Reader;

// Skips an INDEX (section 5) and gives its first element.
ByteView take_index(Reader& reader) {
    const std::size_t count = reader.take_u16();
    if (count == 0) return {};
    const std::size_t width = reader.take_u8();
    if (width < 1 || width > 4) return {};
    std::size_t second = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i <= count && !reader.is_failed(); ++i) {
        last = 0;
        for (const std::uint8_t byte : reader.take(width)) last = last << 8U | byte;
        if (i == 1) second = last;
    }
    const ByteView data = reader.take(last > 0 ? last - 1 : 0);
    return second > 0 && second - 1 <= data.size() ? data.first(second - 1) : ByteView{};
}

struct TopDict {
    bool has_ros = false;
    std::size_t charset = 0;
};

TopDict read_top_dict(ByteView dict) {
    TopDict top;
    Reader reader(dict);
    std::int64_t operand = 0;
    while (reader.left() > 0 && !reader.is_failed()) {
        const unsigned byte = reader.take_u8();
        if (byte == 12) {
            top.has_ros = reader.take_u8() == 30 || top.has_ros;
        } else if (byte <= 21) {
            if (byte == 15 && operand > 0) top.charset = static_cast<std::size_t>(operand);
        } else if (byte == 28) {
            operand = reader.take_u16();
        } else if (byte == 29) {
            operand = reader.take_u32();
        } else if (byte == 30) {  // a real number: nibbles up to 0xf
            unsigned pair = 0;
            do pair = reader.take_u8();
            while ((pair & 15U) != 15 && pair >> 4U != 15 && !reader.is_failed());
        } else if (byte <= 246) {
            operand = static_cast<std::int64_t>(byte) - 139;
        } else if (byte <= 250) {
            operand = (static_cast<std::int64_t>(byte) - 247) * 256 + reader.take_u8() + 108;
        } else {
            operand = -(static_cast<std::int64_t>(byte) - 251) * 256 - reader.take_u8() - 108;
        }
    }
    return top;
}

// Section 13: glyph 0 is always CID 0 and not listed.
bool is_identity_charset(Reader reader, std::size_t glyph_count) {
    const unsigned format = reader.take_u8();
    std::size_t next = 1;
    while (next < glyph_count && !reader.is_failed()) {
        if (reader.take_u16() != next) return false;
        if (format == 0) next += 1;
        else if (format == 1) next += reader.take_u8() + std::size_t{1};
        else if (format == 2) next += reader.take_u16() + std::size_t{1};
        else return false;
    }
    return !reader.is_failed();
}

}  // namespace

CffFacts cff_facts(ByteView table, std::size_t glyph_count) {
    Reader reader(table);
    reader.take(2);
    const std::size_t header = reader.take_u8();
    if (header < 4 || header > table.size()) return {};
    reader = Reader(table.subspan(header));
    take_index(reader);
    const TopDict top = read_top_dict(take_index(reader));
    CffFacts facts;
    facts.is_valid = !reader.is_failed();
    facts.is_cid_keyed = top.has_ros;
    facts.is_identity = top.has_ros && top.charset > 2 && top.charset < table.size() &&
                        is_identity_charset(Reader(table.subspan(top.charset)), glyph_count);
    return facts;
}

}  // namespace documents
