// SPDX-License-Identifier: Apache-2.0
// Whoever signs never meets keys, certificates or tokens: those are the staff's, and a
// word of them on a signer's screen explains nothing to the one who reads it.
#include "tests/unit/ui/seen.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace test;

// "key" alone and in the plural, but neither "keypad" nor "keyboard".
bool has_word_key(const std::string& text) {
    const auto is_letter_at = [&](std::size_t i) { return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0; };
    for (std::size_t at = text.find("key"); at != std::string::npos; at = text.find("key", at + 1)) {
        const std::size_t after = at + 3 + (at + 3 < text.size() && text[at + 3] == 's' ? 1 : 0);
        if ((at == 0 || !is_letter_at(at - 1)) && !is_letter_at(after)) return true;
    }
    return false;
}

bool speaks_of_keys(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (has_word_key(text)) return true;
    // In any of the three languages; the Arabic ones are "key", "certificate" and "token".
    for (const char* part : {"certificat", "certificad", "token", "pkcs", "clave", "llave", "مفتاح", "شهادة", "رمز الأمان"}) {
        if (text.find(part) != std::string::npos) return true;
    }
    return false;
}

TEST(SignerWords, AreToldFromTheStaffsInEveryLanguage) {
    for (const char* text : {"Unlocking the key", "Keys", "The certificate has expired.", "No security token is plugged in.",
                             "Desbloqueando la clave", "El certificado ha caducado.", "فتح المفتاح"}) {
        EXPECT_TRUE(speaks_of_keys(text)) << text;
    }
    for (const char* text : {"Keypad", "Keyboard", "Mara Keller", "Teclado numérico", "لوحة المفاتيح", "Enter your signing code"}) {
        EXPECT_FALSE(speaks_of_keys(text)) << text;
    }
}

TEST(SignerWords, NeverSpeakOfKeysCertificatesOrTokens) {
    Seen seen(samples().front().screen);
    for (const auto& [name, sample] : samples()) {
        for (app::Language language : {app::Language::english, app::Language::spanish, app::Language::arabic}) {
            for (const ui::SemanticNode& node : seen.read(sample::in_language(sample, language)).nodes) {
                for (const std::string& text : {node.meaning.name, node.meaning.value, node.meaning.hint}) {
                    EXPECT_FALSE(speaks_of_keys(text)) << name << '.' << name_of(language) << ": " << text;
                }
            }
        }
    }
}

}  // namespace
