// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/json.h"

#include <gtest/gtest.h>

using base::Json;

TEST(CanonicalJson, SortsNamesAndEscapesAsRfc8785) {
    Json value;
    value.set("b", 2).set("a", Json::Array{Json(true), Json(), Json("\u20ac$\x0f\nA'B\"\\\\\"/")});
    EXPECT_EQ(base::canonical_json(value), "{\"a\":[true,null,\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"],\"b\":2}");
}

TEST(CanonicalJson, ReadsBackWhatItWrites) {
    const std::string text = R"({"a":{"b":[[],{},-7,"x"]},"n":9223372036854775807})";
    const auto value = base::parse_json(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(base::canonical_json(*value), text);
}

TEST(Json, RefusesWhatIsNotStrict) {
    for (const char* text : {"", "{", "{\"a\":1,\"a\":2}", "[1.5]", "[1e3]", "[18446744073709551615]", "[1] x", "{a:1}",
                             "[\"\xff\"]", "// c\n1", "[1,]"})
        EXPECT_FALSE(base::parse_json(text)) << text;
}

TEST(Json, BoundsDepthAndSize) {
    EXPECT_TRUE(base::parse_json(std::string(16, '[') + std::string(16, ']')));
    EXPECT_FALSE(base::parse_json(std::string(17, '[') + std::string(17, ']')));
    EXPECT_FALSE(base::parse_json("\"aaaa\"", {.size_max = 5}));
}

TEST(Json, NamesTheMemberThatIsWrong) {
    const auto value = base::parse_json(R"({"n":"1"})");
    ASSERT_TRUE(value);
    const auto number = value->number("n");
    ASSERT_FALSE(number);
    EXPECT_EQ(number.fault(), base::Fault::message_invalid);
    EXPECT_EQ(number.failure().detail, "member 'n' is not a number");
    EXPECT_FALSE(value->text("absent"));
}
