// SPDX-License-Identifier: Apache-2.0
// Of a key and its days, and of what is typed: what is the same in every language.
#pragma once

#include "appliance/ports/signing_key.h"

#include <cstdint>
#include <string>

namespace admin {

std::string algorithm_words(ports::KeyAlgorithm algorithm);  // "P-256"
std::string day_words(std::int64_t ms);                      // "2026-11-22"
void erase_last(std::string& text);                          // one character, UTF-8

}  // namespace admin
