// SPDX-License-Identifier: Apache-2.0
// A device, its keys, and people with tokens who may or may not touch them.
#pragma once

#include "appliance/crypto/csr.h"
#include "appliance/keys/key_life.h"
#include "tests/unit/appliance/keys/soft_keeper.h"
#include "tests/unit/appliance/staff/staff_bench.h"

#include <gtest/gtest.h>

namespace keys_test {

struct KeyBench : testing::Test {
    KeyBench() { EXPECT_TRUE(life.open()); }

    staff::Actor as(staff::Session& session, staff::Duty duty) { return *session.require(duty); }
    staff::Actor officer(staff::Duty duty) { return as(officer_session, duty); }

    std::vector<crypto::Certificate> certificate_for(base::ByteView request, std::int64_t days = 300) {
        const crypto::ParsedCsr parsed = *crypto::verify_csr(request);
        const crypto::Certificate& root = body.identity.trust.anchors().front();
        const std::int64_t now = run.clock.wall;
        return {*crypto::issue_signer({root, *body.root_key, ""}, parsed.public_key, {"harbour-otter-41", ""},
                                      {now - 60'000, now + days * 86'400'000})};
    }
    // Made, certified, ready.
    keys::KeyView ready(const std::string& name, ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256) {
        EXPECT_TRUE(life.create(officer(staff::Duty::create_key), name, algorithm, std::nullopt));
        const base::Bytes request = *life.request(officer(staff::Duty::request_certificate), name);
        return *life.install_certificate(officer(staff::Duty::install_certificate), name, certificate_for(request));
    }

    app_test::Body body;
    SoftKeeper keeper{body.guard};
    app_test::Life run{body};
    keys::KeyLife life{run.device(), keeper};

    crypto_test::Pki staff_pki;
    staff_test::TestToken officer_token{staff_pki, 1}, custodian_token{staff_pki, 2}, second_token{staff_pki, 3}, third_token{staff_pki, 4};
    staff::Session officer_session{staff_test::person_with(officer_token, "zoe", {staff::Role::security_officer}), officer_token, run.clock};
    staff::Session custodian{staff_test::person_with(custodian_token, "omar", {staff::Role::custodian}), custodian_token, run.clock};
    staff::Session second{staff_test::person_with(second_token, "ida", {staff::Role::custodian}), second_token, run.clock};
    staff::Session third{staff_test::person_with(third_token, "ken", {staff::Role::custodian}), third_token, run.clock};
};

}  // namespace keys_test
