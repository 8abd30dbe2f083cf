// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/apdu.h"
#include "emulator/token/tlv.h"

#include <gtest/gtest.h>

namespace token {
namespace {

using base::Bytes;

TEST(VirtualApdu, ReadsTheFourCasesShortAndExtended) {
    EXPECT_EQ(parse_command(Bytes{0, 0x20, 0, 0x80})->data.size(), 0U);
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 0x00})->answer_max, 256U);
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 0x10})->answer_max, 16U);
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 2, 7, 8})->data, (Bytes{7, 8}));
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 2, 7, 8, 9})->answer_max, 9U);
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 0, 0, 0})->answer_max, 65536U);
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 0, 0, 2, 7, 8})->data, (Bytes{7, 8}));
    EXPECT_EQ(parse_command(Bytes{0, 0xCB, 0, 0, 0, 0, 2, 7, 8, 1, 0})->answer_max, 256U);
}

TEST(VirtualApdu, RefusesEveryOtherLength) {
    for (const Bytes& bytes : {Bytes{}, Bytes{0, 0x20, 0}, Bytes{0, 0x20, 0, 0, 3, 1, 2}, Bytes{0, 0x20, 0, 0, 1, 1, 1, 1}, Bytes{0, 0x20, 0, 0, 0, 0},
                               Bytes{0, 0x20, 0, 0, 0, 0, 0, 1}, Bytes{0, 0x20, 0, 0, 0, 0, 1, 1, 0}})
        EXPECT_FALSE(parse_command(bytes)) << base::to_hex(bytes);
}

TEST(VirtualTlv, ReadsWhatItWrites) {
    for (const std::uint32_t tag : {0x53U, 0x7F49U, 0x5FC105U})
        for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 5000U}) {
            const Bytes value(size, 7), written = tlv(tag, value);
            const auto objects = parse_tlvs(written);
            ASSERT_TRUE(objects && objects->size() == 1) << tag << ' ' << size;
            EXPECT_EQ(objects->front().tag, tag);
            EXPECT_EQ(base::to_bytes(objects->front().value), value);
        }
}

TEST(VirtualTlv, RefusesLengthsThatLeadNowhere) {
    for (const Bytes& bytes : {Bytes{0x53}, Bytes{0x53, 1}, Bytes{0x53, 0x81}, Bytes{0x53, 0x82, 1}, Bytes{0x53, 0x84, 0, 0, 0, 0}, Bytes{0x53, 0x80},
                               Bytes{0x7F}, Bytes{0x7F, 0xC9, 0xC9, 0xC9, 1, 0}, Bytes{0x53, 0x82, 0xFF, 0xFF, 1}})
        EXPECT_FALSE(parse_tlvs(bytes)) << base::to_hex(bytes);
}

}  // namespace
}  // namespace token
