// SPDX-License-Identifier: Apache-2.0
// A host at the reader's endpoints, with a card in the reader.
#pragma once

#include "emulator/token/ccid_device.h"

#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

#include <poll.h>

namespace token {

inline const base::Bytes version_apdu{0x00, 0xFD, 0, 0, 0};
inline constexpr std::uint8_t power_on = 0x62, power_off = 0x63, slot_status = 0x65, parameters = 0x6C, block = 0x6F, abort_it = 0x72;

class Reader {
public:
    explicit Reader(std::size_t message_max = 3072) : device(hand.token(), message_max) {}

    base::Bytes command(std::uint8_t type, base::ByteView data = {}, std::array<std::uint8_t, 3> specific = {}, std::uint8_t slot = 0) {
        return frame_of({type, slot, ++m_sequence, specific, base::to_bytes(data)});
    }
    // What comes within the time, or nothing.
    std::optional<base::Bytes> next(int limit_ms = 2000) {
        const auto end = CcidDevice::Clock::now() + std::chrono::milliseconds(limit_ms);
        while (true) {
            if (auto transfer = device.collect()) return transfer;
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - CcidDevice::Clock::now()).count();
            if (left <= 0) return std::nullopt;
            const int wait = device.wait_ms();
            pollfd ended{device.descriptor(), POLLIN, 0};
            (void)poll(&ended, 1, static_cast<int>(wait < 0 ? left : std::min<std::int64_t>(wait, left)));
        }
    }
    CcidMessage ask(std::uint8_t type, base::ByteView data = {}, std::array<std::uint8_t, 3> specific = {}, std::uint8_t slot = 0) {
        device.receive(command(type, data, specific, slot));
        const auto transfer = next();
        EXPECT_TRUE(transfer);
        const CcidMessage message = message_of(transfer.value_or(base::Bytes(ccid_header_size)));
        EXPECT_EQ(message.sequence, m_sequence);
        EXPECT_EQ(message.slot, slot);
        return message;
    }
    void start() {
        EXPECT_EQ(ask(power_on).specific[0], 0);
        EXPECT_EQ(ask(block, base::Bytes{0, 0xA4, 4, 0, 5, 0xA0, 0, 0, 3, 8}).specific[0], 0);
    }

    Hand hand;
    CcidDevice device;

private:
    std::uint8_t m_sequence = 0;
};

}  // namespace token
