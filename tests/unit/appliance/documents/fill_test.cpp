// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/fill.h"

#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace documents::test {
namespace {

using base::Fault;
using testing::HasSubstr;
using testing::Not;

base::Bytes filled(const Sample& sample, const std::vector<FieldValue>& values, const std::vector<Overlay>& overlays = {}) {
    Draft draft(sample.description, fonts());
    const auto status = fill(draft, values);
    EXPECT_TRUE(status) << (status ? "" : status.failure().detail);
    for (const Overlay& overlay : overlays) EXPECT_TRUE(add_overlay(draft, overlay));
    EXPECT_TRUE(settle_appearances(draft));
    auto revision = std::move(draft).close();
    EXPECT_TRUE(revision);
    base::Bytes file = sample.bytes;
    base::append(file, revision->bytes);
    const Ran check = run_on("qpdf --check FILE", file);
    EXPECT_EQ(check.status, 0) << check.output;
    return file;
}

std::string object(const base::Bytes& file, int number) {
    return run_on("qpdf --show-object=" + std::to_string(number) + " FILE", file).output;
}

Fault refusal(const Sample& sample, const FieldValue& value) {
    Draft draft(sample.description, fonts());
    const auto status = fill(draft, {value});
    EXPECT_FALSE(status);
    return status ? Fault::not_implemented_here : status.fault();
}

TEST(Fill, TextIsStoredAndShownAlike) {
    const Sample sample = make_sample();
    const base::Bytes file = filled(sample, {{"Name", TextValue{"Żółć Müller 世界"}}});
    EXPECT_THAT(object(file, 10), HasSubstr("/V"));
    EXPECT_THAT(run_on("pdftotext FILE -", file).output, HasSubstr("Żółć Müller 世界"));
    EXPECT_EQ(base::as_text(file).substr(0, sample.bytes.size()), base::as_text(sample.bytes));
}

TEST(Fill, CheckBoxesWithoutPicturesAreDrawn) {
    const base::Bytes file = filled(make_sample(), {{"Agree", CheckValue{true}}});
    EXPECT_THAT(object(file, 11), HasSubstr("/V /Yes"));
    EXPECT_THAT(object(file, 11), HasSubstr("/AS /Yes"));
    EXPECT_THAT(object(file, 11), HasSubstr("/Off"));
}

TEST(Fill, AChoiceShowsItsLabelAndStoresItsExportValue) {
    const base::Bytes file = filled(make_sample(), {{"Side", ChoiceValue{{"right"}}}});
    EXPECT_THAT(object(file, 12), HasSubstr("/V (right)"));
    EXPECT_THAT(run_on("pdftotext FILE -", file).output, HasSubstr("Right"));
}

TEST(Fill, RefusesWhatTheFieldDoesNotTake) {
    Sample sample = make_sample();
    EXPECT_EQ(refusal(sample, {"Nobody", TextValue{"x"}}), Fault::field_missing);
    EXPECT_EQ(refusal(sample, {"Name", TextValue{std::string(41, 'x')}}), Fault::field_value_invalid);
    EXPECT_EQ(refusal(sample, {"Name", TextValue{"two\nlines"}}), Fault::field_value_invalid);
    EXPECT_EQ(refusal(sample, {"Name", TextValue{"\xf0\x93\x80\x80"}}), Fault::glyph_missing);
    EXPECT_EQ(refusal(sample, {"Name", CheckValue{true}}), Fault::field_value_invalid);
    EXPECT_EQ(refusal(sample, {"Side", ChoiceValue{{"up"}}}), Fault::field_value_invalid);
    EXPECT_EQ(refusal(sample, {"Side", ChoiceValue{{"left", "right"}}}), Fault::field_value_invalid);
    EXPECT_EQ(refusal(sample, {"Side", TextValue{"left"}}), Fault::field_value_invalid);
}

TEST(Fill, RefusesTextThatWouldNotBeSeenWhole) {
    Sample sample = make_sample();
    sample.description.fields[0].length_max = -1;
    EXPECT_EQ(refusal(sample, {"Name", TextValue{std::string(400, 'W')}}), Fault::field_value_invalid);
}

TEST(Fill, OnlyThePlatformWritesIntoReadOnlyFields) {
    Sample sample = make_sample();
    sample.description.fields[0].flags.is_read_only = true;
    EXPECT_EQ(refusal(sample, {"Name", TextValue{"Mara"}}), Fault::field_value_invalid);
    filled(sample, {{"Name", TextValue{"Mara"}, Author::platform}});
}

TEST(Fill, FieldsFrozenByAnEarlierSignatureStayAsTheyAre) {
    Sample sample = make_sample();
    Signature earlier;
    earlier.lock = {LockAction::include, {"Name"}, 0};
    sample.description.signatures = {earlier};
    EXPECT_EQ(refusal(sample, {"Name", TextValue{"Mara"}}), Fault::document_certified);
    filled(sample, {{"Side", ChoiceValue{{"left"}}}});
    sample.description.signatures[0].lock = {LockAction::exclude, {"Name"}, 0};
    EXPECT_EQ(refusal(sample, {"Side", ChoiceValue{{"left"}}}), Fault::document_certified);
}

TEST(Fill, NeedAppearancesIsSettledForEveryField) {
    const Sample sample = make_sample({.need_appearances = true});
    const base::Bytes file = filled(sample, {{"Name", TextValue{"Mara"}}});
    EXPECT_THAT(object(file, 6), HasSubstr("/NeedAppearances false"));
    for (const int field : {10, 11, 12}) EXPECT_THAT(object(file, field), HasSubstr("/AP")) << field;
}

TEST(Fill, CombTextStandsInItsCells) {
    Sample sample = make_sample();
    Field& field = sample.description.fields[0];
    field.flags.is_comb = true;
    field.length_max = 8;
    const base::Bytes file = filled(sample, {{"Name", TextValue{"14031984"}}});
    const std::string boxes = run_on("pdftotext -bbox FILE -", file).output;
    // Eight words of one digit each, a cell of 28.5 points apart.
    EXPECT_THAT(boxes, HasSubstr(">4</word>"));
    EXPECT_THAT(boxes, Not(HasSubstr(">14031984</word>")));
}

TEST(Fill, MultiLineTextBreaksAndShrinksUntilItFits) {
    Sample sample = make_sample();
    Field& field = sample.description.fields[0];
    field.flags.is_multiline = true;
    field.length_max = -1;
    field.appearance.size = 0;
    std::string text;
    for (int i = 0; i < 14; ++i) text += "several words ";
    const base::Bytes file = filled(sample, {{"Name", TextValue{text}}});
    const std::string seen = run_on("pdftotext FILE - | tr -s ' \\n' '\\n' | grep -c words", file).output;
    EXPECT_EQ(seen, "14\n");
}

TEST(Fill, AnOverlayIsAReadOnlyFieldWithItsText) {
    const Sample sample = make_sample({.has_form = false});
    const base::Bytes file = filled(sample, {}, {{0, {72, 100, 272, 130}, "Typed-x1", "Ring Tomas, 555 0188"}});
    EXPECT_THAT(run_on("pdftotext FILE -", file).output, HasSubstr("Ring Tomas, 555 0188"));
    Draft draft(sample.description, fonts());
    EXPECT_FALSE(add_overlay(draft, {0, {72, 100, 92, 104}, "Typed-x2", std::string(300, 'W')}));
    EXPECT_FALSE(add_overlay(draft, {3, {72, 100, 92, 104}, "Typed-x3", "no such page"}));
}

TEST(Fill, WorksWhereverTheFormAndTheAnnotationsAreKept) {
    for (const bool in_catalog : {false, true}) {
        for (const bool own_array : {false, true}) {
            const Sample sample = make_sample({.form_in_catalog = in_catalog, .annots_are_object = own_array});
            const base::Bytes file = filled(sample, {}, {{0, {72, 100, 272, 130}, "Typed", "Overlaid"}});
            EXPECT_THAT(run_on("pdftotext FILE -", file).output, HasSubstr("Overlaid"));
        }
    }
}

}  // namespace
}  // namespace documents::test
