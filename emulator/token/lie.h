// SPDX-License-Identifier: Apache-2.0
// How a token can say what is not so. Each has the name that the bench's orders use.
#pragma once

#include <optional>
#include <string_view>

namespace token {

enum class Lie {
    none,
    wrong_signature,            // one bit of every signature is another
    wrong_public_key,           // a new key's public half is somebody else's
    any_pin_is_right,           // success for a wrong PIN
    answer_of_another_command,  // each answer is that to the command before
    impossible_lengths,         // the first length in every answer is larger than the answer
};

std::string_view name_of(Lie lie);
std::optional<Lie> lie_named(std::string_view name);

}  // namespace token
