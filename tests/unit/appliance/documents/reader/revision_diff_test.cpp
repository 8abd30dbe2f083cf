// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gmock/gmock.h>

namespace {

using documents::Change;
using documents::Coverage;
using documents::Description;
using documents::Signature;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

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

constexpr const char* certified_2 =
    "/Reference[<</TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]";
constexpr const char* certified_3 =
    "/Reference[<</TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 3/V/1.2>>>>]";

void put_appearance(made::Pdf& pdf, int number, const std::string& text) {
    pdf.put_stream(number, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>",
                   made::appearance_data(text));
}

TEST(RevisionDiff, FindsNothingAfterTheLastSignature) {
    const Description description = made::signed_form().description();
    const Signature& signature = first_of(description);
    EXPECT_EQ(signature.coverage, Coverage::whole_file) << signature.coverage_detail;
    EXPECT_THAT(signature.changes, IsEmpty());
    EXPECT_TRUE(documents::is_intact(signature));
    EXPECT_EQ(description.verdict.disposition, documents::Disposition::may_sign) << description.verdict.reason;
}

TEST(RevisionDiff, AllowsValidationData) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 20 0 R>>");
    pdf.put(20, "<</Type/DSS/Certs[21 0 R]>>").put_stream(21, "", "a certificate").finish_revision();
    EXPECT_THAT(changes_of(pdf), ElementsAre(Change::validation_data));
}

TEST(RevisionDiff, AllowsFillingAField) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::text_field, made::text_field_body("Grace", 20));
    put_appearance(pdf, 20, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), ElementsAre(Change::form_filled));
}

TEST(RevisionDiff, AllowsASecondSignatureInANewInvisibleField) {
    made::Pdf pdf = made::signed_form(certified_2);
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R 20 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)/SigFlags 3>>");
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Widget/FT/Sig/T(second)/F 132/P 3 0 R/Rect[0 0 0 0]/V 21 0 R>>");
    pdf.put_signature(21).finish_revision();
    const Description description = pdf.description();
    ASSERT_EQ(description.signatures.size(), 2U);
    EXPECT_THAT(description.signatures[0].changes, ElementsAre(Change::further_signature));
    EXPECT_EQ(description.signatures[1].coverage, Coverage::whole_file);
    EXPECT_EQ(description.certification_level, 2);
    EXPECT_EQ(description.verdict.disposition, documents::Disposition::may_sign) << description.verdict.reason;
}

TEST(RevisionDiff, RefusesAVisibleNewFieldOnACertifiedDocument) {
    made::Pdf pdf = made::signed_form(certified_2);
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R 20 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)>>");
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Widget/FT/Sig/T(second)/F 132/P 3 0 R/Rect[0 0 612 792]/V 21 0 R>>");
    pdf.put_signature(21).finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::not_permitted));
}

TEST(RevisionDiff, RefusesAnUnsignedFieldThatShowsSomething) {  // the "sneaky signature" attack
    made::Pdf pdf = made::signed_form();
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R 20 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)>>");
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Widget/FT/Sig/T(second)/P 3 0 R/Rect[70 690 300 720]/AP<</N 21 0 R>>>>");
    put_appearance(pdf, 21, "I disagree.");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::form_structure));
}

TEST(RevisionDiff, RefusesAnnotationsThatCanPassForContent) {  // the "evil annotation" attack
    made::Pdf pdf = made::signed_form(certified_3);
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/FreeText/Rect[70 690 300 720]/Contents(I disagree.)/DA(/Helv 12 Tf)>>");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_content));
}

TEST(RevisionDiff, AllowsANoteOnlyWhereTheAuthorDoes) {
    for (const bool is_allowed : {true, false}) {
        made::Pdf pdf = made::signed_form(is_allowed ? certified_3 : certified_2);
        pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
        pdf.put(20, "<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/Contents(Please check.)>>").finish_revision();
        const Description description = pdf.description();
        EXPECT_EQ(documents::is_intact(first_of(description)), is_allowed);
        EXPECT_THAT(first_of(description).changes, Contains(Change::annotation));
    }
}

TEST(RevisionDiff, RefusesANoteWithAnAppearanceOfItsOwn) {
    made::Pdf pdf = made::signed_form(certified_3);
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Text/Rect[70 690 300 720]/AP<</N 21 0 R>>>>");
    put_appearance(pdf, 21, "I disagree.");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_content));
}

TEST(RevisionDiff, RefusesASignatureThatItsOwnRevisionDoesNotHold) {
    made::Pdf pdf = made::form();
    pdf.put_signature(10).finish_revision();  // covers a revision in which nobody signed
    pdf.put(made::signature_field, made::signature_field_body(10)).finish_revision();
    EXPECT_EQ(first_of(pdf.description()).coverage, Coverage::differs_in_revision);
}

TEST(RevisionDiff, RefusesOtherContentInAPage) {
    made::Pdf pdf = made::signed_form();
    pdf.put_stream(made::content, "", "BT /F1 12 Tf 72 700 Td (I disagree.) Tj ET").finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_content));
}

TEST(RevisionDiff, RefusesAPageThatTurnsToOtherContent) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field}, "/Contents 20 0 R"));
    pdf.put_stream(20, "", "BT /F1 12 Tf 72 700 Td (I disagree.) Tj ET").finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_content));
}

TEST(RevisionDiff, RefusesAnotherFontForThePage) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>").finish_revision();
    EXPECT_FALSE(documents::is_allowed(changes_of(pdf).back()));
}

TEST(RevisionDiff, RefusesAddedAndReorderedPages) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::pages, "<</Type/Pages/Kids[20 0 R 3 0 R]/Count 2>>");
    pdf.put(20, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>").finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_tree));
}

TEST(RevisionDiff, RefusesAnAppearanceThatChangesWithoutItsValue) {
    made::Pdf pdf = made::signed_form();
    put_appearance(pdf, made::text_appearance, "Eve");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::appearance));
}

TEST(RevisionDiff, RefusesFillingAFieldByAnObjectThatThePageShowsToo) {
    made::Pdf pdf = made::form();
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field},
                                        "/Contents 4 0 R/Thumb 8 0 R"));  // any other way to the same object
    pdf.finish_revision();
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    pdf.put(made::text_field, made::text_field_body("Grace", made::text_appearance));
    put_appearance(pdf, made::text_appearance, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::page_content));
}

TEST(RevisionDiff, RefusesATextFieldThatMoves) {
    made::Pdf pdf = made::signed_form();
    std::string body = made::text_field_body("Grace", 20);
    body.replace(body.find("[100 600"), 8, "[ 70 690");
    pdf.put(made::text_field, body);
    put_appearance(pdf, 20, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::form_structure));
}

TEST(RevisionDiff, RefusesANewTextField) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R 20 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)>>");
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Widget/FT/Tx/T(more)/Rect[70 690 300 720]/V(I disagree.)>>").finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::form_structure));
}

TEST(RevisionDiff, RefusesAnAlteredEarlierSignature) {
    made::Pdf pdf = made::signed_form("/Reason(I agree)");
    pdf.put(10, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Reason(Tests only)"
                "/ByteRange[0 100 200 300]/Contents<30030201050000000000>>>").finish_revision();
    const Description description = pdf.description();
    EXPECT_FALSE(documents::is_intact(first_of(description)));
    EXPECT_EQ(description.verdict.disposition, documents::Disposition::refuse);
}

TEST(RevisionDiff, RefusesAFreedObject) {
    made::Pdf pdf = made::signed_form();
    pdf.free(made::content).finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::object_freed));
}

TEST(RevisionDiff, RefusesActionsInTheCatalog) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::catalog));
}

TEST(RevisionDiff, RefusesAnotherCatalog) {
    made::Pdf pdf = made::signed_form();
    pdf.put(20, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>").finish_revision();
    const std::size_t at = pdf.bytes().rfind("/Root 1 0 R");
    pdf.bytes().replace(at, 11, "/Root 20 0 R");
    EXPECT_THAT(changes_of(pdf), Contains(Change::catalog));
}

TEST(RevisionDiff, RefusesFillingALockedField) {
    made::Pdf pdf = made::signed_form(
        "/Reference[<</TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/Action/Include/Fields[(name)]>>>>]");
    pdf.put(made::text_field, made::text_field_body("Grace", 20));
    put_appearance(pdf, 20, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::locked_field));
}

TEST(RevisionDiff, HonoursTheLockOfTheSignedFieldItself) {
    made::Pdf pdf = made::signed_form("", "/Lock<</Type/SigFieldLock/Action/All/P 1>>");
    pdf.put(made::text_field, made::text_field_body("Grace", 20));
    put_appearance(pdf, 20, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), testing::AllOf(Contains(Change::locked_field), Contains(Change::not_permitted)));
}

TEST(RevisionDiff, RefusesTheSameNumberWithAnotherGeneration) {  // some readers look at numbers only
    made::Pdf pdf = made::signed_form();
    pdf.put_stream(made::content, "", "BT /F1 12 Tf 72 700 Td (I disagree.) Tj ET").finish_revision();
    std::string& bytes = pdf.bytes();
    bytes.replace(bytes.rfind("4 0 obj"), 7, "4 1 obj");
    const std::size_t entry = bytes.find(" 00000 n", bytes.rfind("\n4 1\n"));
    bytes.replace(entry, 8, " 00001 n");
    EXPECT_FALSE(documents::is_intact(first_of(pdf.description())));
}

TEST(RevisionDiff, RefusesAFormThatRedrawsItself) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::acroform, "<</Fields[7 0 R 9 0 R]/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 1 g)/NeedAppearances true>>");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::form_structure));
}

TEST(RevisionDiff, RefusesAFilledFieldThatIsHidden) {
    made::Pdf pdf = made::signed_form();
    std::string body = made::text_field_body("Grace", 20);
    body.replace(body.find("/F 4"), 4, "/F 6");
    pdf.put(made::text_field, body);
    put_appearance(pdf, 20, "Grace");
    pdf.finish_revision();
    EXPECT_THAT(changes_of(pdf), Contains(Change::form_structure));
}

TEST(RevisionDiff, ReportsBytesThatBelongToNoRevision) {
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<<>>>>").finish_revision();
    pdf.bytes() += "left over\n";
    EXPECT_THAT(changes_of(pdf), Contains(Change::unsigned_tail));
}

TEST(RevisionDiff, ReportsAnObjectThatNothingAllowedRefersTo) {
    made::Pdf pdf = made::form();
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Lang(en)>>").finish_revision();
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    pdf.put(20, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>").finish_revision();  // for a later update to show
    EXPECT_THAT(changes_of(pdf), Contains(Change::object_unexplained));
}

}  // namespace
