// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/description_json.h"
#include "tests/unit/appliance/documents/reader/made_pdf.h"

#include <gtest/gtest.h>

namespace {

using base::Fault;
using documents::Description;
using documents::parse_description;
using documents::to_json;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(DescriptionJson, ComesBackAsItWent) {
    made::Pdf pdf = made::signed_form("/Reason(Gr\\374\\337e)/Location<feff4e16754c>");
    pdf.put(made::catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS<</Certs[21 0 R]/VRI<</AB<</Cert[21 0 R]>>>>>>>>");
    pdf.put_stream(21, "", "x").finish_revision();
    const Description description = pdf.description();
    ASSERT_EQ(description.signatures.size(), 1U);
    EXPECT_EQ(description.signatures[0].reason, "Gr\xc3\xbc\xc3\x9f" "e");
    EXPECT_EQ(description.security_store.vri.at("/AB"), "<</Cert [21 0 R]>>");
    const auto back = parse_description(to_json(description));
    ASSERT_TRUE(back) << back.failure().detail;
    EXPECT_EQ(*back, description);
}

TEST(DescriptionJson, CarriesARefusalWithoutAnythingElse) {
    Description description;
    description.verdict = {documents::Disposition::refuse, Fault::document_encrypted, "no password"};
    const auto back = parse_description(to_json(description));
    ASSERT_TRUE(back) << back.failure().detail;
    EXPECT_EQ(*back, description);
}

TEST(DescriptionJson, RefusesWhatALyingReaderMightSay) {
    made::Pdf pdf = made::signed_form();
    const std::string honest = to_json(pdf.description());
    ASSERT_TRUE(parse_description(honest));
    const std::pair<const char*, const char*> lies[] = {
        {"\"verdict\":{", "\"verdict\":{\"more\":1,"},             // a member too many
        {"\"rotate\":0", "\"rotated\":0"},                         // and one missing
        {"\"page\":0", "\"page\":7"},                              // a page that is not there
        {"\"rotate\":0", "\"rotate\":\"0\""},                      // another type
        {"\"coverage\":\"whole_file\"", "\"coverage\":\"fine\""},  // an unknown word
        {"\"hole_end\":", "\"hole_end\":9"},                       // outside the file
        {"\"left\":\"100\"", "\"left\":\"inf\""},                  // no coordinate
        {"\"severity\":\"warn\"", "\"severity\":\"refuse\""},      // against its own verdict
    };
    for (const auto& [from, to] : lies) {
        const auto parsed = parse_description(replaced(honest, from, to));
        EXPECT_FALSE(parsed) << to;
        if (!parsed) {
            EXPECT_EQ(parsed.fault(), Fault::document_reader_crashed);
        }
    }
    EXPECT_FALSE(parse_description(honest.substr(0, honest.size() / 2)));
    EXPECT_FALSE(parse_description(""));
}

}  // namespace
