// SPDX-License-Identifier: Apache-2.0
// How hard a password is to guess, judged without mercy: an estimate of what a guesser
// who knows how people choose would need. It sees common words, sequences and repetition;
// for other words of a language, and for a sentence out of a book, it is too high.
#pragma once

#include "appliance/base/check.h"
#include "appliance/base/secret.h"

#include <string_view>
#include <vector>

namespace crypto {

// Below this many bits no key is exported: 600,000 rounds are about 19 more.
inline constexpr double password_bits_min = 60;

enum class PasswordAdvice {
    longer,            // more characters help most
    not_common,        // it holds a word everybody tries first
    no_repetition,     // aaaa, abcabc
    no_sequence,       // 1234, abcd, qwerty
    more_kinds,        // one kind of character only
};
// English message id of the translations.
std::string_view sentence_of(PasswordAdvice advice);

struct PasswordStrength {
    double bits = 0;
    std::vector<PasswordAdvice> advice;  // empty when it is strong enough
};

// Of UTF-8; characters beyond ASCII count as one of a hundred.
PasswordStrength password_strength(const base::SecretBytes& password);

// A random one of 130 bits: 26 characters of 32 that are not taken for each other, small
// letters and digits, in groups of five with hyphens between.
base::SecretBytes make_password();

}  // namespace crypto
