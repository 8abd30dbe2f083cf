// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/appearance_text.h"
#include "appliance/documents/reader/fields.h"
#include "appliance/documents/reader/normalise.h"
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gmock/gmock.h>

namespace {

using base::Fault;
using documents::Description;
using documents::Disposition;
using documents::FindingKind;
using documents::Severity;

// The most severe finding of a kind.
std::optional<Severity> severity_of(const Description& description, FindingKind kind) {
    std::optional<Severity> worst;
    for (const documents::Finding& finding : description.findings) {
        if (finding.kind == kind && (!worst || finding.severity < *worst)) worst = finding.severity;
    }
    return worst;
}

Description described(made::Pdf pdf) { return pdf.finish_revision().description(); }

TEST(Quarantine, LeavesAPlainFormAlone) {
    const Description description = described(made::form());
    EXPECT_EQ(description.verdict.disposition, Disposition::may_sign) << description.verdict.reason;
    ASSERT_EQ(description.findings.size(), 1U);  // Helvetica is not embedded
    EXPECT_EQ(description.findings[0].kind, FindingKind::font_not_embedded);
}

struct Active {
    const char* entries;
    FindingKind kind;
};

TEST(Quarantine, WantsARewriteOfUnsignedActiveContentAndTheRewriteIsClean) {
    const Active cases[] = {
        {"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", FindingKind::javascript},
        {"/OpenAction<</S/Launch/F(calc.exe)>>", FindingKind::launch},
        {"/OpenAction<</S/Named/N/Print>>", FindingKind::open_action},
        {"/AA<</WC<</S/JavaScript/JS(1)>>>>", FindingKind::additional_actions},
        {"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>", FindingKind::javascript},
        {"/X<</S/SubmitForm/F(http://example.org)>>", FindingKind::submit_form},
        {"/X<</S/GoToE/T<<>>>>", FindingKind::external_reference},
        {"/X<</Type/Annot/Subtype/URI/Next[<</S/Launch>>]>>", FindingKind::launch},
        {"/Perms<</UR3<</Type/Sig>>>>", FindingKind::usage_rights},
    };
    for (const Active& active : cases) {
        made::Pdf pdf = made::form(active.entries);
        const Description before = described(pdf);
        EXPECT_EQ(severity_of(before, active.kind), Severity::normalise) << active.entries;
        EXPECT_EQ(before.verdict.disposition, Disposition::normalise_first) << active.entries;
        const auto rewritten = documents::normalise(base::as_bytes(pdf.finish_revision().bytes()), nullptr);
        EXPECT_TRUE(rewritten) << active.entries << rewritten.failure().detail;
    }
}

TEST(Quarantine, RefusesActiveContentThatASignatureHoldsInPlace) {
    made::Pdf pdf = made::form("/OpenAction<</S/JavaScript/JS(app.alert(1))>>");
    pdf.finish_revision();
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    const Description description = pdf.description();
    EXPECT_EQ(description.verdict.fault, Fault::document_quarantined);
    EXPECT_EQ(description.verdict.disposition, Disposition::refuse);
    EXPECT_FALSE(documents::normalise(base::as_bytes(pdf.bytes()), nullptr));
}

TEST(Quarantine, RefusesAValueThatIsNotWhatIsShown) {
    made::Pdf pdf = made::form();
    pdf.put_stream(made::text_appearance, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>",
                   made::appearance_data("Eve"));
    const Description description = described(pdf);
    EXPECT_EQ(severity_of(description, FindingKind::value_differs), Severity::refuse);
    EXPECT_EQ(description.verdict.fault, Fault::document_quarantined);
}

TEST(Quarantine, UnderstandsTextThatIsSetInPieces) {
    made::Pdf pdf = made::form();
    pdf.put_stream(made::text_appearance, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>",
                   "BT /Helv 12 Tf [(A) -20 <64>] TJ (a) ' ET");
    EXPECT_FALSE(severity_of(described(pdf), FindingKind::value_differs));
}

TEST(Quarantine, RefusesLayersThatDifferBetweenScreenAndPaper) {
    const char* usage = "/OCProperties<</OCGs[20 0 R]/D<<>>>>";
    made::Pdf pdf = made::form(usage);
    pdf.put(20, "<</Type/OCG/Name(x)/Usage<</View<</ViewState/ON>>/Print<</PrintState/OFF>>>>>>");
    EXPECT_EQ(severity_of(described(pdf), FindingKind::hidden_layer), Severity::refuse);
    made::Pdf off = made::form("/OCProperties<</OCGs[20 0 R]/D<</OFF[20 0 R]>>>>");
    off.put(20, "<</Type/OCG/Name(x)>>");
    EXPECT_EQ(severity_of(described(off), FindingKind::hidden_layer), Severity::refuse);
    made::Pdf plain = made::form("/OCProperties<</OCGs[20 0 R]/D<</ON[20 0 R]>>>>");
    plain.put(20, "<</Type/OCG/Name(x)>>");
    EXPECT_FALSE(severity_of(described(plain), FindingKind::hidden_layer));
}

TEST(Quarantine, RefusesAStampOverAField) {
    made::Pdf pdf = made::form();
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field, 20}));
    pdf.put(20, "<</Type/Annot/Subtype/Stamp/Rect[90 590 310 630]/AP<</N 21 0 R>>>>");
    pdf.put_stream(21, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "1 g 0 0 9 9 re f");
    EXPECT_EQ(severity_of(described(pdf), FindingKind::overlay), Severity::refuse);
}

TEST(Quarantine, RewritesAwayAPageThatNothingRefersTo) {  // prepared for "hide and replace"
    made::Pdf pdf = made::form();
    pdf.put(20, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>");
    EXPECT_EQ(severity_of(described(pdf), FindingKind::unreachable_page), Severity::normalise);
    const auto rewritten = documents::normalise(base::as_bytes(pdf.finish_revision().bytes()), nullptr);
    ASSERT_TRUE(rewritten) << rewritten.failure().detail;
}

TEST(Quarantine, WantsARewriteWhereReadersWouldSeeDifferentThings) {
    made::Pdf dangling = made::form();
    dangling.put(made::page, made::page_body({made::text_field, made::signature_field}, "/Contents 77 0 R"));
    EXPECT_EQ(severity_of(described(dangling), FindingKind::dangling_reference), Severity::normalise);
    made::Pdf junk = made::form();
    junk.finish_revision();
    junk.bytes() += "junk after the end";
    EXPECT_EQ(severity_of(junk.description(), FindingKind::trailing_data), Severity::normalise);
    made::Pdf twice = made::form();
    twice.put(made::pages, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>");
    EXPECT_EQ(severity_of(described(twice), FindingKind::shared_page), Severity::normalise);
    EXPECT_TRUE(documents::normalise(base::as_bytes(twice.finish_revision().bytes()), nullptr));
}

TEST(Quarantine, RefusesFormsInXmlThatDrawThemselves) {
    made::Pdf pdf = made::form("/NeedsRendering true");
    EXPECT_EQ(described(pdf).verdict.fault, Fault::document_xfa_dynamic);
}

TEST(Quarantine, RefusesWhatItsAuthorCertifiedAgainstChanges) {
    made::Pdf pdf = made::signed_form("/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1/V/1.2>>>>]");
    EXPECT_EQ(pdf.description().verdict.fault, Fault::document_certified);
}

TEST(Quarantine, RefusesTreesThatGoInACircle) {
    made::Pdf kids = made::form();
    kids.put(made::pages, "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>");
    EXPECT_EQ(described(kids).verdict.fault, Fault::document_structure_unsupported);
    made::Pdf outline = made::form("/Outlines 20 0 R");
    outline.put(20, "<</First 21 0 R>>").put(21, "<</Title(a)/Next 22 0 R>>").put(22, "<</Title(b)/Next 21 0 R>>");
    EXPECT_EQ(described(outline).verdict.fault, Fault::document_structure_unsupported);
}

TEST(Description, TellsWhatAWriterNeeds) {
    made::Pdf pdf = made::form();
    pdf.put(made::page, made::page_body({made::text_field, made::signature_field}, "/Contents 4 0 R/CropBox[-10 0 300 900]/Rotate -90"));
    const Description d = described(pdf);
    EXPECT_EQ(d.file.next_object_number, 10);
    EXPECT_EQ(d.file.root, (documents::Ref{1, 0}));
    EXPECT_TRUE(d.file.ends_with_newline);
    EXPECT_EQ(d.file.xref_kind, documents::XrefKind::table);
    EXPECT_EQ(d.form.place, documents::Place::own_object);
    EXPECT_EQ(d.form.fields.place, documents::Place::direct);
    EXPECT_EQ(d.form.object.entries.at("/DA"), "<2f48656c76203020546620302067>");
    ASSERT_EQ(d.pages.size(), 1U);
    EXPECT_EQ(d.pages[0].rotate, 270);
    EXPECT_EQ(d.pages[0].visible_box, (documents::Rectangle{0, 0, 300, 792}));
    EXPECT_EQ(d.pages[0].object.entries.at("/Contents"), "4 0 R");
    EXPECT_EQ(d.pages[0].annots.items.size(), 2U);
    ASSERT_EQ(d.fields.size(), 2U);
    EXPECT_EQ(d.fields[0].name, "name");
    EXPECT_EQ(d.fields[0].value, "Ada");
    EXPECT_EQ(d.fields[0].appearance.font, "Helv");
    EXPECT_EQ(d.fields[0].widgets.at(0).page, 0);
    EXPECT_TRUE(d.fields[0].widgets.at(0).is_merged);
    EXPECT_EQ(d.fields[1].type, documents::FieldType::signature);
    EXPECT_FALSE(d.fields[1].is_signed);
}

TEST(DefaultAppearance, IsReadFromItsOperators) {
    const auto appearance = documents::parse_default_appearance("0.1 0.2 .3 rg /He#20lv 9.5 Tf");
    EXPECT_EQ(appearance.font, "He#20lv");
    EXPECT_EQ(appearance.size, 9.5);
    EXPECT_EQ(appearance.colour, (std::vector<double>{0.1, 0.2, 0.3}));
    EXPECT_EQ(documents::parse_default_appearance("garbage Tf rg k"), documents::DefaultAppearance{});
}

TEST(ToUnicode, ReadsCharactersRangesAndLists) {
    const auto map = documents::parse_to_unicode(
        "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <0020> endbfchar\n"
        "2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0058> <00590059>] endbfrange");
    EXPECT_EQ(map.code_size, 2U);
    EXPECT_EQ(map.texts.at(3), " ");
    EXPECT_EQ(map.texts.at(0x12), "C");
    EXPECT_EQ(map.texts.at(0x21), "YY");
    EXPECT_EQ(map.texts.size(), 6U);
    EXPECT_LE(documents::parse_to_unicode("beginbfrange <00000000> <ffffffff> <0041> endbfrange").texts.size(), 70'000U);
}

}  // namespace
