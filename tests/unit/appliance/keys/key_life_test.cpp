// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/archive.h"
#include "appliance/keys/test_signature.h"
#include "tests/unit/appliance/keys/key_bench.h"

#include <limits>

namespace {

using base::Fault;
using keys::Standing;
using ports::KeyAlgorithm;
using staff::Duty;

using KeyLifeTest = keys_test::KeyBench;

}  // namespace

TEST_F(KeyLifeTest, BeginsWithTheKeyOfBirthAndSaysWhereItHasBeen) {
    const auto all = *life.list();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].facts.name, "birth");
    EXPECT_EQ(all[0].standing, Standing::active);
    EXPECT_EQ(keys::origin_sentence(all[0]), "Born in this chip; no copy exists and none can be made.");
    EXPECT_EQ(run.count("key-created"), 0) << "its birth is in the log as the device's own";
}

TEST_F(KeyLifeTest, SaysHowOftenAKeyMayStillSignAndNeverForEver) {
    const auto shown = [&] { return life.list()->at(0); };
    EXPECT_EQ(keys::to_json(shown()).number("uses_left").value(), 400);
    EXPECT_EQ(keys::uses_sentence(shown()).find("May sign 400 more times, until "), 0U) << keys::uses_sentence(shown());
    keeper.left = ports::Allowance{0, 1000};
    EXPECT_EQ(keys::to_json(shown()).number("uses_left").value(), 0);
    EXPECT_EQ(keys::uses_sentence(shown()), "May not sign: the platform's budget is spent.");
    keeper.left = Fault::lease_expired;
    EXPECT_EQ(keys::to_json(shown()).number("uses_left").value(), 0);
    EXPECT_EQ(keys::to_json(shown()).find("uses_until"), nullptr);
    EXPECT_EQ(keys::uses_sentence(shown()), "May not sign: no approval of the platform is in force.");
    keeper.left = Fault::tpm_failed;
    EXPECT_TRUE(keys::to_json(shown()).find("uses_left")->is_null());
    EXPECT_EQ(keys::uses_sentence(shown()), "How often it may still sign is not known.");
    keeper.left = ports::Allowance{7, std::numeric_limits<std::int64_t>::max()};
    EXPECT_EQ(shown().uses->left, 7U);
    EXPECT_EQ(base::canonical_json(keys::to_json(shown())).find("unlimited"), std::string::npos);
}

TEST_F(KeyLifeTest, PutsEveryNewKeyIntoTheBookAndTheLogOnce) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        const std::string name = "k-" + std::string(keys::name_of(algorithm));
        const auto view = life.create(officer(Duty::create_key), name, algorithm, std::nullopt);
        ASSERT_TRUE(view) << view.failure().detail;
        EXPECT_EQ(view->standing, Standing::no_certificate);
    }
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-created"), 4);
    EXPECT_EQ(life.create(officer(Duty::create_key), "k-p256", KeyAlgorithm::ecdsa_p256, std::nullopt).fault(), Fault::output_exists);
    for (const char* name : {"", "birth", "Big", "-a", "a-", "../x", "a b"})
        EXPECT_EQ(life.create(officer(Duty::create_key), name, KeyAlgorithm::ecdsa_p256, std::nullopt).fault(), Fault::usage_invalid) << name;
}

TEST_F(KeyLifeTest, LeadsAKeyFromRequestToUse) {
    const keys::KeyView view = ready("seal-2027", KeyAlgorithm::ecdsa_p384);
    EXPECT_EQ(view.standing, Standing::ready);
    EXPECT_EQ(keeper.guarded, "birth") << "the active key is back behind the door";
    EXPECT_EQ(life.activate(officer(Duty::activate_key), "seal-2027")->standing, Standing::active);
    EXPECT_EQ(life.find("birth")->standing, Standing::ready);
    EXPECT_EQ(run.events(), (std::vector<std::string>{"key-created", "key-used-for-request", "key-certificate-installed", "key-activated"}));
}

TEST_F(KeyLifeTest, RefusesACertificateThatIsNotTheKeysOwnOrNobodysWeTrust) {
    ready("one");
    ASSERT_TRUE(life.create(officer(Duty::create_key), "two", KeyAlgorithm::ecdsa_p256, std::nullopt));
    const base::Bytes request = *life.request(officer(Duty::request_certificate), "two");
    const auto of_one = life.find("one")->chain;
    EXPECT_EQ(life.install_certificate(officer(Duty::install_certificate), "two", of_one).fault(), Fault::key_file_mismatch);
    EXPECT_EQ(life.install_certificate(officer(Duty::install_certificate), "two", {}).fault(), Fault::certificate_invalid);
    const crypto_test::Pki stranger("Somebody else");
    const auto foreign = *crypto::issue_signer(stranger.issuer(), crypto::verify_csr(request)->public_key, {"x", ""}, stranger.validity());
    EXPECT_EQ(life.install_certificate(officer(Duty::install_certificate), "two", {foreign, stranger.issuing}).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(life.activate(officer(Duty::activate_key), "two").fault(), Fault::certificate_invalid) << "none was installed";
}

TEST_F(KeyLifeTest, RotatesWithOverlapDestroysTheOldKeyAndKeepsItsChain) {
    ready("seal-2027");
    EXPECT_EQ(life.destroy(officer(Duty::destroy_key), "birth").fault(), Fault::usage_invalid) << "documents are signed with it";
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-2027"));
    EXPECT_EQ(life.find("birth")->standing, Standing::ready) << "both are there for a while";
    ASSERT_TRUE(life.destroy(officer(Duty::destroy_key), "birth"));
    const auto old = life.find("birth");
    EXPECT_EQ(old->standing, Standing::destroyed);
    EXPECT_FALSE(old->chain.empty());
    EXPECT_TRUE(life.destroy(officer(Duty::destroy_key), "birth")) << "twice is once";
    EXPECT_EQ(run.count("key-destroyed"), 1);
    EXPECT_EQ(life.request(officer(Duty::request_certificate), "birth").fault(), Fault::key_missing);
    EXPECT_EQ(life.list()->front().facts.name, "birth");
}

TEST_F(KeyLifeTest, IsDoneBySomebodyWhoMayAndShowedATokenAndForThatAlone) {
    EXPECT_EQ(life.create(officer(Duty::destroy_key), "a", KeyAlgorithm::ecdsa_p256, std::nullopt).fault(), Fault::role_refused);
    const staff::Actor somebody = staff::Actor::unproven("console", Duty::create_key);
    EXPECT_EQ(life.create(somebody, "a", KeyAlgorithm::ecdsa_p256, std::nullopt).fault(), Fault::role_refused);
    EXPECT_EQ(run.count("staff-refused"), 2);
    EXPECT_FALSE(keeper.held.contains("a"));
    body.identity.is_test = true;
    EXPECT_TRUE(life.create(somebody, "a", KeyAlgorithm::ecdsa_p256, std::nullopt)) << "a rehearsal takes anybody's word";
}

TEST_F(KeyLifeTest, PutsRightWhatAPowerCutLeftBetweenHardwareBookAndLog) {
    ASSERT_TRUE(keeper.create("orphan", KeyAlgorithm::ecdsa_p256, std::nullopt));
    ASSERT_TRUE(life.open());
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-created"), 1);
    EXPECT_EQ(life.find("orphan")->standing, Standing::no_certificate);
    ASSERT_TRUE(keeper.destroy("orphan"));
    ASSERT_TRUE(life.open());
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-destroyed"), 1);
}

TEST_F(KeyLifeTest, GivesEachComingOfTheSameKeyItsOwnEntryAndItsOwnEnd) {
    const auto other = *crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256);
    const auto bring = [&](const std::string& name) {
        return keeper.import(name, {KeyAlgorithm::ecdsa_p256, crypto::random_secret(32), other->public_key()});
    };
    // The power goes between chip and log each time.
    ASSERT_TRUE(bring("first"));
    ASSERT_TRUE(life.open());
    ASSERT_TRUE(bring("second"));
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-imported"), 2);
    ASSERT_TRUE(keeper.destroy("first"));
    ASSERT_TRUE(life.open());
    ASSERT_TRUE(keeper.destroy("second"));
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-destroyed"), 2);
}

TEST_F(KeyLifeTest, TakesADestroyedKeyBackFromNoFileOfAnotherChip) {
    const auto far = *crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256);
    const base::SecretBytes pem = *far->to_pem();
    const ports::Duplicate duplicate{"moved", base::to_bytes(pem.reveal()), {}, {}, ports::Quorum{1, {base::Bytes(91, 1)}}};
    const base::Digest file = crypto::sha256(base::as_bytes("file")), again = crypto::sha256(base::as_bytes("sent again"));
    ASSERT_TRUE(life.accept(officer(Duty::accept_key), "moved", duplicate, {}, file));
    EXPECT_FALSE(*life.destroyed_here(far->public_key()));
    ASSERT_TRUE(life.destroy(officer(Duty::destroy_key), "moved"));
    EXPECT_EQ(*life.destroyed_here(far->public_key()), run.clock.wall);
    EXPECT_EQ(life.accept(officer(Duty::accept_key), "back", duplicate, {}, file).fault(), Fault::usage_invalid);
    EXPECT_EQ(life.accept(officer(Duty::accept_key), "back", duplicate, {}, again).fault(), Fault::usage_invalid);
    EXPECT_FALSE(keeper.held.contains("back"));
    EXPECT_EQ(run.count("staff-refused"), 2);
    EXPECT_EQ(run.count("key-accepted"), 1);
    // The very file, whatever is said to be in it.
    const base::SecretBytes other = *(*crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256))->to_pem();
    const ports::Duplicate changed{"moved", base::to_bytes(other.reveal()), {}, {}, duplicate.quorum};
    EXPECT_EQ(life.accept(officer(Duty::accept_key), "back", changed, {}, file).fault(), Fault::usage_invalid);
    EXPECT_TRUE(life.accept(officer(Duty::accept_key), "back", changed, {}, again));
}

TEST_F(KeyLifeTest, SaysWhereAKeyCameFromAlsoWhenThePowerWentBeforeTheBook) {
    const base::SecretBytes pem = *(*crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256))->to_pem();
    ASSERT_TRUE(keeper.accept("moved", {"moved", base::to_bytes(pem.reveal()), {}, {}, ports::Quorum{1, {base::Bytes(91, 1)}}}));
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-accepted"), 1);
    EXPECT_EQ(life.find("moved")->origin, keys::Origin::from_device);
}

TEST_F(KeyLifeTest, CountsTheDaysOfACertificateAndWarnsInTime) {
    ready("seal-2027");
    const auto urgency_in = [&](std::int64_t days) {
        run.clock.wall += days * 86'400'000;
        const keys::Urgency urgency = keys::urgency_of(*life.find("seal-2027"));
        run.clock.wall -= days * 86'400'000;
        return urgency;
    };
    EXPECT_EQ(urgency_in(0), keys::Urgency::none);
    EXPECT_EQ(urgency_in(300 - 61), keys::Urgency::none);
    EXPECT_EQ(urgency_in(300 - 60), keys::Urgency::soon);
    EXPECT_EQ(urgency_in(300 - 30), keys::Urgency::near);
    EXPECT_EQ(urgency_in(300 - 7), keys::Urgency::now);
    EXPECT_EQ(urgency_in(301), keys::Urgency::over);
}

TEST_F(KeyLifeTest, TriesAKeyWithADocumentThatSaysTestAndReadsTheLogAfterwards) {
    ready("seal-2027");
    const auto result = keys::test_sign(life, officer(Duty::test_sign), "seal-2027");
    ASSERT_TRUE(result) << base::row_of(result.fault()).name << " " << result.failure().detail;
    EXPECT_EQ(result->events, (std::vector<std::string>{"signing-intended", "signed"}));
    EXPECT_EQ(run.second.shown.size(), 1U) << "the second verifier saw it";
    const auto description = run.device().reader.describe(result->signed_pdf);
    ASSERT_TRUE(description);
    EXPECT_NE(base::as_text(result->signed_pdf).find("(TEST) Tj"), std::string_view::npos);
    ASSERT_EQ(description->signatures.size(), 1U);
    EXPECT_TRUE(description->signatures[0].reason.starts_with("TEST, not evidence")) << description->signatures[0].reason;
    EXPECT_EQ(run.events().back(), "key-tested");
    EXPECT_EQ(keeper.guarded, "birth");
}

TEST_F(KeyLifeTest, DoesNotCallATestGoodWhenTheLogHoldsMoreThanItsEntries) {
    ready("seal-2027");
    body.guard.watched.before_use = [&] { run.write({.event = audit::Event::help_requested, .subject = {}, .commitment = {}, .fields = {}}); };
    const auto result = keys::test_sign(life, officer(Duty::test_sign), "seal-2027");
    EXPECT_EQ(result.fault(), Fault::audit_broken);
    EXPECT_EQ(run.count("key-tested"), 0);
}

TEST_F(KeyLifeTest, ArchivesChainsAndEvidenceAndNoPrivateKey) {
    ready("seal-2027");
    const auto archive = keys::make_archive(life, officer(Duty::archive_evidence), "yearly audit");
    ASSERT_TRUE(archive) << archive.failure().detail;
    std::vector<std::string> names;
    for (const keys::ArchiveFile& file : archive->files) {
        names.push_back(file.name);
        EXPECT_EQ(base::as_text(file.content).find("PRIVATE KEY"), std::string_view::npos) << file.name;
    }
    EXPECT_EQ(names, (std::vector<std::string>{"chains/birth.pem", "chains/seal-2027.pem", "keys.json", "log/checkpoint", "log/entries.jsonl",
                                               "README.txt", "manifest.json"}));
    EXPECT_EQ(run.events().back(), "evidence-archived");
}
