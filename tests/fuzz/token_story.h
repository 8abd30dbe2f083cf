// SPDX-License-Identifier: Apache-2.0
// Everything that a device ever asks a token, in one go and whatever the answers.
#pragma once

#include "appliance/crypto/digest.h"
#include "usb/piv_signing_key.h"
#include "usb/piv_staff_token.h"
#include "usb/piv_token.h"

namespace fuzz {

struct FixedPin final : usb::PinSource {
    base::Result<base::Pin> pin(usb::PivSlot, std::optional<unsigned>) override {
        base::Pin out;
        for (const char digit : {'1', '2', '3', '4', '5', '6'}) out.push(digit);
        return out;
    }
};

inline void play_token_story(std::unique_ptr<usb::Wire> wire) {
    using ports::HashAlgorithm;
    using ports::KeyAlgorithm;
    using ports::SignatureScheme;
    using usb::PivSlot;
    const auto token = usb::PivToken::open(std::move(wire));
    if (!token) return;
    const auto pins = std::make_shared<FixedPin>();
    const base::Pin code = pins->pin(PivSlot::signature, std::nullopt).value();
    const base::Digest digest = crypto::sha256({});
    (void)(*token)->tries_left();
    (void)(*token)->verify(code);
    base::SecretBytes management(24);
    std::uint8_t next = 0;
    for (std::uint8_t& byte : management.reveal_to_fill()) byte = static_cast<std::uint8_t>(next++ % 8 + 1);
    (void)(*token)->authenticate(management);
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        auto made = (*token)->generate(PivSlot::signature, algorithm);
        if (!made) continue;
        usb::PivSigningKey key(*token, PivSlot::signature, algorithm, std::move(*made), pins);
        const bool is_rsa = algorithm == KeyAlgorithm::rsa_2048;
        const auto signature = key.sign(is_rsa ? SignatureScheme::rsa_pss : SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
        (void)signature;
    }
    (void)(*token)->put_certificate(PivSlot::signature, base::Bytes(600, 0x30));
    for (const PivSlot slot : usb::piv_slots) {
        (void)(*token)->certificate(slot);
        (void)(*token)->metadata(slot);
    }
    if (const auto key = usb::PivSigningKey::open(*token, PivSlot::authentication, pins))
        (void)(*key)->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
    (void)(*token)->forget();
    if (const auto staff = usb::PivStaffToken::open(*token, "token")) {
        (void)(*staff)->present_code(code);
        (void)(*staff)->approve(code, digest);
        (*staff)->forget_code();
    }
}

}  // namespace fuzz
