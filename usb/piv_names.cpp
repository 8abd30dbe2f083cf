// SPDX-License-Identifier: Apache-2.0
#include "usb/piv_names.h"

#include "appliance/base/check.h"

namespace usb {
namespace {

using crypto::BlockCipher;
using ports::KeyAlgorithm;

struct SlotRow {
    PivSlot slot;
    std::uint32_t certificate;
    std::string_view name, purpose;
};
constexpr std::array<SlotRow, 4> slots = {{
    {PivSlot::authentication, 0x5fc105, "9a", "authentication"},
    {PivSlot::signature, 0x5fc10a, "9c", "signature"},
    {PivSlot::key_management, 0x5fc10b, "9d", "key management"},
    {PivSlot::card_authentication, 0x5fc101, "9e", "card authentication"},
}};

const SlotRow& row_of(PivSlot slot) {
    for (const SlotRow& row : slots)
        if (row.slot == slot) return row;
    CHECK(false);
}

struct AlgorithmRow {
    KeyAlgorithm algorithm;
    std::uint8_t number;
    std::string_view name;
};
constexpr std::array<AlgorithmRow, 4> algorithms = {{
    {KeyAlgorithm::ecdsa_p256, 0x11, "p256"},
    {KeyAlgorithm::ecdsa_p384, 0x14, "p384"},
    {KeyAlgorithm::rsa_2048, 0x07, "rsa2048"},
    {KeyAlgorithm::rsa_3072, 0x05, "rsa3072"},
}};

const AlgorithmRow& row_of(KeyAlgorithm algorithm) {
    for (const AlgorithmRow& row : algorithms)
        if (row.algorithm == algorithm) return row;
    CHECK(false);
}

struct CipherRow {
    BlockCipher cipher;
    std::uint8_t number;
};
constexpr std::array<CipherRow, 4> ciphers = {{
    {BlockCipher::triple_des, 0x03},
    {BlockCipher::aes_128, 0x08},
    {BlockCipher::aes_192, 0x0a},
    {BlockCipher::aes_256, 0x0c},
}};

}  // namespace

std::string_view name_of(PivSlot slot) { return row_of(slot).name; }
std::string_view purpose_of(PivSlot slot) { return row_of(slot).purpose; }
std::uint32_t certificate_object(PivSlot slot) { return row_of(slot).certificate; }

std::optional<PivSlot> slot_by_name(std::string_view name) {
    for (const SlotRow& row : slots)
        if (row.name == name) return row.slot;
    return std::nullopt;
}

std::string_view name_of(KeyAlgorithm algorithm) { return row_of(algorithm).name; }
std::uint8_t piv_number(KeyAlgorithm algorithm) { return row_of(algorithm).number; }

std::optional<KeyAlgorithm> algorithm_by_name(std::string_view name) {
    for (const AlgorithmRow& row : algorithms)
        if (row.name == name) return row.algorithm;
    return std::nullopt;
}

std::optional<KeyAlgorithm> algorithm_by_number(std::uint8_t number) {
    for (const AlgorithmRow& row : algorithms)
        if (row.number == number) return row.algorithm;
    return std::nullopt;
}

std::uint8_t piv_number(BlockCipher cipher) {
    for (const CipherRow& row : ciphers)
        if (row.cipher == cipher) return row.number;
    CHECK(false);
}

std::optional<BlockCipher> cipher_by_number(std::uint8_t number) {
    for (const CipherRow& row : ciphers)
        if (row.number == number) return row.cipher;
    return std::nullopt;
}

}  // namespace usb
