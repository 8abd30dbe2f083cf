// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/receipt_code.h"

#include <gtest/gtest.h>

namespace {

base::Digest counting() {
    base::Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<std::uint8_t>(i * 7 + 3);
    return digest;
}

}  // namespace

TEST(ReceiptCode, HasNoLettersThatPeopleConfuse) {
    base::Digest digest{};
    for (int i = 0; i < 256; ++i) {
        digest.fill(static_cast<std::uint8_t>(i));
        const std::string code = app::receipt_code(digest);
        ASSERT_EQ(code.size(), 9U);
        EXPECT_EQ(code[4], '-');
        EXPECT_EQ(code.find_first_of("ILOU"), std::string::npos) << code;
    }
}

TEST(ReceiptCode, StandsForTheFirstFortyBitsOfTheSealId) {
    base::Digest digest{};
    EXPECT_EQ(app::receipt_code(digest), "0000-0000");
    digest[4] = 31;
    EXPECT_EQ(app::receipt_code(digest), "0000-000Z");
    digest[0] = 0x08;
    EXPECT_EQ(app::receipt_code(digest), "1000-000Z");
}

TEST(ReceiptQr, FitsTheAlphanumericModeOfAQrCode) {
    const std::string qr = app::receipt_qr(base::DeviceId("harbour-otter-41"), counting(), counting());
    EXPECT_EQ(qr.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), std::string::npos) << qr;
}

TEST(Fingerprint, ShowsTheBeginningInGroupsOfFour) { EXPECT_EQ(app::fingerprint_of(counting()), "030A 1118 1F26 2D34"); }
