// SPDX-License-Identifier: Apache-2.0
#include "ui/catalogue.h"
#include "ui/clean_text.h"
#include "ui/plural_rule.h"

#include <gtest/gtest.h>

namespace {

using namespace ui;

// A .mo file of pairs, the first of them the header.
base::Bytes mo_of(std::vector<std::pair<std::string, std::string>> pairs, bool is_swapped = false) {
    base::Bytes out;
    const auto word = [&](std::size_t value) {
        for (std::size_t i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(value >> (is_swapped ? 24 - 8 * i : 8 * i)));
    };
    const std::size_t count = pairs.size();
    std::string strings;
    std::vector<std::size_t> places;
    for (const auto& [original, translation] : pairs) {
        for (const std::string* text : {&original, &translation}) {
            places.push_back(28 + 16 * count + strings.size());
            strings += *text + '\0';
        }
    }
    for (std::size_t value : {std::size_t{0x950412de}, std::size_t{0}, count, std::size_t{28}, 28 + 8 * count, std::size_t{0}, std::size_t{0}}) word(value);
    for (std::size_t i = 0; i < count; ++i) { word(pairs[i].first.size()); word(places[2 * i]); }
    for (std::size_t i = 0; i < count; ++i) { word(pairs[i].second.size()); word(places[2 * i + 1]); }
    base::append(out, strings);
    return out;
}

const std::string arabic_plural = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\n";

TEST(Catalogue, TranslatesInEitherByteOrder) {
    for (bool is_swapped : {false, true}) {
        const auto catalogue = Catalogue::read(mo_of({{"", "Language: es\n"}, {"Back", "Atrás"}}, is_swapped));
        ASSERT_TRUE(catalogue);
        EXPECT_EQ(catalogue->text("Back"), "Atrás");
        EXPECT_EQ(catalogue->text("Not there"), "Not there");
    }
}

TEST(Catalogue, ChoosesTheFormThatTheLanguageWants) {
    using namespace std::string_literals;
    const auto catalogue = Catalogue::read(mo_of({{"", "Plural-Forms: " + arabic_plural}, {"{n} page\0{n} pages"s, "z\0one\0two\0few\0many\0other"s}}));
    ASSERT_TRUE(catalogue);
    const std::pair<std::uint64_t, std::string_view> expected[] = {{0, "z"}, {1, "one"}, {2, "two"}, {3, "few"}, {10, "few"}, {11, "many"}, {99, "many"}, {100, "other"}, {103, "few"}};
    for (const auto& [n, form] : expected) EXPECT_EQ(catalogue->plural("{n} page", "{n} pages", n), form) << n;
}

TEST(Catalogue, IsItsOwnTranslationWhenEmpty) {
    const Catalogue catalogue;
    EXPECT_EQ(catalogue.plural("{n} page", "{n} pages", 1), "{n} page");
    EXPECT_EQ(catalogue.plural("{n} page", "{n} pages", 0), "{n} pages");
}

TEST(Catalogue, RefusesEveryTruncationAndSurvivesEveryFlippedByte) {
    const base::Bytes good = mo_of({{"", "Plural-Forms: " + arabic_plural}, {"Back", "Atrás"}, {"Next", "Siguiente"}});
    ASSERT_TRUE(Catalogue::read(good));
    for (std::size_t length = 0; length + 1 < good.size(); ++length) {
        EXPECT_FALSE(Catalogue::read(base::ByteView(good).first(length))) << length;
    }
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (unsigned mask : {0x01U, 0x80U, 0xffU}) {
            base::Bytes bad = good;
            bad[i] = static_cast<std::uint8_t>(bad[i] ^ mask);
            if (const auto catalogue = Catalogue::read(bad)) (void)catalogue->plural("Back", "Backs", 3);
        }
    }
}

TEST(PluralRule, RefusesWhatIsNoExpression) {
    for (const char* text : {"", "n+", "(n", "n)", "n ? 1", "m", "n 1", "99999999999", "!"}) EXPECT_FALSE(PluralRule::parse(text)) << text;
    EXPECT_FALSE(PluralRule::parse(std::string(5000, '(') + "n"));
    EXPECT_FALSE(PluralRule::parse(std::string(5000, '!') + "n"));
}

TEST(PluralRule, BindsAsInC) {
    EXPECT_EQ(PluralRule::parse("1+2*n")->form_of(3), 7U);
    EXPECT_EQ(PluralRule::parse("n%10==1 && n%100!=11 ? 0 : 1")->form_of(21), 0U);
    EXPECT_EQ(PluralRule::parse("n%10==1 && n%100!=11 ? 0 : 1")->form_of(11), 1U);
    EXPECT_EQ(PluralRule::parse("n/0")->form_of(11), 0U);
    EXPECT_EQ(PluralRule::parse("!n")->form_of(0), 1U);
}

TEST(CleanText, RemovesWhatReordersOrHides) {
    EXPECT_EQ(clean("fdp.\u202Eexe"), "fdp.exe");
    EXPECT_EQ(clean("a\u2066b\u2069c\u200Fd\u200Be\uFEFFf"), "abcdef");
    EXPECT_EQ(clean(std::string_view("a\0b\x1b[31mc\x7f", 10)), "ab[31mc");
    EXPECT_EQ(clean("line\nbreak\u2028here"), "line break here");
}

TEST(CleanText, KeepsNamesOfAllScripts) {
    for (const char* name : {"Nguyễn Thị Ánh", "محمد علي", "राम\u200Dकुमार", "王小明", "O’Connor-Śliwa"}) EXPECT_EQ(clean(name), name);
}

TEST(CleanText, MarksBytesThatAreNoUtf8) {
    EXPECT_EQ(clean("a\xff" "b"), "a\uFFFD" "b");
    EXPECT_EQ(clean("\xC0\xAF"), "\uFFFD\uFFFD");          // an overlong slash
    EXPECT_EQ(clean("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
    EXPECT_EQ(clean("\xF0\x9F"), "\uFFFD\uFFFD");            // cut off
}

TEST(CleanText, EndsWhatIsTooLong) { EXPECT_EQ(clean("abcdef", 3), "abc\u2026"); }

TEST(CleanText, GivesEarsTheTextWithoutMarks) { EXPECT_EQ(without_isolates(isolate("Mara") + " ok"), "Mara ok"); }

TEST(CleanText, IsolatesValuesInAPattern) {
    EXPECT_EQ(with_values("Sign here, {name}", {{"name", "Mara"}}), "Sign here, \u2068Mara\u2069");
    EXPECT_EQ(with_values("{a}{b}", {{"a", "{b}"}, {"b", "x"}}), "\u2068{b}\u2069\u2068x\u2069");
    EXPECT_EQ(with_values("{gone} {", {}), "{gone} {");
}

}  // namespace
