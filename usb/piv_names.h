// SPDX-License-Identifier: Apache-2.0
// The numbers of PIV (SP 800-73-4 part 1, 4; SP 800-78-4, table 6-2), and those of the
// vendor's extension that many tokens share.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/crypto/block_cipher.h"
#include "appliance/ports/signing_key.h"

#include <array>
#include <optional>
#include <string_view>

namespace usb {

// authentication: who stands at the door. signature: what a person means; its code is shown
// before each use. key_management: decryption. card_authentication: without any code.
enum class PivSlot : std::uint8_t { authentication = 0x9a, signature = 0x9c, key_management = 0x9d, card_authentication = 0x9e };
inline constexpr std::array<PivSlot, 4> piv_slots = {PivSlot::authentication, PivSlot::signature, PivSlot::key_management,
                                                     PivSlot::card_authentication};

std::string_view name_of(PivSlot slot);  // "9a"
std::optional<PivSlot> slot_by_name(std::string_view name);
std::string_view purpose_of(PivSlot slot);
// The data object that holds the slot's certificate.
std::uint32_t certificate_object(PivSlot slot);
inline constexpr std::uint32_t chuid_object = 0x5fc102;

std::string_view name_of(ports::KeyAlgorithm algorithm);  // "p256", "p384", "rsa2048", "rsa3072"
std::optional<ports::KeyAlgorithm> algorithm_by_name(std::string_view name);
std::uint8_t piv_number(ports::KeyAlgorithm algorithm);
std::optional<ports::KeyAlgorithm> algorithm_by_number(std::uint8_t number);

std::uint8_t piv_number(crypto::BlockCipher cipher);
std::optional<crypto::BlockCipher> cipher_by_number(std::uint8_t number);

// Instructions.
inline constexpr std::uint8_t ins_verify = 0x20, ins_change_reference = 0x24, ins_reset_retry = 0x2c, ins_generate = 0x47,
                              ins_authenticate = 0x87, ins_select = 0xa4, ins_get_data = 0xcb, ins_put_data = 0xdb;
// Of the extension.
inline constexpr std::uint8_t ins_metadata = 0xf7, ins_serial = 0xf8, ins_version = 0xfd, ins_import = 0xfe, ins_set_management_key = 0xff;

inline constexpr std::uint8_t reference_pin = 0x80, reference_puk = 0x81, reference_management = 0x9b;

}  // namespace usb
