// SPDX-License-Identifier: Apache-2.0
// Values of fields and widgets that are objects of their own: a later revision can give
// them another content without touching the field that refers to them.
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gmock/gmock.h>

namespace {

using documents::Change;
using testing::ElementsAre;

constexpr int value_object = 30;
constexpr const char* dss_catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<</Certs[30 0 R]>>>>";

// A signed form whose text field says `key` by a reference to object 30.
made::Pdf with_shared(const std::string& key, const std::string& value, const std::string& signature_entries = "") {
    made::Pdf pdf = made::form();
    std::string body = made::text_field_body("Ada", made::text_appearance);
    const std::size_t at = body.find(key + "[");
    if (at != std::string::npos) body.erase(at, body.find(']', at) + 1 - at);
    body.insert(2, key + " 30 0 R");
    pdf.put(made::text_field, body).put(value_object, value).finish_revision();
    pdf.put_signature(10, signature_entries).put(made::signature_field, made::signature_field_body(10)).finish_revision();
    return pdf;
}

made::Pdf with_shared_rect(const std::string& signature_entries = "") {
    return with_shared("/Rect", "[100 600 300 620]", signature_entries);
}

std::vector<Change> changes_of(const made::Pdf& pdf) { return pdf.description().signatures.at(0).changes; }
bool is_intact(const made::Pdf& pdf) { return documents::is_intact(pdf.description().signatures.at(0)); }

TEST(SharedObjects, AreFineAsLongAsTheyStay) {
    made::Pdf pdf = with_shared_rect();
    EXPECT_TRUE(is_intact(pdf));
    pdf.put(made::catalog, dss_catalog).finish_revision();  // named, not rewritten
    EXPECT_THAT(changes_of(pdf), ElementsAre(Change::validation_data));
}

TEST(SharedObjects, MayNotBeRewrittenWhateverNamesThem) {
    const std::string certified =
        "/Reference[<</TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]";
    for (const std::string& entries : {std::string(), certified}) {
        const auto rewritten = [&] {
            made::Pdf pdf = with_shared_rect(entries);
            pdf.put(value_object, "[72 690 372 725]");
            return pdf;
        };
        EXPECT_FALSE(is_intact(rewritten().finish_revision()));
        EXPECT_FALSE(is_intact(rewritten().put(made::catalog, dss_catalog).finish_revision()));
        EXPECT_FALSE(is_intact(rewritten().put(40, "<</X 30 0 R>>").finish_revision("/Info 40 0 R")));
        EXPECT_FALSE(is_intact(rewritten().put_stream(40, "/Type/Metadata/X 30 0 R", "<x/>")
                                   .put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 40 0 R>>")
                                   .finish_revision()));
    }
}

TEST(SharedObjects, MayNotBeFreedOrEmptied) {
    EXPECT_FALSE(is_intact(with_shared_rect().free(value_object).finish_revision()));
    EXPECT_FALSE(is_intact(with_shared_rect().put(value_object, "null").finish_revision()));
    EXPECT_FALSE(is_intact(with_shared_rect().put(value_object, "null").put(made::catalog, dss_catalog).finish_revision()));
}

TEST(SharedObjects, AreGuardedUnderEveryKey) {
    for (const char* key : {"/A", "/BS", "/MK", "/OC", "/Opt", "/DA", "/Border"}) {
        made::Pdf pdf = with_shared(key, "<</X 1>>");
        pdf.put(value_object, "<</X 2>>").put(made::catalog, dss_catalog).finish_revision();
        EXPECT_FALSE(is_intact(pdf)) << key;
    }
}

TEST(SharedObjects, MayNotComeInPlaceWhileAnotherFieldIsFilled) {
    made::Pdf pdf = with_shared("/BS", "<</W 1>>");
    std::string body = made::text_field_body("Grace", 20);
    body.insert(2, "/BS 30 0 R");
    pdf.put(made::text_field, body).put(value_object, "<</W 400>>");
    pdf.put_stream(20, "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</Helv 6 0 R>>>>/X 30 0 R",
                   made::appearance_data("Grace"));
    EXPECT_FALSE(is_intact(pdf.finish_revision()));
}

TEST(SharedObjects, OfTheMetadataItselfMayBeRewrittenAndFreed) {
    made::Pdf pdf = made::form();
    pdf.put(40, "<</Producer 41 0 R/Title 42 0 R>>").put(41, "(one)").put(42, "(title)").finish_revision("/Info 40 0 R");
    pdf.put_signature(10).put(made::signature_field, made::signature_field_body(10)).finish_revision("/Info 40 0 R");
    pdf.put(40, "<</Producer 41 0 R>>").put(41, "(two)").free(42).finish_revision("/Info 40 0 R");
    EXPECT_THAT(changes_of(pdf), ElementsAre(Change::metadata));
}

TEST(SharedObjects, PagesHideBehindNoMetadata) {  // for a still later update to show
    made::Pdf pdf = made::signed_form();
    pdf.put(made::catalog, dss_catalog).put(value_object, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>").finish_revision();
    EXPECT_FALSE(is_intact(pdf));
}

}  // namespace
