// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/pdf_syntax.h"

#include <gtest/gtest.h>

namespace documents {

TEST(PdfSyntax, NumbersHaveFourDecimalsAndNoExponent) {
    EXPECT_EQ(spell_number(12), "12");
    EXPECT_EQ(spell_number(-0.00001), "0");
    EXPECT_EQ(spell_number(1e-3), "0.001");
    EXPECT_EQ(spell_number(123456.5), "123456.5");
    EXPECT_EQ(spell_number(1.0 / 0.0), "0");
}

TEST(PdfSyntax, TextIsOneByteACharacterOrUtf16) {
    EXPECT_EQ(spell_text("Mara"), "<4d617261>");
    EXPECT_EQ(spell_text("\xc5\xbb\xf0\x9f\x98\x80"), "<feff017bd83dde00>");
    EXPECT_EQ(read_text("<feff017bd83dde00>"), "\xc5\xbb\xf0\x9f\x98\x80");
    EXPECT_EQ(read_text("<8041>"), "\xe2\x80\xa2" "A");
}

TEST(PdfSyntax, NamesEscapeWhatIsNotRegular) {
    EXPECT_EQ(spell_name("a b#/\xc3\xa9"), "/a#20b#23#2F#C3#A9");
    EXPECT_EQ(read_name("/a#20b#23#2F#C3#A9"), "a b#/\xc3\xa9");
}

TEST(PdfSyntax, ArraysKeepReferencesTogether) {
    const auto items = read_array("[ 4 0 R<</A[1 2]/B<41>>> /N 3 5 0 R null]");
    ASSERT_TRUE(items);
    EXPECT_EQ(*items, (std::vector<std::string>{"4 0 R", "<</A[1 2]/B<41>>>", "/N", "3", "5 0 R", "null"}));
}

TEST(PdfSyntax, DictionariesAreTakenApartAtTheirOwnLevelOnly) {
    const auto entries = read_dictionary("<< /A << /B 1 >> /C[/D 2 0 R]/E true >>");
    ASSERT_TRUE(entries);
    EXPECT_EQ(entries->at("/A"), "<< /B 1 >>");
    EXPECT_EQ(entries->at("/C"), "[/D 2 0 R]");
    EXPECT_EQ(entries->at("/E"), "true");
    EXPECT_EQ(read_dictionary(spell_dictionary(*entries)), entries);
}

TEST(PdfSyntax, MalformedValuesGiveNothing) {
    for (const char* text : {"", "[", "[1", "[(a)]", "<</A>>", "<</A 1/A 2>>", "<<1 2>>", "[<41]", "]"}) {
        EXPECT_FALSE(read_array(text)) << text;
        EXPECT_FALSE(read_dictionary(text)) << text;
    }
    EXPECT_FALSE(read_reference("0 0 R"));
    EXPECT_FALSE(read_reference("-4 0 R"));
    EXPECT_FALSE(read_reference("4 0 Rx"));
    EXPECT_FALSE(read_number("1e5"));
    EXPECT_FALSE(code_points("\xc0\x80"));
    EXPECT_FALSE(code_points("\xed\xa0\x80"));
}

}  // namespace documents
