// SPDX-License-Identifier: Apache-2.0
// People and tokens for the tests: keys in software behind the token's port, and a clock
// that stands until it is moved.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/ports/staff_token.h"
#include "appliance/staff/roster.h"
#include "tests/unit/appliance/crypto/pki.h"

namespace staff_test {

struct HandClock final : base::Clock {
    std::int64_t wall = crypto_test::now_ms;
    std::int64_t boot = 1'000'000;
    std::int64_t wall_ms() const override { return wall; }
    std::int64_t boot_ms() const override { return boot; }
};

// A token whose hardware is a SoftwareKey; it counts codes as hardware does.
struct TestToken final : ports::StaffToken {
    TestToken(const crypto_test::Pki& pki, int number)
        : key(crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, number)), der(pki.signer_for(*key).der()) {}

    std::string title() const override { return "test token"; }
    bool is_present() override { return is_in; }
    base::Result<base::Bytes> certificate() override { return der; }
    base::Result<base::Bytes> approval_certificate() override { return der; }
    base::Result<base::Bytes> approve(const base::Pin& code, const base::Digest& digest) override {
        if (const auto right = present_code(code); !right) return right.failure();
        return answering->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest);
    }
    base::Result<std::optional<unsigned>> tries_left() override { return std::optional<unsigned>(tries); }
    base::Status present_code(const base::Pin& code) override {
        if (tries == 0) return base::Fault::pin_locked;
        --tries;
        if (base::as_text(code.reveal()) != "123456") return tries == 0 ? base::Fault::pin_locked : base::Fault::pin_wrong;
        tries = 3;
        is_open = true;
        return {};
    }
    ports::SigningKey& authentication_key() override { return *answering; }
    void forget_code() override { is_open = false; }

    std::shared_ptr<crypto::SoftwareKey> key;
    base::Bytes der;
    std::shared_ptr<crypto::SoftwareKey> answering = key;
    unsigned tries = 3;
    bool is_in = true;
    bool is_open = false;
};

inline base::Pin pin_of(std::string_view digits) {
    base::Pin pin;
    for (const char digit : digits) pin.push(digit);
    return pin;
}

inline staff::Person person_with(const TestToken& token, std::string id, std::vector<staff::Role> roles) {
    return {.id = std::move(id),
            .name = "Zoë Okafor",
            .roles = std::move(roles),
            .token_key = token.key->public_key(),
            .not_before_ms = crypto_test::now_ms - crypto_test::day,
            .not_after_ms = crypto_test::now_ms + 100 * crypto_test::day};
}

inline staff::Roster roster_of(std::vector<staff::Person> people, std::uint64_t serial = 7) {
    return {.serial = serial,
            .issued_ms = crypto_test::now_ms - crypto_test::day,
            .expires_ms = crypto_test::now_ms + 30 * crypto_test::day,
            .site = "Northgate Day Surgery",
            .people = std::move(people),
            .revoked = {}};
}

}  // namespace staff_test
