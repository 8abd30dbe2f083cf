// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/tlv.h"

#include "appliance/base/reader.h"

namespace token {
namespace {

constexpr std::size_t objects_max = 64;

std::uint32_t take_tag(base::Reader& reader) {
    std::uint32_t tag = reader.take_u8();
    if ((tag & 0x1fU) != 0x1fU) return tag;
    for (int i = 0; i < 2; ++i) {
        const std::uint8_t next = reader.take_u8();
        tag = tag << 8U | next;
        if ((next & 0x80U) == 0) return tag;
    }
    (void)reader.take(reader.left() + 1);  // longer than three bytes: fails
    return 0;
}

std::size_t take_length(base::Reader& reader) {
    const std::uint8_t first = reader.take_u8();
    if (first < 0x80) return first;
    if (first == 0x81) return reader.take_u8();
    if (first == 0x82) return reader.take_u16();
    return reader.left() + 1;  // fails at the value
}

}  // namespace

std::optional<std::vector<Tlv>> parse_tlvs(base::ByteView bytes) {
    base::Reader reader(bytes);
    std::vector<Tlv> objects;
    while (!reader.is_failed() && reader.left() > 0 && objects.size() < objects_max) {
        const std::uint32_t tag = take_tag(reader);
        const std::size_t size = take_length(reader);
        objects.push_back({tag, reader.take(size)});
    }
    if (!reader.is_finished()) return std::nullopt;
    return objects;
}

const base::ByteView* find(const std::vector<Tlv>& objects, std::uint32_t tag) {
    for (const Tlv& object : objects)
        if (object.tag == tag) return &object.value;
    return nullptr;
}

base::Bytes tlv(std::uint32_t tag, base::ByteView value) {
    base::Bytes out;
    base::append_number(out, tag, tag > 0xffff ? 3 : tag > 0xff ? 2 : 1);
    if (value.size() < 0x80) {
        base::append_number(out, value.size(), 1);
    } else if (value.size() < 0x100) {
        out.push_back(0x81);
        base::append_number(out, value.size(), 1);
    } else {
        out.push_back(0x82);
        base::append_number(out, value.size(), 2);
    }
    base::append(out, value);
    return out;
}

base::Bytes tlv(std::uint32_t tag, std::uint8_t value) { return tlv(tag, base::ByteView(&value, 1)); }

}  // namespace token
