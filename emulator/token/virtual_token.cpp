// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/virtual_token.h"

#include "emulator/token/tlv.h"

#include <algorithm>
#include <array>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint8_t chaining_bit = 0x10, get_response = 0xC0;
constexpr std::size_t chained_max = 8192;

struct NamedLie {
    Lie lie;
    std::string_view name;
};
constexpr std::array<NamedLie, 6> lies{{
    {Lie::none, "none"},
    {Lie::wrong_signature, "wrong_signature"},
    {Lie::wrong_public_key, "wrong_public_key"},
    {Lie::any_pin_is_right, "any_pin_is_right"},
    {Lie::answer_of_another_command, "answer_of_another_command"},
    {Lie::impossible_lengths, "impossible_lengths"},
}};

// 7F49 around another key of the same kind.
Bytes other_public_key(ByteView data, Randomness& random) {
    const auto outer = parse_tlvs(data);
    const auto inner = outer && !outer->empty() ? parse_tlvs(outer->front().value) : std::nullopt;
    if (!inner || inner->empty()) return base::to_bytes(data);
    const Tlv& first = inner->front();
    if (first.tag == 0x86)
        return tlv(0x7F49, public_template(generate_key(first.value.size() == 65 ? Algorithm::p256 : Algorithm::p384, random)));
    CardKey other{Algorithm::rsa_2048, {}, base::to_bytes(first.value)};
    other.public_part[other.public_part.size() / 2] ^= 1U;
    return tlv(0x7F49, public_template(other));
}

// Says 65,535 bytes where the first length stands.
Bytes with_impossible_length(ByteView data) {
    if (data.size() < 2) return base::to_bytes(data);
    const std::size_t tag_size = (data[0] & 0x1fU) == 0x1fU ? 2 : 1;
    Bytes out = base::to_bytes(data.first(tag_size));
    base::append(out, Bytes{0x82, 0xFF, 0xFF});
    base::append(out, data.subspan(std::min(data.size(), tag_size + 1)));
    return out;
}

}  // namespace

std::string_view name_of(Lie lie) {
    for (const NamedLie& named : lies)
        if (named.lie == lie) return named.name;
    return "";
}

std::optional<Lie> lie_named(std::string_view name) {
    for (const NamedLie& named : lies)
        if (named.name == name) return named.lie;
    return std::nullopt;
}

void VirtualToken::power_off() {
    m_applet->power_off();
    m_is_chaining = false;
    m_waiting.clear();
}

Bytes VirtualToken::process(ByteView command_apdu) {
    auto command = parse_command(command_apdu);
    if (!command) return answer_bytes({}, Word::wrong_length);
    if (command->ins == get_response && command->cla == 0 && !m_is_chaining) {
        if (m_waiting.empty()) return answer_bytes({}, Word::conditions);
        return piece(command->answer_max);
    }
    m_waiting.clear();

    const bool continues = (command->cla & chaining_bit) != 0;
    command->cla = static_cast<std::uint8_t>(command->cla & ~chaining_bit);
    if (m_is_chaining) {
        const bool is_same = command->cla == m_chained.cla && command->ins == m_chained.ins && command->p1 == m_chained.p1 && command->p2 == m_chained.p2;
        if (!is_same || m_chained.data.size() + command->data.size() > chained_max) {
            m_is_chaining = false;
            return answer_bytes({}, is_same ? Word::wrong_length : Word::last_of_chain_expected);
        }
        base::append(m_chained.data, command->data);
        m_chained.answer_max = command->answer_max;
    } else {
        m_chained = std::move(*command);
    }
    m_is_chaining = continues;
    if (continues) return answer_bytes({}, Word::success);

    Answer said = answer(m_chained);
    if (said.word != Word::success) return answer_bytes(said.data, said.word);
    m_waiting = std::move(said.data);
    return piece(m_chained.answer_max);
}

Bytes VirtualToken::piece(std::size_t size_max) {
    const std::size_t size = std::min(size_max, m_waiting.size());
    const Bytes head(m_waiting.begin(), m_waiting.begin() + static_cast<std::ptrdiff_t>(size));
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + static_cast<std::ptrdiff_t>(size));
    if (m_waiting.empty()) return answer_bytes(head, Word::success);
    const std::size_t left = m_waiting.size() > 255 ? 0 : m_waiting.size();
    return answer_bytes(head, static_cast<Word>(static_cast<std::size_t>(Word::more_data) | left));
}

Answer VirtualToken::answer(const Command& command) {
    Answer said = m_applet->answer(command);
    bend(command, said);
    return said;
}

void VirtualToken::bend(const Command& command, Answer& answer) {
    const Answer truth = answer;
    switch (m_lie.load()) {
        case Lie::none: break;
        case Lie::wrong_signature:
            if (command.ins == 0x87 && command.p2 != 0x9B && !answer.data.empty()) answer.data.back() ^= 1U;
            break;
        case Lie::wrong_public_key:
            if (command.ins == 0x47 && answer.word == Word::success) answer.data = other_public_key(answer.data, m_applet->random());
            break;
        case Lie::any_pin_is_right:
            if (command.ins == 0x20 && !command.data.empty()) answer = Word::success;
            break;
        case Lie::answer_of_another_command: answer = m_before; break;
        case Lie::impossible_lengths: answer.data = with_impossible_length(answer.data); break;
    }
    m_before = truth;
}

}  // namespace token
