// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/text_shaping.h"

#include "appliance/documents/embedded_fonts.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace documents::test {
namespace {

using testing::HasSubstr;

// Text as a page of its own, read back by another program.
struct Shown {
    std::string text;
    std::size_t size = 0;
    std::string check;
};

Shown shown(const std::string& utf8) {
    Sample sample = make_sample({.has_form = false});
    IncrementalUpdate update(sample.description.file, sample.description.encryption);
    EmbeddedFonts embedded(fonts(), update);
    const auto line = shape_line(fonts(), utf8);
    EXPECT_TRUE(line) << utf8;
    std::set<std::uint32_t> faces;
    const std::string content = embedded.show(*line, 20, 72, 400, faces);
    const Ref stream = update.allocate();
    EXPECT_TRUE(update.put_stream(stream, {}, base::as_bytes(content)));
    Dictionary page = sample.description.pages[0].object.entries;
    page["/Contents"] = spell_reference(stream);
    page["/Resources"] = "<</Font" + embedded.resources(faces) + ">>";
    EXPECT_TRUE(update.put(sample.description.pages[0].object.ref, page));
    EXPECT_TRUE(embedded.embed());
    auto revision = std::move(update).finish();
    EXPECT_TRUE(revision);
    base::Bytes file = sample.bytes;
    base::append(file, revision->bytes);
    Shown result;
    result.size = revision->bytes.size();
    result.text = run_on("pdftotext -enc UTF-8 FILE -", file).output;
    result.check = run_on("qpdf --check FILE; pdffonts FILE", file).output;
    return result;
}

class InEveryScript : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Scripts, InEveryScript,
                         testing::Values("Mara Keller", "Żółć Müller", "Ольга Петрова", "Γιώργος", "世界 山田太郎", "김철수",
                                         "สมชาย", "अनीता शर्मा", "নীলা", "தமிழ்", "ანა", "Աննա", "Zoe\xcc\x88 e\xcc\x81"));

TEST_P(InEveryScript, AnotherReaderExtractsWhatWasWritten) {
    const Shown result = shown(GetParam());
    std::string plain = result.text;
    plain.erase(plain.find_last_not_of("\n\f ") + 1);
    const std::string wanted = GetParam() == std::string("Zoe\xcc\x88 e\xcc\x81") ? "Zoë é" : GetParam();
    EXPECT_TRUE(plain == wanted || plain == GetParam()) << plain << result.check;
    EXPECT_THAT(result.check, HasSubstr("No syntax or stream encoding errors found"));
    EXPECT_THAT(result.check, testing::Not(HasSubstr("Error")));  // poppler's word
    EXPECT_LT(result.size, 60'000U);
}

TEST(Shaping, RightToLeftTextIsReadBackInItsOwnOrder) {
    EXPECT_THAT(shown("محمد علي").text, HasSubstr("محمد علي"));
    EXPECT_THAT(shown("דוד כהן").text, HasSubstr("דוד כהן"));
}

TEST(Shaping, ARightToLeftLineRunsFromTheRight) {
    const auto line = shape_line(fonts(), "דוד Smith 12");
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->is_right_to_left);
    EXPECT_EQ(line->glyphs.back().text, U"ד");  // the first letter stands at the right end
    EXPECT_EQ(line->glyphs.front().text, U"S");
}

TEST(Shaping, ArabicLettersJoin) {
    const auto joined = shape_line(fonts(), "بب");
    const auto alone = shape_line(fonts(), "ب");
    ASSERT_TRUE(joined && alone);
    ASSERT_EQ(joined->glyphs.size(), 2U);
    EXPECT_NE(joined->glyphs[0].id, alone->glyphs[0].id);
}

TEST(Coverage, NamesTheCharacterThatCannotBeDrawn) {
    const auto status = covers(fonts(), "Mara \xf0\x93\x80\x80");  // a hieroglyph
    ASSERT_FALSE(status);
    EXPECT_EQ(status.fault(), base::Fault::glyph_missing);
    EXPECT_THAT(status.failure().detail, HasSubstr("U+13000"));
    EXPECT_TRUE(covers(fonts(), "Mara Żółć 世界"));
}

TEST(Coverage, RefusesCharactersThatShowAnotherTextThanIsStored) {
    EXPECT_FALSE(covers(fonts(), "abc\xe2\x80\xae" "def"));  // right-to-left override
    EXPECT_FALSE(covers(fonts(), std::string_view("a\0b", 3)));
    EXPECT_FALSE(covers(fonts(), "\xff"));
    EXPECT_TRUE(covers(fonts(), "a\nb"));
}

TEST(Paragraphs, BreakAtSpacesAndInsideWordsOnlyWhenTheyMust) {
    const auto lines = shape_paragraphs(fonts(), "one two three\nfour", 4.2);
    ASSERT_TRUE(lines);
    EXPECT_EQ(lines->size(), 3U);
    for (const Line& line : *lines) EXPECT_LE(line.width, 4.2);
    const auto narrow = shape_paragraphs(fonts(), "incomprehensibilities", 3);
    ASSERT_TRUE(narrow);
    EXPECT_GT(narrow->size(), 2U);
    for (const Line& line : *narrow) EXPECT_LE(line.width, 3);
    EXPECT_EQ(shape_paragraphs(fonts(), "山田太郎山田太郎", 3.1)->size(), 3U);
    EXPECT_EQ(shape_paragraphs(fonts(), "a\n\nb", 3)->size(), 3U);
    EXPECT_EQ(shape_paragraphs(fonts(), "wide", 0.01)->size(), 4U);  // ends, and loses nothing
}

TEST(FontBook, RefusesWhatIsNoFont) {
    EXPECT_FALSE(FontBook::open({}));
    EXPECT_FALSE(FontBook::open({{"/nowhere/font.ttf", 0, {}}}));
    EXPECT_FALSE(FontBook::open({{"/bin/true", 0, {}}}));
    EXPECT_FALSE(FontBook::open({{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 99, {}}}));
}

}  // namespace
}  // namespace documents::test
