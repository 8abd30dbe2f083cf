// SPDX-License-Identifier: Apache-2.0
// Changes of an allowed kind that show something else than they say.
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace {

using documents::Change;
using documents::Coverage;
using documents::Description;
using documents::Signature;
using testing::Contains;
using testing::ElementsAre;

const Signature& first_of(const Description& description) {
    EXPECT_FALSE(description.signatures.empty()) << description.verdict.reason;
    return description.signatures.at(0);
}

std::vector<Change> changes_of(made::Pdf& pdf) {
    const Description description = pdf.description();
    const Signature& signature = first_of(description);
    EXPECT_EQ(signature.coverage, Coverage::whole_revision) << signature.coverage_detail;
    return signature.changes;
}

void put_appearance(made::Pdf& pdf, int number, const std::string& text) {
    pdf.put_stream(number, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>",
                   made::appearance_data(text));
}

// Visible or not, in a new field at the end of a signed form.
made::Pdf with_timestamp(const std::string& rect) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R 20 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)/SigFlags 3>>");
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Widget/FT/Sig/T(stamp)/F 132/P 3 0 R/Rect" + rect + "/V 21 0 R/AP<</N 22 0 R>>>>");
    put_appearance(pdf, 22, "I disagree.");
    pdf.put_signature(21);
    pdf.put(21, "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"
                "/ByteRange[0 BBBBBBBBBB CCCCCCCCCC DDDDDDDDDD]/Contents<30030201050000000000>>>").finish_revision();
    return pdf;
}

TEST(RevisionDiff, AllowsATimestampThatShowsNothingAndNoOther) {
    made::Pdf invisible = with_timestamp("[0 0 0 0]");
    EXPECT_THAT(changes_of(invisible), ElementsAre(Change::document_timestamp));
    made::Pdf visible = with_timestamp("[0 0 612 792]");
    EXPECT_THAT(changes_of(visible), Contains(Change::not_permitted));
}

TEST(RevisionDiff, RefusesFillingAFieldThatIsReadOnly) {
    made::Pdf pdf = made::form();
    const auto read_only = [](std::string body) { return body.insert(2, "/Ff 1"); };
    pdf.put(made::text_field, read_only(made::text_field_body("Ada", made::text_appearance))).finish_revision();
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    pdf.put(made::text_field, read_only(made::text_field_body("Grace", 20)));
    put_appearance(pdf, 20, "Grace");
    EXPECT_THAT(changes_of(pdf.finish_revision()), Contains(Change::form_structure));
}

made::Pdf filled_by(const std::string& value, const std::string& drawn, const std::string& font) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::text_field, made::text_field_body(value, 20));
    pdf.put_stream(20, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 21 0 R>>>>", made::appearance_data(drawn));
    pdf.put(21, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica" + font + ">>").finish_revision();
    return pdf;
}

TEST(RevisionDiff, ReadsWhatAFilledFieldShowsWhateverOrderItsFontHas) {
    const auto shows = [](const Description& description) {
        return std::none_of(description.findings.begin(), description.findings.end(),
                            [](const auto& finding) { return finding.kind == documents::FindingKind::value_differs; });
    };
    const std::string order = "/Encoding<</Differences[1/A 24/breve/caron 49/nine]>>";  // 1 is drawn as 9
    EXPECT_FALSE(shows(filled_by("PAY 100", "PAY 100", order).description()));
    EXPECT_TRUE(shows(filled_by("PAY 900", "PAY 100", order).description()));
    EXPECT_TRUE(documents::is_intact(first_of(filled_by("PAY 900", "PAY 100", order).description())));
}

TEST(RevisionDiff, RefusesAnAnswerWhosePictureCannotBeRead) {
    made::Pdf own_names = filled_by("Grace", "Grace", "/Encoding<</Differences[65/g12]>>");
    EXPECT_THAT(changes_of(own_names), Contains(Change::appearance));
    made::Pdf by_number = filled_by("Grace", "Grace", "/X 1/Encoding<</Differences[65/uni0041]>>");
    EXPECT_FALSE(documents::is_intact(first_of(by_number.description())));
}

}  // namespace
