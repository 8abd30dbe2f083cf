// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/der.h"

#include <gtest/gtest.h>

using base::Bytes;
using crypto::DerReader;

namespace {

bool is_read(const Bytes& bytes) {
    DerReader reader(bytes);
    reader.take_any();
    return reader.is_finished();
}

}  // namespace

TEST(DerReader, AcceptsOnlyTheShortestDefiniteLength) {
    EXPECT_TRUE(is_read({0x04, 0x01, 0xaa}));
    EXPECT_FALSE(is_read({0x04, 0x81, 0x01, 0xaa}));        // could be short
    EXPECT_FALSE(is_read({0x24, 0x80, 0x00, 0x00}));        // indefinite
    EXPECT_FALSE(is_read({0x04, 0x02, 0xaa}));              // longer than the input
    EXPECT_FALSE(is_read({0x1f, 0x81, 0x00, 0x00}));        // a tag of many bytes
    EXPECT_FALSE(is_read({0x04}));
    EXPECT_FALSE(is_read({0x04, 0x85, 1, 1, 1, 1, 1}));     // more than four digits
    EXPECT_FALSE(is_read({0x04, 0x84, 0xff, 0xff, 0xff, 0xff}));
    Bytes longer(128);
    longer.insert(longer.begin(), {0x04, 0x81, 0x80});
    EXPECT_TRUE(is_read(longer));
    longer.insert(longer.begin() + 1, 0);
    EXPECT_FALSE(is_read(longer));
}

TEST(DerReader, GoesOnFailing) {
    const Bytes bytes{0x02, 0x01, 0x05, 0x02, 0x01, 0x06};
    DerReader reader(bytes);
    EXPECT_TRUE(reader.take(0x04).empty());
    EXPECT_TRUE(reader.take(0x02).empty());
    EXPECT_TRUE(reader.is_failed());
    EXPECT_FALSE(reader.is_finished());
}

TEST(Der, WritesIntegersWithoutNeedlessBytes) {
    EXPECT_EQ(crypto::der_integer(0).flatten(), (Bytes{0x02, 0x01, 0x00}));
    EXPECT_EQ(crypto::der_integer(127).flatten(), (Bytes{0x02, 0x01, 0x7f}));
    EXPECT_EQ(crypto::der_integer(128).flatten(), (Bytes{0x02, 0x02, 0x00, 0x80}));
    EXPECT_EQ(crypto::der_integer(0x1234).flatten(), (Bytes{0x02, 0x02, 0x12, 0x34}));
}

TEST(Der, SortsSets) {
    EXPECT_EQ(crypto::der_set_of({{0x02, 0x01, 0x09}, {0x02, 0x01, 0x03}}).flatten(),
              (Bytes{0x31, 0x06, 0x02, 0x01, 0x03, 0x02, 0x01, 0x09}));
}

TEST(GeneralizedTime, IsReadToTheMillisecond) {
    const std::pair<const char*, std::int64_t> moments[] = {
        {"19700101000000Z", 0},      {"20261122104005Z", 1795344005000},    {"20261122104005.12Z", 1795344005120},
        {"20000229000000Z", 951782400000}, {"20261122104005.001Z", 1795344005001}, {"20261122104005.0019Z", 1795344005001},
        {"19691231235959.999Z", -1}};
    for (const auto& [text, ms] : moments) EXPECT_EQ(crypto::parse_generalized_time(text), ms) << text;
}

TEST(GeneralizedTime, RefusesEverythingElse) {
    for (const char* text : {"", "Z", "20261122104005", "2026112210400Z", "20261322104005Z", "20260230104005Z",
                             "20261122244005Z", "20261122104005.Z", "20261122104005,5Z", "20261122104005+0100",
                             "-0261122104005Z", "20261122104005.-5Z"}) {
        EXPECT_FALSE(crypto::parse_generalized_time(text)) << text;
    }
}
