// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/bytes.h"
#include "appliance/base/reader.h"

#include <gtest/gtest.h>

using base::Bytes;

TEST(Base64, SpellsTheVectorsOfRfc4648) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},         {"f", "Zg=="},     {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},  {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, spelt] : vectors) {
        EXPECT_EQ(base::to_base64(base::as_bytes(plain)), spelt);
        Bytes back;
        ASSERT_TRUE(base::from_base64(spelt, back));
        EXPECT_EQ(base::as_text(back), plain);
    }
}

TEST(Base64, TakesOneSpellingOnly) {
    Bytes out;
    for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n"})
        EXPECT_FALSE(base::from_base64(text, out)) << text;
}

TEST(Hex, ReadsBackWhatItWrites) {
    const Bytes bytes{0x00, 0x7f, 0x80, 0xff};
    EXPECT_EQ(base::to_hex(bytes), "007f80ff");
    Bytes back;
    ASSERT_TRUE(base::from_hex("007F80fF", back));
    EXPECT_EQ(back, bytes);
    EXPECT_FALSE(base::from_hex("0", back));
    EXPECT_FALSE(base::from_hex("0g", back));
}

TEST(Compare, TellsEqualFromUnequal) {
    EXPECT_TRUE(base::equal_constant_time(Bytes{1, 2}, Bytes{1, 2}));
    EXPECT_FALSE(base::equal_constant_time(Bytes{1, 2}, Bytes{1, 3}));
    EXPECT_FALSE(base::equal_constant_time(Bytes{1, 2}, Bytes{1, 2, 3}));
}

TEST(Reader, FailsPastTheEndAndGoesOnFailing) {
    const Bytes bytes{1, 2, 3};
    base::Reader reader(bytes);
    EXPECT_EQ(reader.take_u16(), 0x0102);
    EXPECT_FALSE(reader.is_finished());
    EXPECT_EQ(reader.take_u32(), 0U);
    EXPECT_TRUE(reader.is_failed());
    reader.take_u8();
    EXPECT_FALSE(reader.is_finished());
}
