// SPDX-License-Identifier: Apache-2.0
// BER-TLV as cards use it (ISO/IEC 7816-4 section 5.2.2): tags of up to three bytes,
// lengths of up to 65,535.
#pragma once

#include "appliance/base/bytes.h"

#include <optional>
#include <vector>

namespace token {

struct Tlv {
    std::uint32_t tag = 0;    // its bytes, as a number: 0x5FC105
    base::ByteView value;     // into the bytes that were parsed
};

// The objects that follow each other in `bytes`, all of it; nothing when that is not so.
std::optional<std::vector<Tlv>> parse_tlvs(base::ByteView bytes);

// The value of the first with this tag; nullptr when there is none.
const base::ByteView* find(const std::vector<Tlv>& objects, std::uint32_t tag);

base::Bytes tlv(std::uint32_t tag, base::ByteView value);
// Of one byte.
base::Bytes tlv(std::uint32_t tag, std::uint8_t value);

}  // namespace token
