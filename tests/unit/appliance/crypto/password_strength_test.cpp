// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/password_strength.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using crypto::PasswordAdvice;

namespace {

crypto::PasswordStrength strength(std::string_view text) { return crypto::password_strength(base::SecretBytes(base::as_bytes(text))); }

bool advises(std::string_view text, PasswordAdvice advice) {
    const auto found = strength(text).advice;
    return std::find(found.begin(), found.end(), advice) != found.end();
}

}  // namespace

TEST(PasswordStrength, RefusesWhatIsTriedFirst) {
    for (const char* weak : {"", "a", "password", "Password123!", "P@ssw0rdP@ssw0rd", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrstuvwxyz",
                             "qwertyuiopasdfghjklzxcvbnm", "12345678901234567890", "abcabcabcabcabcabcabcabc", "Summer2026!", "hospital-export-2026"})
        EXPECT_LT(strength(weak).bits, crypto::password_bits_min) << weak;
}

TEST(PasswordStrength, AcceptsWhatIsLongAndNotGuessed) {
    for (const char* strong : {"brook-9-Lantern-vuqe-71-Tilt", "hk4vwzr7pmcx3", "xK9#mQ2$vL7!pR", "grüne Dächer über stillem Fluss"}) {
        EXPECT_GE(strength(strong).bits, crypto::password_bits_min) << strong;
        EXPECT_TRUE(strength(strong).advice.empty()) << strong;
    }
}

TEST(PasswordStrength, SaysWhatWouldHelp) {
    EXPECT_TRUE(advises("password", PasswordAdvice::not_common));
    EXPECT_TRUE(advises("P4$$w0rd", PasswordAdvice::not_common));
    EXPECT_TRUE(advises("xxxxxxx", PasswordAdvice::no_repetition));
    EXPECT_TRUE(advises("defghi", PasswordAdvice::no_sequence));
    EXPECT_TRUE(advises("lkjhgf", PasswordAdvice::no_sequence));
    EXPECT_TRUE(advises("krvbzm", PasswordAdvice::more_kinds));
    EXPECT_TRUE(advises("krvbzm", PasswordAdvice::longer));
    EXPECT_FALSE(advises("kR4#zm", PasswordAdvice::more_kinds));
    std::set<std::string_view> sentences;
    for (int i = 0; i <= static_cast<int>(PasswordAdvice::more_kinds); ++i) sentences.insert(crypto::sentence_of(static_cast<PasswordAdvice>(i)));
    EXPECT_EQ(sentences.size(), 5U);
}

TEST(PasswordStrength, ARandomOneHas130BitsAndIsNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const base::SecretBytes made = crypto::make_password();
        const std::string text(base::as_text(made.reveal()));
        EXPECT_EQ(std::count(text.begin(), text.end(), '-'), 5);
        EXPECT_EQ(text.size(), 31U);
        EXPECT_EQ(text.find_first_of("lo01IO"), std::string::npos) << "nothing that is read as something else";
        EXPECT_GE(crypto::password_strength(made).bits, crypto::password_bits_min) << text;
        seen.insert(text);
    }
    EXPECT_EQ(seen.size(), 200U);
}
