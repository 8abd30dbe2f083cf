// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/password_strength.h"

#include "appliance/crypto/random.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crypto {
namespace {

using base::ByteView;
using base::SecretBytes;

// What is tried first, in small letters; with the disguises that `plain_letter` takes off.
constexpr std::array<std::string_view, 40> common_words = {
    "password", "passwort", "passwd", "welcome", "letmein", "admin", "login", "secret", "master", "dragon", "monkey", "football", "baseball",
    "sunshine", "princess", "iloveyou", "summer", "winter", "spring", "autumn", "hospital", "clinic", "doctor", "patient", "medical", "health",
    "signature", "inkseal", "export", "backup", "test", "changeme", "default", "company", "server", "system", "michael", "jordan", "shadow", "superman"};
constexpr std::array<std::string_view, 6> rows = {"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"};
constexpr double common_word_bits = 6;  // which of them, and how it is disguised
constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";  // without l, o, 0, 1
static_assert(alphabet.size() == 32);

char plain_letter(std::uint8_t byte) {
    switch (byte) {
    case '0': return 'o';
    case '1': case '!': return 'i';
    case '3': return 'e';
    case '4': case '@': return 'a';
    case '5': case '$': return 's';
    case '7': return 't';
    default: return static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
    }
}

char small_letter(std::uint8_t byte) { return static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte); }

struct Kinds {
    bool has_small = false, has_large = false, has_digit = false, has_sign = false, has_other = false;
    int count() const { return has_small + has_large + has_digit + has_sign + has_other; }
    int pool() const { return 26 * has_small + 26 * has_large + 10 * has_digit + 33 * has_sign + 100 * has_other; }
};

Kinds kinds_of(ByteView text) {
    Kinds kinds;
    for (const std::uint8_t byte : text) {
        if (byte >= 'a' && byte <= 'z') kinds.has_small = true;
        else if (byte >= 'A' && byte <= 'Z') kinds.has_large = true;
        else if (byte >= '0' && byte <= '9') kinds.has_digit = true;
        else if (byte < 0x80U) kinds.has_sign = true;
        else kinds.has_other = true;
    }
    return kinds;
}

// How many characters from `at` on are a common word; 0 if none.
std::size_t common_at(ByteView text, std::size_t at) {
    std::size_t best = 0;
    for (const std::string_view word : common_words) {
        if (word.size() > text.size() - at || word.size() <= best) continue;
        bool is_equal = true;
        for (std::size_t i = 0; i < word.size() && is_equal; ++i)
            is_equal = plain_letter(text[at + i]) == word[i] || small_letter(text[at + i]) == word[i];
        if (is_equal) best = word.size();
    }
    return best;
}

// The longest run along the alphabet, the digits or a keyboard, forwards or backwards.
std::size_t sequence_at(ByteView text, std::size_t at) {
    std::size_t best = 0;
    for (const std::string_view row : rows)
        for (const int step : {1, -1}) {
            const std::size_t begin = row.find(small_letter(text[at]));
            if (begin == std::string_view::npos) continue;
            std::size_t length = 1;
            auto place = static_cast<std::ptrdiff_t>(begin) + step;
            while (at + length < text.size() && place >= 0 && place < static_cast<std::ptrdiff_t>(row.size()) &&
                   row[static_cast<std::size_t>(place)] == small_letter(text[at + length])) {
                ++length;
                place += step;
            }
            best = std::max(best, length);
        }
    return best >= 3 ? best : 0;
}

// The longest piece at `at` that stood before it already, overlapping or not.
std::size_t repetition_at(ByteView text, std::size_t at) {
    std::size_t best = 0;
    for (std::size_t from = 0; from < at; ++from) {
        std::size_t length = 0;
        while (at + length < text.size() && small_letter(text[from + length]) == small_letter(text[at + length])) ++length;
        best = std::max(best, length);
    }
    return best >= 3 ? best : 0;
}

void advise(PasswordStrength& strength, PasswordAdvice advice) {
    if (std::find(strength.advice.begin(), strength.advice.end(), advice) == strength.advice.end()) strength.advice.push_back(advice);
}

constexpr std::size_t judged_max = 256;  // repetition_at looks back over everything

}  // namespace

std::string_view sentence_of(PasswordAdvice advice) {
    switch (advice) {
    case PasswordAdvice::longer: return "Use more characters.";
    case PasswordAdvice::not_common: return "Leave out words that everybody uses.";
    case PasswordAdvice::no_repetition: return "Do not repeat characters or words.";
    case PasswordAdvice::no_sequence: return "Leave out sequences such as 1234 or qwerty.";
    case PasswordAdvice::more_kinds: return "Mix letters, digits and signs.";
    }
    CHECK(false);
}

PasswordStrength password_strength(const SecretBytes& password) {
    const ByteView text = password.reveal().first(std::min(password.size(), judged_max));
    const Kinds kinds = kinds_of(text);
    const double per_character = kinds.pool() > 0 ? std::log2(kinds.pool()) : 0;
    PasswordStrength strength;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t common = common_at(text, at);
        const std::size_t sequence = sequence_at(text, at);
        const std::size_t repetition = repetition_at(text, at);
        const std::size_t longest = std::max({common, sequence, repetition});
        if (longest == 0) {
            // The bytes that continue a UTF-8 character bring nothing of their own.
            if ((text[at] & 0xc0U) != 0x80U) strength.bits += per_character;
            ++at;
            continue;
        }
        const bool is_common = common == longest;
        const bool is_repetition = !is_common && repetition == longest;
        strength.bits += is_common ? common_word_bits : std::log2(static_cast<double>(longest)) + (is_repetition ? 1 : per_character / 2);
        advise(strength, is_common ? PasswordAdvice::not_common : is_repetition ? PasswordAdvice::no_repetition : PasswordAdvice::no_sequence);
        at += longest;
    }
    if (strength.bits >= password_bits_min) {
        strength.advice.clear();
        return strength;
    }
    if (kinds.count() < 2) advise(strength, PasswordAdvice::more_kinds);
    strength.advice.insert(strength.advice.begin(), PasswordAdvice::longer);
    return strength;
}

SecretBytes make_password() {
    constexpr std::size_t characters = 26;
    constexpr std::size_t group = 5;
    const SecretBytes random = random_secret(characters);
    SecretBytes out(characters + (characters - 1) / group);
    const auto text = out.reveal_to_fill();
    std::size_t at = 0;
    for (std::size_t i = 0; i < characters; ++i) {
        if (i > 0 && i % group == 0) text[at++] = '-';
        text[at++] = static_cast<std::uint8_t>(alphabet[random.reveal()[i] & 0x1fU]);
    }
    return out;
}

}  // namespace crypto
