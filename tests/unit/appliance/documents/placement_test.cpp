// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/placement.h"

#include "appliance/documents/field_lock.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gtest/gtest.h>

namespace documents::test {
namespace {

using base::Fault;

bool is_within(const Rectangle& inner, const Rectangle& outer) {
    return inner.left >= outer.left && inner.right <= outer.right && inner.bottom >= outer.bottom && inner.top <= outer.top;
}

TEST(Placement, TheFirstEmptySignatureFieldIsSigned) {
    const Sample sample = make_sample({.has_signature_field = true});
    const auto place = place_signature(sample.description, "", "k7");
    ASSERT_TRUE(place);
    ASSERT_TRUE(place->field);
    EXPECT_EQ(place->name, "Sign here");
    EXPECT_EQ(place->rect, (Rectangle{72, 500, 300, 580}));
}

TEST(Placement, ASignedFieldIsNotSignedAgain) {
    Sample sample = make_sample({.has_signature_field = true});
    sample.description.fields.back().is_signed = true;
    const auto place = place_signature(sample.description, "", "k7");
    ASSERT_TRUE(place);
    EXPECT_FALSE(place->field);
    EXPECT_EQ(place->name, "Signature-k7");
    EXPECT_EQ(place_signature(sample.description, "Sign here", "k7").fault(), Fault::field_missing);
}

class OnRotatedPages : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rotations, OnRotatedPages, testing::Values(0, 90, 180, 270));

TEST_P(OnRotatedPages, ANewFieldLiesInTheVisibleFootOfTheLastPage) {
    Sample sample = make_sample({.rotate = GetParam(), .has_form = false});
    sample.description.pages[0].visible_box = {40, 30, 500, 700};
    const auto place = place_signature(sample.description, "", "k7");
    ASSERT_TRUE(place && place->is_visible());
    EXPECT_TRUE(is_within(place->rect, sample.description.pages[0].visible_box));
    EXPECT_EQ(place->rotate, GetParam());
    const bool is_sideways = GetParam() % 180 == 90;
    EXPECT_EQ(place->rect.height() > place->rect.width(), is_sideways);
    if (GetParam() == 0) { EXPECT_LT(place->rect.bottom, 80); }
    if (GetParam() == 90) { EXPECT_GT(place->rect.right, 450); }   // what is right of the page is its foot as seen
    if (GetParam() == 180) { EXPECT_GT(place->rect.top, 650); }
    if (GetParam() == 270) { EXPECT_LT(place->rect.left, 90); }
}

TEST(Placement, AnExistingFieldOnATurnedPageIsReadTheWayItsShapeSays) {
    Sample sample = make_sample({.rotate = 90, .has_form = false, .has_signature_field = true});
    EXPECT_EQ(place_signature(sample.description, "", "k7")->rotate, 0);
    sample.description.fields[0].widgets[0].rect = {300, 100, 380, 400};
    EXPECT_EQ(place_signature(sample.description, "", "k7")->rotate, 90);
    sample.description.fields[0].widgets[0].rotate = 270;
    EXPECT_EQ(place_signature(sample.description, "", "k7")->rotate, 270);
}

TEST(Placement, KeepsClearOfFieldsThatAreThere) {
    Sample sample = make_sample();
    const auto first = place_signature(sample.description, "", "k7");
    ASSERT_TRUE(first);
    sample.description.fields[0].widgets[0].rect = first->rect;
    const auto second = place_signature(sample.description, "", "k8");
    ASSERT_TRUE(second);
    EXPECT_FALSE(is_within(second->rect, first->rect));
}

TEST(Placement, TooSmallAPageIsSignedInvisibly) {
    Sample sample = make_sample({.has_form = false});
    sample.description.pages[0].visible_box = {0, 0, 30, 30};
    const auto place = place_signature(sample.description, "", "k7");
    ASSERT_TRUE(place);
    EXPECT_FALSE(place->is_visible());
}

TEST(Placement, CertifiedDocumentsTakeAnExistingFieldOrAnInvisibleOne) {
    Sample sample = make_sample({.has_signature_field = true});
    sample.description.certification_level = 2;
    EXPECT_EQ(place_signature(sample.description, "", "k7")->name, "Sign here");
    sample.description.fields.pop_back();
    EXPECT_FALSE(place_signature(sample.description, "", "k7")->is_visible());
    sample.description.certification_level = 1;
    EXPECT_EQ(place_signature(sample.description, "", "k7").fault(), Fault::document_certified);
}

TEST(Placement, LocksDecideWhichNamesAreFree) {
    Sample sample = make_sample({.has_signature_field = true});
    Signature earlier;
    earlier.lock = {LockAction::include, {"Sign here"}, 0};
    sample.description.signatures = {earlier};
    EXPECT_EQ(place_signature(sample.description, "", "k7")->name, "Signature-k7");
    EXPECT_EQ(place_signature(sample.description, "Sign here", "k7").fault(), Fault::document_certified);
    sample.description.signatures[0].lock = {LockAction::exclude, {"Sign here"}, 0};
    EXPECT_EQ(place_signature(sample.description, "", "k7")->name, "Sign here");
    sample.description.signatures[0].lock = {LockAction::all, {}, 0};
    EXPECT_EQ(place_signature(sample.description, "", "k7").fault(), Fault::document_certified);
}

TEST(Locks, CoverWhatIsBelowTheirName) {
    Description d;
    Signature earlier;
    earlier.lock = {LockAction::include, {"person"}, 0};
    d.signatures = {earlier};
    EXPECT_TRUE(is_locked(d, "person"));
    EXPECT_TRUE(is_locked(d, "person.name"));
    EXPECT_FALSE(is_locked(d, "personal"));
}

TEST(Placement, TextGoesIntoTheFirstWritableFieldElseOverThePage) {
    Sample sample = make_sample();
    EXPECT_EQ(place_text(sample.description)->field, 0U);
    sample.description.fields[0].flags.is_read_only = true;
    const auto overlay = place_text(sample.description);
    ASSERT_TRUE(overlay);
    EXPECT_FALSE(overlay->field);
    const auto signature = place_signature(sample.description, "", "k7");
    EXPECT_GE(overlay->rect.bottom, signature->rect.top);
    sample.description.signatures.emplace_back();
    EXPECT_EQ(place_text(sample.description).fault(), Fault::document_certified);
}

}  // namespace
}  // namespace documents::test
