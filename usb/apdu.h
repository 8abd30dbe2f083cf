// SPDX-License-Identifier: Apache-2.0
// Command and response APDUs (ISO 7816-4, 5), as values.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace usb {

inline constexpr std::size_t short_data_max = 255;
inline constexpr std::size_t extended_data_max = 65535;
inline constexpr std::uint8_t class_more_follows = 0x10;  // command chaining, ISO 7816-4, 5.3.3

struct Command {
    std::uint8_t cla = 0x00, ins = 0, p1 = 0, p2 = 0;
    base::SecretBytes data;      // codes and keys travel here, so all of it is wiped
    bool expects_data = false;   // Le: as much as there is
};

enum class ApduForm { short_form, extended };

// The whole of `command`, or with `piece` those bytes of its data. CHECKs that they fit the form.
base::SecretBytes encode(const Command& command, ApduForm form);
base::SecretBytes encode_piece(const Command& command, std::size_t offset, std::size_t size);
// 00 C0 00 00 Le (ISO 7816-4, 7.6.1); nought stands for 256.
base::Bytes get_response(std::uint8_t expected);

struct Response {
    base::Bytes data;
    std::uint16_t status = 0;
};

// Fault: token_failed (shorter than a status word, or longer than 64 KiB and it).
base::Result<Response> parse_response(base::ByteView apdu);

}  // namespace usb
