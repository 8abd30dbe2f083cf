// SPDX-License-Identifier: Apache-2.0
// The order in which a signature comes about, on the product's own parts.
#include "appliance/app/post_office.h"
#include "appliance/app/sealing.h"
#include "appliance/documents/pades.h"
#include "tests/unit/appliance/app/device_seats.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gtest/gtest.h>

namespace {

using app_test::Body;
using app_test::Life;

// What a parcel's label is made of.
base::SecretBytes evidence_of(const app::SealFacts& facts) {
    base::Json log, json;
    log.set("signed", static_cast<std::int64_t>(facts.signed_leaf));
    json.set("log", std::move(log)).set("byterange_digest", base::to_hex(facts.byterange_digest));
    json.set("seal_id", base::to_hex(facts.seal_id)).set("k_record", std::string(64, 'a'));
    return base::SecretBytes(base::as_bytes(base::canonical_json(json)));
}

struct SealingTest : testing::Test {
    SealingTest() {
        const auto description = run.device().reader.describe(sample.bytes);
        EXPECT_TRUE(description) << description.failure().detail;
        documents::SealRequest request;
        request.place = *documents::place_signature(*description, "", "seats");
        request.face = {{{{{0, 20, 0.3}, {10, 0, 0.5}, {20, 25, 0.8}, {60, 18, 0.2}}}}, "Mara Keller", "I agree", run.clock.wall, true};
        auto prepared = documents::prepare_seal(sample.bytes, *description, run.device().fonts, request);
        EXPECT_TRUE(prepared) << prepared.failure().detail;
        seal = std::make_shared<const documents::PreparedSeal>(std::move(*prepared));
    }

    app::SealTask task() {
        app::SealTask task{.subject = vault::new_record_id(),
                           .order = {},
                           .envelope = base::EnvelopeId("env-1"),
                           .record_key = crypto::random_secret(32),
                           .signer = "Mara Keller",
                           .pdf = sample.bytes,
                           .prepared = seal,
                           .ink = nullptr,
                           .evidence = evidence_of,
                           .settle = {}};
        subject = task.subject;
        return task;
    }
    base::Status seal_it() {
        app::Sealing sealing(run.device(), task());
        while (!sealing.is_done())
            if (const base::Status advanced = sealing.advance(); !advanced) return advanced;
        signed_pdf = sealing.signed_pdf();
        return {};
    }
    void expect_nothing_stored() {
        EXPECT_EQ(run.vault().head(subject).fault(), base::Fault::record_missing);
        for (const vault::RecordType type : {vault::RecordType::artifact, vault::RecordType::evidence, vault::RecordType::ink})
            EXPECT_TRUE(run.vault().heads(type)->empty()) << vault::name_of(type);
        EXPECT_EQ(run.count("signing-intended"), 1);
        EXPECT_EQ(run.count("signing-aborted"), 1);
        EXPECT_EQ(run.count("signed"), 0);
        EXPECT_TRUE(run.vault().open_intents()->empty());
    }

    Body body;
    Life run{body};
    documents::test::Sample sample = documents::test::make_sample();
    std::shared_ptr<const documents::PreparedSeal> seal;
    base::RecordId subject;
    base::Bytes signed_pdf;
};

}  // namespace

TEST_F(SealingTest, LeavesTheKeyAloneWhenItsCertificateIsOverOrNotYetValid) {
    const std::int64_t right = run.clock.wall;
    run.clock.wall = body.identity.signing_certificate.not_after_ms() + 1;
    EXPECT_EQ(seal_it().fault(), base::Fault::certificate_expired);
    run.clock.wall = body.identity.signing_certificate.not_before_ms() - 1000;
    EXPECT_EQ(seal_it().fault(), base::Fault::certificate_not_yet_valid);
    EXPECT_EQ(body.guard.watched.uses, 0);
    EXPECT_EQ(run.count("signing-intended"), 0);
    run.clock.wall = body.identity.signing_certificate.not_after_ms() - 1000;
    EXPECT_TRUE(seal_it()) << "until the last second";
    run.clock.wall = right;
}

TEST_F(SealingTest, UsesTheKeyOnlyWhenTheIntentWouldOutliveAPowerCut) {
    std::vector<vault::Intent> found;
    std::string last_event;
    body.guard.watched.before_use = [&] {
        // The power goes in this moment: what does the next boot find?
        const faults::Files disk = app_test::durable(run.storage);
        ASSERT_TRUE(disk.contains("vault.db"));
        Life after(body, disk);
        found = *after.vault().open_intents();
        if (after.log().size() != 0) last_event = after.events().back();
        std::uint64_t ended = 0;
        EXPECT_TRUE(app::abort_open_intents(after.device(), ended));
        EXPECT_EQ(ended, found.size());
    };
    ASSERT_TRUE(seal_it());
    EXPECT_EQ(body.guard.watched.uses, 1);
    ASSERT_EQ(found.size(), 1U) << "the key was used before the intent was durable";
    EXPECT_EQ(found.front().subject, subject);
    EXPECT_EQ(last_event, "signing-intended");
}

TEST_F(SealingTest, AsksTheChipForTheNumberOfThisSignatureAndWritesItDown) {
    ports::CounterStatement told;
    app::SealTask wanted = task();
    wanted.evidence = [&](const app::SealFacts& facts) {
        told = facts.counter;
        EXPECT_EQ(body.chip.serial_was_asked_for, base::to_bytes(facts.seal_id));
        return evidence_of(facts);
    };
    app::Sealing sealing(run.device(), std::move(wanted));
    while (!sealing.is_done()) ASSERT_TRUE(sealing.advance());
    EXPECT_EQ(told.value, 700U);
    EXPECT_FALSE(told.attested.empty());
    const auto leaf = run.log().leaf(run.log().size() - 1);
    ASSERT_TRUE(leaf);
    EXPECT_EQ(leaf->fields.at("serial"), base::Json(700));
}

TEST_F(SealingTest, KeepsNoSignatureWhoseNumberTheChipDoesNotCertify) {
    body.chip.serial_fails = base::Fault::tpm_failed;
    EXPECT_EQ(seal_it().fault(), base::Fault::tpm_failed);
    expect_nothing_stored();
}

TEST_F(SealingTest, StoresWhatBothVerifiersAcceptAndShowsTheSecondTheVeryFile) {
    ASSERT_TRUE(seal_it());
    const auto stored = run.vault().read(subject);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->payload, signed_pdf);
    ASSERT_EQ(run.second.shown.size(), 1U);
    EXPECT_EQ(run.second.shown.front(), signed_pdf);
    EXPECT_EQ(run.events(), (std::vector<std::string>{"signing-intended", "signed"}));
    EXPECT_GE(body.guard.locks, 1);
}

TEST_F(SealingTest, StoresNothingThatTheSecondVerifierRefuses) {
    run.second.refusal = base::Fault::signature_invalid;
    const base::Status sealed = seal_it();
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.fault(), base::Fault::verifiers_disagree);
    EXPECT_EQ(run.second.shown.size(), 1U);
    expect_nothing_stored();
    EXPECT_GE(body.guard.locks, 1);
}

TEST_F(SealingTest, StoresNothingThatTheFirstVerifierRefusesHoweverTheSecondJudges) {
    body.identity.trust = Body().identity.trust;  // somebody else's root
    EXPECT_FALSE(seal_it());
    EXPECT_TRUE(run.second.shown.empty());
    expect_nothing_stored();
}

TEST_F(SealingTest, StoresNothingOfAKeyThatIsNotTheCertificates) {
    body.guard.watched.key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    EXPECT_FALSE(seal_it());
    expect_nothing_stored();
}

TEST_F(SealingTest, NumbersParcelsFromWhereAnEarlierUnitOfTheNameStopped) {
    body.identity.parcels_from = 8;
    ASSERT_TRUE(seal_it());
    const base::Status sent = app::PostOffice(run.device()).send();
    ASSERT_TRUE(sent) << sent.failure().detail;
    EXPECT_EQ(run.post.wrapped, (std::vector<std::uint64_t>{8}));
    EXPECT_EQ(run.post.posted, (std::vector<std::string>{"000000000008.parcel", "000000000008.manifest"}));
}
