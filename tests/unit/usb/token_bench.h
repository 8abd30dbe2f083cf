// SPDX-License-Identifier: Apache-2.0
// The emulator's virtual token without a bus between: a Pipe whose far end is its reader.
// Its cryptography is mbedTLS's, so what is agreed on here was computed twice.
#pragma once

#include "appliance/host/system_clock.h"
#include "emulator/token/ccid_device.h"
#include "tests/unit/usb/memory_disk.h"
#include "usb/ccid_reader.h"
#include "usb/piv_signing_key.h"
#include "usb/piv_token.h"

namespace usb_test {

// Time that the tests need not wait for.
struct QuickClock final : base::Clock {
    std::int64_t wall_ms() const override { return m_system.wall_ms(); }
    std::int64_t boot_ms() const override { return m_system.boot_ms() + skipped_ms; }
    std::int64_t skipped_ms = 0;

private:
    host::SystemClock m_system;
};

// One token and its memory; plugging it in anew keeps the memory.
class TokenBench {
public:
    explicit TokenBench(token::Cipher management = token::Cipher::aes_192, std::uint32_t message_max = 3072)
        : m_birth{4711, "Nora Berg", management}, m_message_max(message_max) {
        plug();
    }

    void plug();
    base::Result<std::unique_ptr<usb::Wire>> wire();
    // Faults as the product's.
    base::Result<std::shared_ptr<usb::PivToken>> open();
    // As it leaves the factory.
    base::SecretBytes management_key() const;

    token::CcidDevice& reader() { return *m_reader; }
    token::VirtualToken& card() { return *m_card; }
    QuickClock clock;

private:
    MemoryDisk m_disk;
    token::Birth m_birth;
    std::uint32_t m_message_max;
    std::unique_ptr<token::VirtualToken> m_card;
    std::unique_ptr<token::CcidDevice> m_reader;
};

base::Pin pin(const char* digits);

// Answers with these digits, and counts how often it was asked.
struct KnownPin final : usb::PinSource {
    explicit KnownPin(std::string known = "123456") : digits(std::move(known)) {}
    base::Result<base::Pin> pin(usb::PivSlot, std::optional<unsigned> tries_left) override {
        ++asked;
        last_tries = tries_left;
        return usb_test::pin(digits.c_str());
    }
    std::string digits;
    int asked = 0;
    std::optional<unsigned> last_tries;
};

}  // namespace usb_test
