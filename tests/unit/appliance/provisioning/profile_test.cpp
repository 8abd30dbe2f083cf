// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/profile.h"

#include "appliance/provisioning/contrast.h"
#include "appliance/provisioning/form.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace provisioning_test;
using provisioning::Complaint;
using provisioning::read_profile;

std::vector<Complaint> complaints_of(const std::string& toml) {
    const provisioning::Reading reading = read_profile(toml);
    EXPECT_FALSE(reading.profile && !reading.complaints.empty());
    return reading.complaints;
}

std::uint32_t line_of(const std::string& text, const std::string& what) {
    const auto at = text.begin() + static_cast<std::ptrdiff_t>(text.find(what));
    return static_cast<std::uint32_t>(1 + std::count(text.begin(), at, '\n'));
}

}  // namespace

TEST(Profile, TheExampleIsCompleteAndHoldsTheUsualValues) {
    const auto reading = read_profile(example_text());
    ASSERT_TRUE(reading.profile) << provisioning::text_of(reading.complaints);
    EXPECT_EQ(reading.profile->policies, provisioning::Policies{});
    EXPECT_EQ(reading.profile->custodians.size(), 3U);
    EXPECT_EQ(reading.profile->quorum, 2);
    EXPECT_EQ(reading.profile->staff.front().roles, std::vector{staff::Role::security_officer});
    // Every field that there is stands in it, if only in a comment.
    const base::Json json = provisioning::to_json(*reading.profile);
    for (const auto& [name, value] : *json.as_object()) {
        EXPECT_NE(example_text().find(name), std::string::npos) << name;
        const auto* inner = value.as_object();
        if (inner == nullptr) continue;
        for (const auto& [field, unused] : *inner) EXPECT_NE(example_text().find("\n" + field + " = "), std::string::npos) << field;
    }
}

TEST(Profile, WrittenAndReadAgainIsTheSameInTomlAndInJson) {
    provisioning::Profile profile = example();
    profile.place = "Room \"7\" \\ first floor";
    profile.templates = {{"Consent", std::string(64, 'a')}};
    profile.branding.logo = std::string(64, 'b');
    const std::string toml = provisioning::to_toml(profile);
    const auto again = read_profile(toml);
    ASSERT_TRUE(again.profile) << provisioning::text_of(again.complaints) << toml;
    EXPECT_EQ(*again.profile, profile);
    EXPECT_EQ(provisioning::to_toml(*again.profile), toml);
    const auto from_json = provisioning::profile_from(provisioning::to_json(profile));
    ASSERT_TRUE(from_json);
    EXPECT_EQ(*from_json, profile);
}

TEST(Profile, EverythingThatIsWrongIsToldAtOnceWithItsLine) {
    std::string text = replaced(example_text(), "languages = [\"en\", \"es\"]", "langauges = [\"en\"]");
    text = replaced(text, "tries = 3", "tries = 300");
    text = replaced(text, "session_hours = 12", "session_hours = \"twelve\"");
    text = replaced(text, "accent = \"harbour\"", "accent = \"yellow\"");
    text = replaced(text, "quorum = 2", "quorum = 4");
    const auto found = complaints_of(text);
    ASSERT_EQ(found.size(), 5U) << provisioning::text_of(found);
    const std::vector<Complaint> expected = {
        {line_of(text, "langauges"), "\"langauges\" is not known here; did you mean \"languages\"?"},
        {line_of(text, "quorum = 4"), "\"quorum\" must lie between 1 and 3"},
        {line_of(text, "accent = "), "\"branding.accent\" cannot be \"yellow\"; it may be: harbour, forest, plum, slate, brick, or a colour as #1f4e79"},
        {line_of(text, "tries = 300"), "\"policies.tries\" must lie between 1 and 5"},
        {line_of(text, "session_hours"), "\"policies.session_hours\" must be a whole number"},
    };
    for (const Complaint& one : expected)
        EXPECT_NE(std::find(found.begin(), found.end(), one), found.end()) << one.line << " " << one.text << "\nin\n" << provisioning::text_of(found);
}

TEST(Profile, WhatIsMissingIsNamed) {
    const auto found = provisioning::text_of(complaints_of("languages = [\"en\"]\n"));
    for (const char* name : {"\"name\" is missing", "\"site\" is missing", "\"place\" is missing", "\"test\" is missing", "\"enrolment\" is missing",
                             "\"trust.anchors\" is missing"})
        EXPECT_NE(found.find(name), std::string::npos) << name << " in " << found;
}

TEST(Profile, TextThatIsNotTomlIsToldWithItsLine) {
    const auto found = complaints_of("name = \"a\"\nsite = oops\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().line, 2U);
    EXPECT_TRUE(found.front().text.starts_with("this is not TOML"));
}

// toml++ takes for granted what stands there.
TEST(Profile, ATablesNameThatIsNoneIsToldToo) {
    for (const std::string_view text : {"[!]", "[[ +", "[\x01]", "a = 1\n[%]\n", "[a.!]", "x = {! = 1}"}) {
        const auto reading = provisioning::read_profile(text);
        ASSERT_FALSE(reading.complaints.empty()) << text;
        EXPECT_TRUE(reading.complaints.front().text.starts_with("this is not TOML")) << text;
    }
}

TEST(Profile, DatesFractionsAndDeepTablesAreRefused) {
    EXPECT_NE(provisioning::text_of(complaints_of("a = 1.5\n")).find("line 1"), std::string::npos);
    EXPECT_FALSE(complaints_of("a = 2026-11-22\n").empty());
    EXPECT_FALSE(complaints_of("a.b.c.d.e.f.g.h.i.j.k = 1\n").empty());
    EXPECT_FALSE(complaints_of(std::string(provisioning::toml_size_max + 1, '#')).empty());
    EXPECT_FALSE(complaints_of("a = " + std::string(100'000, '[') + "\n").empty());
}

TEST(Profile, APrivateKeyInACertificatesPlaceIsRefusedAndNeverKept) {
    const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 7);
    const std::string pem = crypto_test::pem_of(key);
    const std::string text = replaced(example_text(), "anchors = [\"\"\"\n", "anchors = [\"\"\"\n" + pem);
    EXPECT_NE(provisioning::text_of(complaints_of(text)).find("a private key stands in"), std::string::npos);
}

TEST(Profile, TextAroundACertificateDoesNotTravel) {
    const std::string text = replaced(example_text(), "anchors = [\"\"\"\n", "anchors = [\"\"\"\nmy secret notes\n");
    const auto reading = read_profile(text);
    ASSERT_TRUE(reading.profile) << provisioning::text_of(reading.complaints);
    EXPECT_EQ(*reading.profile, example());
}

TEST(Profile, QuorumsFitTheirCustodians) {
    const auto wrong = [](const std::string& from, const std::string& to) { return provisioning::text_of(complaints_of(replaced(example_text(), from, to))); };
    EXPECT_NE(wrong("quorum = 2\n", "").find("\"quorum\" is missing"), std::string::npos);
    EXPECT_NE(wrong("name = \"Ben\"\ncertificate", "name = \"Ben\"\ncertifcate").find("did you mean \"certificate\"?"), std::string::npos);
    const std::string one_only = example_text().substr(0, example_text().find("[[custodians]]\nname = \"Ben\""));
    EXPECT_NE(provisioning::text_of(complaints_of(one_only)).find("larger than the number of custodians"), std::string::npos);
    EXPECT_NE(provisioning::text_of(complaints_of(one_only + one_only.substr(one_only.find("[[custodians]]\nname")))).find("two custodians with one certificate"),
              std::string::npos);
}

TEST(Profile, AnAddressHoldsNoPasswordAndIsHttps) {
    for (const char* bad : {"http://platform.example/", "https://me:word@platform.example/", "https:///x", "https://a b/"})
        EXPECT_FALSE(complaints_of(replaced(example_text(), "https://platform.example/inkseal", bad)).empty()) << bad;
}

TEST(Profile, NamesHoldNothingThatCannotBeSeen) {
    EXPECT_FALSE(complaints_of(replaced(example_text(), "Harbour Clinic\"", "Harbour\\u0007Clinic\"")).empty());
    EXPECT_FALSE(complaints_of(replaced(example_text(), "Harbour Clinic\"", "Harbour \\u202Ecinilc\"")).empty());
}

TEST(Profile, EveryAccentIsReadOnWhiteAndCarriesWhiteText) {
    for (const provisioning::Accent& accent : provisioning::accents())
        EXPECT_GE(provisioning::contrast_with_white(accent.rgb), 7.0) << accent.name;
}

TEST(Profile, AColourOfTheHouseIsTakenWhenTextCanBeReadOnIt) {
    const auto with = [](const std::string& color) { return replaced(example_text(), "accent = \"harbour\"", "accent = \"" + color + "\""); };
    EXPECT_DOUBLE_EQ(provisioning::contrast_with_white(0x000000), 21);
    EXPECT_DOUBLE_EQ(provisioning::contrast_with_white(0xffffff), 1);
    for (const char* readable : {"#000000", "#1f4e79", "#767676"}) {  // the last gray that is enough
        const auto reading = read_profile(with(readable));
        ASSERT_TRUE(reading.profile) << provisioning::text_of(reading.complaints);
        EXPECT_EQ(reading.profile->branding.accent, readable);
    }
    const auto gray = complaints_of(with("#777777"));
    ASSERT_EQ(gray.size(), 1U);
    EXPECT_EQ(gray[0].text, "\"branding.accent\" #777777 and white text on it differ by only 4.4 to 1; people need at least 4.5 to 1 (WCAG 2.2, 1.4.3): take a darker colour");
    EXPECT_EQ(gray[0].line, line_of(with("#777777"), "accent = "));
    EXPECT_NE(complaints_of(with("#ffcc00")).at(0).text.find("only 1.5 to 1"), std::string::npos);
    for (const char* none : {"#1F4E79", "#12345", "#1234567", "1f4e79", "#12345g", "rgb(0,0,0)", "#"}) EXPECT_EQ(complaints_of(with(none)).size(), 1U) << none;
    base::Json json = provisioning::to_json(provisioning_test::example());
    json.as_object()->find("branding")->second.set("accent", "#ffcc00");
    EXPECT_FALSE(provisioning::profile_from(json)) << "nor from a bundle";
}

TEST(Profile, TheNearestNameIsNearOrNone) {
    constexpr std::string_view known[] = {"languages", "place"};
    EXPECT_EQ(provisioning::nearest("langages", known), "languages");
    EXPECT_EQ(provisioning::nearest("zebra-crossing", known), "");
    EXPECT_EQ(provisioning::distance("kitten", "sitting"), 3U);
}
