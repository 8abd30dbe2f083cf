// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/coverage.h"
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gtest/gtest.h>

namespace {

using documents::Coverage;

struct Forgery {
    made::Pdf pdf = made::signed_form();

    std::string& bytes() { return pdf.bytes(); }
    // Writes over the numbers without moving anything.
    void set_byte_range(const std::string& numbers) {
        const std::size_t begin = bytes().find("/ByteRange[") + 11;
        const std::size_t width = bytes().find(']', begin) - begin;
        ASSERT_LE(numbers.size(), width);
        bytes().replace(begin, width, numbers + std::string(width - numbers.size(), ' '));
    }
    void replace(const std::string& from, const std::string& to) {
        const std::size_t at = bytes().find(from);
        ASSERT_NE(at, std::string::npos);
        ASSERT_EQ(from.size(), to.size());
        bytes().replace(at, from.size(), to);
    }
    std::size_t hole_begin() { return bytes().find("/Contents<") + 9; }
    std::size_t hole_end() { return bytes().find('>', hole_begin()) + 1; }
    Coverage judged() {
        const auto file = base::as_bytes(bytes());
        const auto raw = documents::raw_signature_at(file, pdf.offset_of(10), {10, 0}, false);
        EXPECT_TRUE(raw);
        return raw ? documents::judge_coverage(file, *raw).coverage : Coverage::byte_range_missing;
    }
};

std::string numbers(std::initializer_list<std::size_t> values) {
    std::string text;
    for (const std::size_t value : values) text += std::to_string(value) + " ";
    return text;
}

TEST(Coverage, IsWholeForAnHonestSignature) {
    Forgery honest;
    EXPECT_EQ(honest.judged(), Coverage::whole_file);
    honest.pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<<>>>>").finish_revision();
    EXPECT_EQ(honest.judged(), Coverage::whole_revision);
}

TEST(Coverage, NeedsFourNumbers) {
    Forgery two;
    two.set_byte_range("0 100");
    EXPECT_EQ(two.judged(), Coverage::byte_range_missing);
    Forgery six;
    six.set_byte_range("0 1 2 3 4 5");
    EXPECT_EQ(six.judged(), Coverage::byte_range_missing);
}

TEST(Coverage, StartsAtTheFirstByteAndStaysInside) {
    Forgery late;
    late.set_byte_range(numbers({1, late.hole_begin() - 1, late.hole_end(), late.bytes().size() - late.hole_end()}));
    EXPECT_EQ(late.judged(), Coverage::byte_range_invalid);
    Forgery empty;
    empty.set_byte_range("0 0 0 0");
    EXPECT_EQ(empty.judged(), Coverage::byte_range_invalid);
    Forgery overlapping;
    overlapping.set_byte_range(numbers({0, overlapping.hole_end(), overlapping.hole_begin(), 10}));
    EXPECT_EQ(overlapping.judged(), Coverage::byte_range_invalid);
    Forgery beyond;
    beyond.set_byte_range(numbers({0, beyond.hole_begin(), beyond.hole_end(), beyond.bytes().size()}));
    EXPECT_EQ(beyond.judged(), Coverage::byte_range_invalid);
    Forgery huge;
    huge.set_byte_range("0 5 999999999999999 9");
    EXPECT_EQ(huge.judged(), Coverage::byte_range_invalid);
}

TEST(Coverage, LeavesOutExactlyTheContents) {
    Forgery wide;
    const std::size_t end = wide.hole_end() + 9;
    wide.set_byte_range(numbers({0, wide.hole_begin(), end, wide.bytes().size() - end}));
    EXPECT_EQ(wide.judged(), Coverage::hole_mismatch);
    Forgery early;
    early.set_byte_range(numbers({0, early.hole_begin() - 9, early.hole_end(), early.bytes().size() - early.hole_end()}));
    EXPECT_EQ(early.judged(), Coverage::hole_mismatch);
    Forgery spaced;
    spaced.replace("<30030201", "<3003  02");
    EXPECT_EQ(spaced.judged(), Coverage::hole_mismatch);
}

TEST(Coverage, RefusesAGapThatIsAnotherString) {  // signature wrapping
    Forgery wrapped;
    wrapped.pdf.put(20, "<3003020107>").finish_revision();
    const std::size_t begin = wrapped.bytes().find("<3003020107>");
    wrapped.set_byte_range(numbers({0, begin, begin + 12, wrapped.bytes().size() - begin - 12}));
    EXPECT_EQ(wrapped.judged(), Coverage::contents_mismatch);
}

TEST(Coverage, RefusesContentsThatHoldNoSignature) {
    Forgery empty;
    empty.replace("<30030201050000000000>", "<00000000000000000000>");
    EXPECT_EQ(empty.judged(), Coverage::contents_empty);
    Forgery text;
    text.replace("<30030201050000000000>", "<41424344454647484950>");
    EXPECT_EQ(text.judged(), Coverage::contents_irregular);
    Forgery trailing;
    trailing.replace("<30030201050000000000>", "<30030201050000000001>");
    EXPECT_EQ(trailing.judged(), Coverage::contents_irregular);
}

TEST(Coverage, EndsWhereARevisionEnds) {
    Forgery tail;
    tail.bytes() += "more";
    tail.set_byte_range(numbers({0, tail.hole_begin(), tail.hole_end(), tail.bytes().size() - tail.hole_end()}));
    EXPECT_EQ(tail.judged(), Coverage::revision_end_invalid);
    Forgery cut;
    cut.set_byte_range(numbers({0, cut.hole_begin(), cut.hole_end(), cut.bytes().size() - cut.hole_end() - 5}));
    EXPECT_EQ(cut.judged(), Coverage::revision_end_invalid);
}

TEST(Coverage, RefusesAFileThatGoesOnFromAnotherPlace) {
    Forgery replaced;
    replaced.pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>").finish_revision();
    // The last section skips the signed one.
    const std::size_t at = replaced.bytes().rfind("/Prev ");
    const std::size_t first = replaced.bytes().find("xref\n0 1");
    const std::size_t end = replaced.bytes().find(">>", at);
    std::string prev = "/Prev " + std::to_string(first);
    prev.resize(end - at, ' ');
    replaced.bytes().replace(at, end - at, prev);
    EXPECT_EQ(replaced.judged(), Coverage::xref_outside);
}

TEST(Coverage, FindsTheSignatureOnlyWhereTheTableSays) {
    Forgery pdf;
    const auto file = base::as_bytes(pdf.bytes());
    EXPECT_FALSE(documents::raw_signature_at(file, pdf.pdf.offset_of(10), {11, 0}, false));
    EXPECT_FALSE(documents::raw_signature_at(file, pdf.pdf.offset_of(9), {9, 0}, false));
    EXPECT_FALSE(documents::raw_signature_at(file, file.size() + 5, {10, 0}, false));
    Forgery twice;  // a second /Contents in the same dictionary
    twice.replace("/SubFilter/ETSI.CAdES.detached", "/Contents<3003020105>/Reason()");
    EXPECT_FALSE(documents::raw_signature_at(base::as_bytes(twice.bytes()), twice.pdf.offset_of(10), {10, 0}, false));
}

TEST(Asn1Value, IsOneElementAndZeros) {
    const auto is_one = [](std::string_view hex) {
        base::Bytes bytes;
        EXPECT_TRUE(base::from_hex(hex, bytes));
        return documents::is_one_asn1_value(bytes);
    };
    EXPECT_TRUE(is_one("3003020105"));
    EXPECT_TRUE(is_one("30030201050000"));
    EXPECT_TRUE(is_one("3080020105000000"));        // indefinite, as some programs write
    EXPECT_TRUE(is_one("308030800201050000000000"));
    EXPECT_FALSE(is_one("3080020105"));             // never closed
    EXPECT_FALSE(is_one("300302010501"));
    EXPECT_FALSE(is_one("3004020105"));
    EXPECT_FALSE(is_one("3084ffffffff00"));
    EXPECT_FALSE(is_one("3085000000000100"));
    EXPECT_FALSE(is_one("0403020105"));
    EXPECT_FALSE(is_one("30"));
    EXPECT_FALSE(is_one(""));
}

}  // namespace
