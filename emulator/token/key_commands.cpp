// SPDX-License-Identifier: Apache-2.0
// Making keys (SP 800-73-4 part 2, 3.3.2), and YubiKey's commands about keys.
#include "emulator/token/piv_applet.h"
#include "emulator/token/tlv.h"

#include <algorithm>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint8_t management_slot = 0x9B;
constexpr std::uint32_t pin_policy_tag = 0xAA, touch_policy_tag = 0xAB;

// 9A authentication, 9C signature, 9D key management, 9E card, 82..95 retired.
bool is_key_slot(std::uint8_t slot) {
    return slot == 0x9A || slot == 0x9C || slot == 0x9D || slot == 0x9E || (slot >= 0x82 && slot <= 0x95);
}

// Part 1, table 4-1: what each slot asks for unless the command says otherwise.
PinPolicy usual_policy(std::uint8_t slot) {
    return slot == 0x9C ? PinPolicy::always : slot == 0x9E ? PinPolicy::never : PinPolicy::once;
}

struct Policies {
    PinPolicy pin;
    std::uint8_t touch = 1;
};

std::optional<Policies> policies_of(const std::vector<Tlv>& objects, std::uint8_t slot) {
    Policies out{usual_policy(slot)};
    if (const ByteView* value = find(objects, pin_policy_tag)) {
        if (value->size() != 1 || value->front() > 3) return std::nullopt;
        if (value->front() != 0) out.pin = static_cast<PinPolicy>(value->front());
    }
    if (const ByteView* value = find(objects, touch_policy_tag)) {
        if (value->size() != 1 || value->front() > 3) return std::nullopt;
        if (value->front() != 0) out.touch = value->front();
    }
    return out;
}

std::optional<CardKey> key_of(std::uint8_t identifier, const std::vector<Tlv>& objects, Randomness& random) {
    const auto algorithm = algorithm_of(identifier);
    if (!algorithm) return std::nullopt;
    if (*algorithm != Algorithm::rsa_2048) {
        const ByteView* scalar = find(objects, 0x06);
        return scalar == nullptr ? std::nullopt : elliptic_key(*algorithm, *scalar, random);
    }
    const ByteView *prime1 = find(objects, 0x01), *prime2 = find(objects, 0x02);
    return prime1 == nullptr || prime2 == nullptr ? std::nullopt : rsa_key(*prime1, *prime2, random);
}

Bytes reference_metadata(const Reference& reference) {
    Bytes out = tlv(0x01, std::uint8_t{0xFF});
    base::append(out, tlv(0x05, std::uint8_t{reference.is_default}));
    base::append(out, tlv(0x06, Bytes{reference.tries_max, reference.tries}));
    return out;
}

}  // namespace

Answer PivApplet::generate(const Command& command) {
    if (command.p1 != 0x00 || !is_key_slot(command.p2)) return Word::wrong_parameters;
    if (!m_session.is_managed) return Word::security_status;
    const auto outer = parse_tlvs(command.data);
    if (!outer || outer->size() != 1 || outer->front().tag != 0xAC) return Word::wrong_data;
    const auto objects = parse_tlvs(outer->front().value);
    const ByteView* mechanism = objects ? find(*objects, 0x80) : nullptr;
    if (mechanism == nullptr || mechanism->size() != 1) return Word::wrong_data;
    const auto algorithm = algorithm_of(mechanism->front());
    const auto policies = policies_of(*objects, command.p2);
    if (!algorithm || !policies) return Word::wrong_data;
    TokenState next = m_state;
    StoredKey& made = next.keys[command.p2] = {generate_key(*algorithm, m_random), /*is_imported=*/false, policies->pin, policies->touch};
    Bytes said = tlv(0x7F49, public_template(made.key));
    if (!store(std::move(next))) return Word::memory_failure;
    return said;
}

// YubiKey's FE. The key came over the wire as it is.
Answer PivApplet::import_key(const Command& command) {
    if (!is_key_slot(command.p2)) return Word::wrong_parameters;
    if (!m_session.is_managed) return Word::security_status;
    const auto objects = parse_tlvs(command.data);
    if (!objects) return Word::wrong_data;
    const auto policies = policies_of(*objects, command.p2);
    auto key = key_of(command.p1, *objects, m_random);
    if (!policies || !key) return Word::wrong_data;
    TokenState next = m_state;
    next.keys[command.p2] = {std::move(*key), /*is_imported=*/true, policies->pin, policies->touch};
    if (!store(std::move(next))) return Word::memory_failure;
    return Word::success;
}

// YubiKey's FF: FF, then FF or FE (with touch); the cipher, 9B, length, key.
Answer PivApplet::set_management_key(const Command& command) {
    if (command.p1 != 0xFF || (command.p2 != 0xFF && command.p2 != 0xFE)) return Word::wrong_parameters;
    if (!m_session.is_managed) return Word::security_status;
    const ByteView data = command.data;
    if (data.size() < 3 || data[1] != management_slot || data[0] == 0x00) return Word::wrong_data;
    const auto cipher = cipher_of(data[0]);
    if (!cipher || data[2] != key_size(*cipher) || data.size() != 3 + key_size(*cipher)) return Word::wrong_data;
    TokenState next = m_state;
    next.management = {*cipher, base::to_bytes(data.subspan(3)), /*is_default=*/false};
    if (!store(std::move(next))) return Word::memory_failure;
    return Word::success;
}

// YubiKey's F7.
Answer PivApplet::metadata(const Command& command) const {
    if (command.p1 != 0x00) return Word::wrong_parameters;
    if (command.p2 == 0x80) return reference_metadata(m_state.pin);
    if (command.p2 == 0x81) return reference_metadata(m_state.puk);
    if (command.p2 == management_slot) {
        Bytes out = tlv(0x01, static_cast<std::uint8_t>(m_state.management.cipher));
        base::append(out, tlv(0x02, Bytes{0, 1}));
        base::append(out, tlv(0x05, std::uint8_t{m_state.management.is_default}));
        return out;
    }
    if (!is_key_slot(command.p2)) return Word::reference_not_found;
    const auto found = m_state.keys.find(command.p2);
    if (found == m_state.keys.end()) return Word::reference_not_found;
    const StoredKey& stored = found->second;
    Bytes out = tlv(0x01, static_cast<std::uint8_t>(stored.key.algorithm));
    base::append(out, tlv(0x02, Bytes{static_cast<std::uint8_t>(stored.pin_policy), stored.touch_policy}));
    base::append(out, tlv(0x03, stored.is_imported ? std::uint8_t{2} : std::uint8_t{1}));
    base::append(out, tlv(0x04, public_template(stored.key)));
    return out;
}

}  // namespace token
