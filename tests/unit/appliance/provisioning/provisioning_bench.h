// SPDX-License-Identifier: Apache-2.0
// The example profile, and people who sign what is made of it.
#pragma once

#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "appliance/provisioning/bundle.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <fstream>
#include <sstream>
#include <string>

namespace provisioning_test {

inline const std::string& example_text() {
    static const std::string text = [] {
        std::ifstream in(SOURCE_DIR "/appliance/provisioning/example.toml");
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }();
    return text;
}

inline provisioning::Profile example() { return provisioning::read_profile(example_text()).profile.value(); }

// The text with one place changed, which must be there.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    CHECK(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

inline constexpr std::int64_t now_ms = crypto_test::now_ms;

// A provisioner and an emulator under one root.
struct Bench {
    explicit Bench(const std::string& root = "Inkseal TEST root") : pki(root) {}

    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 60);
    std::shared_ptr<crypto::SoftwareKey> emulator_key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 61);
    crypto::Certificate provisioner = crypto::issue_provisioner(pki.issuer(), key->public_key(), {"Pat Provisioner", ""}, pki.validity()).value();
    crypto::Certificate emulator = crypto::issue_rehearsal(pki.issuer(), emulator_key->public_key(), {"Emulator", ""}, pki.validity()).value();

    crypto::CmsSigner signer() { return {provisioner, pki.chain, *key}; }
    crypto::CmsSigner rehearser() { return {emulator, pki.chain, *emulator_key}; }

    static provisioning::Draft draft() {
        return {example(), 7, now_ms - crypto_test::day, now_ms + 30 * crypto_test::day, {}};
    }
    static provisioning::Rehearsal rehearsal_of(base::ByteView payload) {
        provisioning::Rehearsal out{crypto::sha256(payload), now_ms - 5 * crypto_test::second, "0.1.0", {}};
        for (const std::string_view step : provisioning::rehearsal_steps)
            out.results.push_back({std::string(step), true, crypto::sha256(base::as_bytes(step))});
        return out;
    }
    base::Bytes rehearsed(base::ByteView payload) { return provisioning::certify_rehearsal(rehearsal_of(payload), rehearser()).value(); }
    base::Bytes bundle(const provisioning::Draft& draft, const std::optional<provisioning::Label>& label = {}) {
        const base::Bytes payload = provisioning::make_payload(draft).value();
        return provisioning::sign_bundle(payload, rehearsed(payload), label, signer()).value();
    }
    provisioning::DeviceFacts device() const { return {.is_test = true, .serial_floor = 7, .now_ms = now_ms, .name = {}}; }
};

}  // namespace provisioning_test
