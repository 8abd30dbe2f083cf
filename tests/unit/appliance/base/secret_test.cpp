// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/secret.h"

#include <gtest/gtest.h>

#include <cstring>
#include <new>
#include <type_traits>

TEST(SecretBytes, CannotBeCopiedByAccident) {
    EXPECT_FALSE(std::is_copy_constructible_v<base::SecretBytes>);
    EXPECT_FALSE(std::is_copy_assignable_v<base::SecretBytes>);
    EXPECT_FALSE(std::is_copy_constructible_v<base::Pin>);
}

TEST(Pin, TakesDigitsOnlyAndNoMoreThanFit) {
    base::Pin pin;
    EXPECT_FALSE(pin.push('x'));
    for (std::size_t i = 0; i < base::Pin::length_max; ++i) EXPECT_TRUE(pin.push('7'));
    EXPECT_FALSE(pin.push('7'));
    pin.pop();
    EXPECT_EQ(pin.length(), base::Pin::length_max - 1);
}

TEST(Pin, LeavesNothingBehind) {
    alignas(base::Pin) unsigned char memory[sizeof(base::Pin)];
    auto* pin = new (memory) base::Pin;
    for (char digit : {'4', '8', '2', '9', '1'}) pin->push(digit);
    base::Pin moved = std::move(*pin);
    pin->~Pin();
    EXPECT_EQ(memmem(memory, sizeof memory, "48291", 5), nullptr);
    EXPECT_EQ(moved.length(), 5U);
}
