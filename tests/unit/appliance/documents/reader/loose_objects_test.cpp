// SPDX-License-Identifier: Apache-2.0
// Files that two readers would read differently: one believes the cross-reference table,
// another finds fault with it and searches the file for objects.
#include "appliance/documents/reader/describe.h"
#include "appliance/documents/reader/normalise.h"
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gmock/gmock.h>

namespace {

using documents::Change;
using documents::Coverage;
using documents::Description;
using documents::Disposition;
using documents::FindingKind;
using testing::Contains;
using testing::Field;

const std::string other_content = "4 0 obj\n<</Length 44>>\nstream\nBT /F1 12 Tf 72 700 Td (I disagree.) Tj ET    \nendstream\nendobj\n";

void insert_before_last(std::string& bytes, const std::string& word, const std::string& what, std::size_t behind = 0) {
    bytes.insert(bytes.rfind(word) + behind, what);
}

bool has(const Description& description, FindingKind kind) {
    return std::any_of(description.findings.begin(), description.findings.end(), [&](const auto& each) { return each.kind == kind; });
}

// An update that any signer's program might write, and `loose` in front of its table.
std::string updated(const std::string& loose, const std::string& before_number = {}, const std::string& tail = {}) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<<>>>>").finish_revision();
    std::string bytes = pdf.bytes();
    insert_before_last(bytes, "xref\n0 1", loose);
    const std::size_t start = bytes.rfind("xref\n0 1");
    const std::size_t number = bytes.rfind("startxref\n") + 10;
    bytes.replace(number, bytes.find('\n', number) - number, before_number + std::to_string(start));
    return bytes + tail;
}

Description described(const std::string& bytes) { return documents::describe(base::as_bytes(bytes), nullptr); }
bool is_intact(const std::string& bytes) { return documents::is_intact(described(bytes).signatures.at(0)); }

TEST(LooseObjects, AreNotThoseThatALaterRevisionSuperseded) {
    made::Pdf pdf = made::form();
    pdf.put(20, "<</X 1>>").finish_revision();
    pdf.put_stream(made::content, "", "BT /F1 12 Tf 72 700 Td (I agree again.) Tj ET").finish_revision();
    pdf.put(made::font, "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>").free(20).put(21, "null").finish_revision();
    EXPECT_FALSE(has(pdf.description(), FindingKind::loose_object));
    EXPECT_EQ(pdf.description().verdict.disposition, Disposition::may_sign) << pdf.description().verdict.reason;
    EXPECT_TRUE(is_intact(updated("")));
}

TEST(LooseObjects, AreTakenOutBeforeAnybodySigns) {
    made::Pdf pdf = made::form();
    pdf.finish_revision();
    std::string bytes = pdf.bytes();
    const std::size_t shift = other_content.size();
    const std::size_t start = bytes.rfind("xref\n0 1");
    bytes.insert(start, other_content);
    const std::size_t number = bytes.rfind("startxref\n") + 10;
    bytes.replace(number, bytes.find('\n', number) - number, std::to_string(start + shift));
    const Description before = described(bytes);
    EXPECT_TRUE(has(before, FindingKind::loose_object));
    EXPECT_EQ(before.verdict.disposition, Disposition::normalise_first);
    const auto rewritten = documents::normalise(base::as_bytes(bytes), nullptr);
    ASSERT_TRUE(rewritten);
    EXPECT_EQ(described(std::string(base::as_text(*rewritten))).verdict.disposition, Disposition::may_sign);
    EXPECT_EQ(base::as_text(*rewritten).find("I disagree"), std::string_view::npos);
}

TEST(LooseObjects, AddedAfterASignatureBreakIt) {
    EXPECT_FALSE(is_intact(updated(other_content)));
    EXPECT_FALSE(is_intact(updated("  " + other_content)));
    EXPECT_FALSE(is_intact(updated("null " + other_content)));
    EXPECT_FALSE(is_intact(updated("900 0 obj\nnull\nendobj\n")));  // for something freed to be refilled
    EXPECT_FALSE(is_intact(updated(other_content, "%c\n")));
    EXPECT_FALSE(is_intact(updated(other_content, "", std::string(1010, ' '))));
}

TEST(LooseObjects, MayHideInAListedStream) {  // whoever searches line by line finds them there too
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<</Certs[20 0 R]>>>>");
    pdf.put_stream(20, "", "a certificate\n" + other_content).finish_revision();
    EXPECT_FALSE(documents::is_intact(pdf.description().signatures.at(0)));
}

TEST(LooseObjects, AreNoWordsInAValue) {
    made::Pdf pdf = made::form();
    pdf.put(20, "<</Title(It says 4 0 obj here)>>").finish_revision("/Info 20 0 R");
    EXPECT_FALSE(has(pdf.description(), FindingKind::loose_object));
}

TEST(LooseObjects, BehindTheOneThatIsShownCountAsWell) {
    made::Pdf pdf = made::form();
    pdf.finish_revision();
    const std::size_t first = pdf.offset_of(made::content);
    pdf.put_stream(made::content, "", "BT /F1 12 Tf 72 700 Td (I disagree.) Tj ET").finish_revision();
    const std::size_t second = pdf.offset_of(made::content);
    pdf.put_stream(made::content, "", "BT ET").finish_revision();
    // The newest table turns back to the first.
    std::string& bytes = pdf.bytes();
    const auto ten = [](std::size_t offset) { return std::string(10 - std::to_string(offset).size(), '0') + std::to_string(offset); };
    bytes.replace(bytes.rfind(ten(pdf.offset_of(made::content))), 10, ten(first));
    EXPECT_NE(first, second);
    EXPECT_TRUE(has(pdf.description(), FindingKind::loose_object));
}

TEST(XrefChain, HasNoCommentsAmongItsNumbers) {
    EXPECT_TRUE(is_intact(updated("", "\n")));
    EXPECT_FALSE(is_intact(updated("", "%c\n")));
    made::Pdf pdf = made::form();
    pdf.finish_revision();
    insert_before_last(pdf.bytes(), "startxref", "%c\n", 10);
    EXPECT_EQ(pdf.description().verdict.disposition, Disposition::normalise_first);
}

TEST(XrefChain, EndsWhereEveryReaderLooksForIt) {
    EXPECT_TRUE(is_intact(updated("", "", std::string(900, '\n'))));
    EXPECT_FALSE(is_intact(updated("", "", std::string(1100, '\n'))));
}

TEST(XrefChain, MayBeFollowedByWhiteSpaceThatIsSignedToo) {
    made::Pdf pdf = made::form();
    pdf.finish_revision();
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    std::string bytes = pdf.bytes() + "\n \r\n";
    const std::size_t range = bytes.find("/ByteRange[") + 11;
    const std::size_t last = bytes.rfind(' ', bytes.find(']', range)) + 1;
    const std::size_t length = std::stoull(bytes.substr(last)) + 4;
    const std::string spelled = std::to_string(length);
    bytes.replace(last, bytes.find(']', last) - last, std::string(bytes.find(']', last) - last - spelled.size(), '0') + spelled);
    EXPECT_EQ(described(bytes).signatures.at(0).coverage, Coverage::whole_file);
}

}  // namespace
