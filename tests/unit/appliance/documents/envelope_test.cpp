// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/envelope.h"

#include <gtest/gtest.h>

namespace {

const std::string order =
    R"({"appointment":{"code":"482913","time":"10:40"},"documents":[{"fields":[)"
    R"({"kind":"prefilled","label":"Patient","name":"Patient","required":true,"value":"Mara Keller"},)"
    R"({"kind":"text","label":"Emergency contact","required":true},)"
    R"({"kind":"signature","label":"Patient","required":true}],"file":"consent.pdf","id":"consent",)"
    R"("sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","title":"Consent to treatment"}],)"
    R"("envelope":"NDS-2041","expires":"2026-12-22T00:00:00Z","place":"Northgate Day Surgery","signers":[)"
    R"({"given_name":"Mara","id":"patient","meaning":"I agree to the treatment","name":"Mara Keller","tries":3}],)"
    R"("title":"Consent to treatment","version":1})";

base::Result<documents::Envelope> read(std::string text) {
    const auto json = base::parse_json(text);
    EXPECT_TRUE(json) << text;
    return documents::envelope_from_json(*json);
}

std::string with(std::string_view from, std::string_view to) {
    std::string text = order;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST(Envelope, ReadsBackWhatItWrites) {
    const auto envelope = read(order);
    ASSERT_TRUE(envelope) << envelope.failure().detail;
    EXPECT_EQ(envelope->documents[0].fields[1].label, "Emergency contact");
    EXPECT_EQ(base::canonical_json(documents::envelope_to_json(*envelope)), order);
}

TEST(Envelope, RefusesWhatTheSchemaDoesNotKnowAndNamesIt) {
    const std::pair<std::string, std::string> cases[] = {
        {with("\"version\":1", "\"version\":2"), "version"},
        {with("\"version\":1", "\"pin\":\"1234\",\"version\":1"), "pin"},
        {with("482913", "48291"), "appointment"},
        {with("482913", "48291x"), "appointment"},
        {with("2026-12-22T00:00:00Z", "tomorrow"), "expires"},
        {with("NDS-2041", "../2041"), "envelope"},
        {with("consent.pdf", ".hidden"), "file"},
        {with("consent.pdf", "a/b.pdf"), "file"},
        {with("\"kind\":\"text\"", "\"kind\":\"code\""), "kind"},
        {with("\"tries\":3", "\"tries\":99"), "tries"},
        {with("e3b0", "e3"), "sha256"},
        {with(R"("signers":[)", R"("signers":[{"given_name":"Ann","id":"ann","meaning":"I agree","name":"Ann Bee"},)"), "signers"},
    };
    for (const auto& [text, name] : cases) {
        const auto envelope = read(text);
        ASSERT_FALSE(envelope) << name;
        EXPECT_TRUE(envelope.failure().detail.find(name) != std::string::npos) << envelope.failure().detail;
    }
}
