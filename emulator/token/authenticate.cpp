// SPDX-License-Identifier: Apache-2.0
// GENERAL AUTHENTICATE (SP 800-73-4 part 2, 3.2.4): showing the management key, and using
// the card's keys.
#include "emulator/token/piv_applet.h"
#include "emulator/token/tlv.h"

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint8_t management_slot = 0x9B;
// Part 2, table 7: what stands inside 7C.
constexpr std::uint32_t witness_tag = 0x80, challenge_tag = 0x81, response_tag = 0x82, exponentiation_tag = 0x85;

Bytes template_of(std::uint32_t tag, ByteView value) { return tlv(0x7C, tlv(tag, value)); }

}  // namespace

Answer PivApplet::general_authenticate(const Command& command) {
    const auto outer = parse_tlvs(command.data);
    if (!outer || outer->size() != 1 || outer->front().tag != 0x7C) return Word::wrong_data;
    if (command.p2 == management_slot) return manage(command, outer->front().value);
    const auto stored = m_state.keys.find(command.p2);
    if (stored == m_state.keys.end()) return Word::wrong_parameters;
    if (command.p1 != static_cast<std::uint8_t>(stored->second.key.algorithm)) return Word::wrong_parameters;
    return use_key(command, stored->second, outer->front().value);
}

// Appendix A.1 and A.2. The card encrypts a number of the host's only for a host that has
// shown the key in the same command: otherwise a challenge could be answered with the
// card's own help.
Answer PivApplet::manage(const Command& command, ByteView content) {
    const ManagementKey& management = m_state.management;
    if (cipher_of(command.p1) != management.cipher) return Word::wrong_parameters;
    const auto parts = parse_tlvs(content);
    if (!parts) return Word::wrong_data;
    const ByteView *witness = find(*parts, witness_tag), *challenge = find(*parts, challenge_tag), *response = find(*parts, response_tag);
    const std::size_t block = block_size(management.cipher);
    const auto asked_witness = std::exchange(m_session.witness, {}), asked_challenge = std::exchange(m_session.challenge, {});
    const bool asks_challenge = challenge != nullptr && challenge->empty(), asks_witness = witness != nullptr && witness->empty();

    if (asks_witness && parts->size() == 1) {
        m_session.witness = m_random.bytes(block);
        return template_of(witness_tag, encrypt_block(management.cipher, management.key, *m_session.witness));
    }
    if (asks_challenge && parts->size() == 1) {
        m_session.challenge = m_random.bytes(block);
        return template_of(challenge_tag, *m_session.challenge);
    }
    if (witness != nullptr && challenge != nullptr) {
        if (!asked_witness) return Word::conditions;
        if (challenge->size() != block) return Word::wrong_data;
        m_session.is_managed = base::equal_constant_time(*witness, *asked_witness);
        if (!m_session.is_managed) return Word::security_status;
        return template_of(response_tag, encrypt_block(management.cipher, management.key, *challenge));
    }
    if (response != nullptr && parts->size() == 1) {
        if (!asked_challenge) return Word::conditions;
        m_session.is_managed = base::equal_constant_time(*response, encrypt_block(management.cipher, management.key, *asked_challenge));
        return m_session.is_managed ? Word::success : Word::security_status;
    }
    return Word::wrong_data;
}

Answer PivApplet::use_key(const Command&, const StoredKey& stored, ByteView content) {
    const auto parts = parse_tlvs(content);
    if (!parts) return Word::wrong_data;
    const ByteView *challenge = find(*parts, challenge_tag), *response = find(*parts, response_tag), *point = find(*parts, exponentiation_tag);
    if (response == nullptr || !response->empty() || (challenge == nullptr) == (point == nullptr)) return Word::wrong_data;
    const bool is_allowed = stored.pin_policy == PinPolicy::never ||
                            (stored.pin_policy == PinPolicy::once ? m_session.is_pin_verified : m_session.is_pin_fresh);
    if (!is_allowed) return Word::security_status;
    const auto result = challenge != nullptr ? sign(stored.key, *challenge, m_random) : agree(stored.key, *point, m_random);
    if (!result) return Word::wrong_data;
    return template_of(response_tag, *result);
}

}  // namespace token
