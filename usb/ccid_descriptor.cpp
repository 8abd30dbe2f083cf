// SPDX-License-Identifier: Apache-2.0
#include "usb/ccid_descriptor.h"

namespace usb {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t descriptor_size = 54;
constexpr std::uint8_t ccid_type = 0x21;
constexpr std::size_t message_size_least = 10 + 261;   // one short command APDU
constexpr std::size_t message_size_most = 65544 + 10;  // one extended APDU, 5.1
constexpr std::uint32_t feature_automatic_voltage = 0x08;

std::uint32_t little_endian(ByteView bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8U | bytes[at + i];
    return value;
}

Result<ExchangeLevel> level_of(std::uint32_t features) {
    switch (features >> 16U & 0x07U) {
    case 0: return ExchangeLevel::characters;
    case 1: return ExchangeLevel::tpdu;
    case 2: return ExchangeLevel::short_apdu;
    case 4: return ExchangeLevel::extended_apdu;
    default: return Failure{Fault::token_failed, "more than one level of exchange"};
    }
}

Result<ByteView> find_descriptor(ByteView extra) {
    while (extra.size() >= 2) {
        const std::size_t size = extra[0];
        if (size < 2 || size > extra.size()) break;
        if (extra[1] == ccid_type && size == descriptor_size) return extra.first(size);
        extra = extra.subspan(size);
    }
    return Failure{Fault::token_failed, "no class descriptor of a smart-card reader"};
}

}  // namespace

Result<CcidDescriptor> parse_ccid_descriptor(ByteView extra) {
    const ByteView bytes = TRY(find_descriptor(extra));
    CcidDescriptor descriptor;
    descriptor.slot_index_max = bytes[4];
    descriptor.features = little_endian(bytes, 40);
    descriptor.level = TRY(level_of(descriptor.features));
    descriptor.chooses_voltage = (descriptor.features & feature_automatic_voltage) != 0;
    descriptor.message_size_max = little_endian(bytes, 44);
    if (descriptor.message_size_max < message_size_least || descriptor.message_size_max > message_size_most)
        return Failure{Fault::token_failed, "messages of " + std::to_string(descriptor.message_size_max) + " bytes"};
    return descriptor;
}

}  // namespace usb
