// SPDX-License-Identifier: Apache-2.0
// Commands and answers of a smart card (ISO/IEC 7816-4), as the card sees them.
#pragma once

#include "appliance/base/bytes.h"

#include <optional>

namespace token {

struct Command {
    std::uint8_t cla = 0, ins = 0, p1 = 0, p2 = 0;
    base::Bytes data;
    std::size_t answer_max = 256;  // Le, bytes
};

// Short and extended, all four cases. Nothing for anything else (6700).
std::optional<Command> parse_command(base::ByteView bytes);

// Status words that this card gives (ISO/IEC 7816-4 section 5.6, SP 800-73-4 part 2).
enum class Word : std::uint16_t {
    success = 0x9000,
    more_data = 0x6100,        // + how much, 0 for 256 or more
    tries_left = 0x63C0,       // + how many
    memory_failure = 0x6581,
    wrong_length = 0x6700,
    last_of_chain_expected = 0x6883,
    chaining_unsupported = 0x6884,
    security_status = 0x6982,
    blocked = 0x6983,
    conditions = 0x6985,
    wrong_data = 0x6A80,
    not_supported = 0x6A81,
    not_found = 0x6A82,
    no_room = 0x6A84,
    wrong_parameters = 0x6A86,
    reference_not_found = 0x6A88,
    unknown_instruction = 0x6D00,
    unknown_class = 0x6E00,
};

struct Answer {
    Word word = Word::success;
    base::Bytes data;

    Answer(Word status) : word(status) {}
    Answer(base::Bytes content) : data(std::move(content)) {}
};

constexpr Word tries_left(std::uint8_t count) {
    return static_cast<Word>(static_cast<unsigned>(Word::tries_left) | (count < 15 ? count : 15U));
}

// The data followed by the word.
base::Bytes answer_bytes(base::ByteView data, Word word);

}  // namespace token
