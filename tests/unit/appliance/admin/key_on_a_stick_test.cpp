// SPDX-License-Identifier: Apache-2.0
// A key on a stick, and the replacement of the key in use, at the screen.
#include "tests/unit/appliance/admin/screen_bench.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/key_file_writer.h"

using namespace admin_test;

namespace {

constexpr std::string_view right = "f7Kq-2mvx9-Lp4ws-8RtZc";

// Made once: 600,000 rounds take their time.
struct BroughtFiles { base::Bytes pem, pfx; };
const BroughtFiles& brought() {
    static const BroughtFiles files = [] {
        const auto made = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
        const base::SecretBytes text = *(*made)->to_pem();
        BroughtFiles all{{text.reveal().begin(), text.reveal().end()}, {}};
        all.pfx = *crypto::write_pfx(crypto::read_key_file(all.pem, std::nullopt, 0)->key, {}, base::SecretBytes(base::as_bytes(right)));
        return all;
    }();
    return files;
}

struct WithAStick : AtTheScreen {
    WithAStick() {
        stick.held["Ward 7.pfx"] = brought().pfx;
        stick.held["readme.txt"] = base::to_bytes("not a key");
    }
    void open_stick() {
        sign_in(zoe);
        session.handle(OpenKeys{});
        session.handle(OpenStick{});
        ASSERT_TRUE(sees<StickScreen>());
    }
    void is_shown() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    void choose(const std::string& file) {
        session.handle(ChooseFile{file});
        if (sees<WorkingScreen>()) is_shown();
    }
    void type_password(std::string_view text) {
        for (const char c : text) session.handle(app::TypeText{std::string(1, c)});
        session.handle(Confirm{});
        is_shown();
    }
    const base::Bytes pem = brought().pem;
};

}  // namespace

TEST_F(WithAStick, AKeyComesFromTheStickIntoTheChipAndIsMarkedAsBrought) {
    open_stick();
    ASSERT_EQ(seen<StickScreen>().files.size(), 1U) << "what is no key is not offered";
    choose("Ward 7.pfx");
    ASSERT_TRUE(sees<FilePasswordScreen>());
    EXPECT_FALSE(seen<FilePasswordScreen>().trouble);
    type_password(right);
    ASSERT_TRUE(sees<KeyNameScreen>());
    EXPECT_EQ(seen<KeyNameScreen>().name, "ward-7");
    EXPECT_EQ(count(Event::key_imported), 0) << "nothing goes into the chip before it was confirmed";
    session.handle(Confirm{});
    ASSERT_TRUE(sees<BroughtScreen>());
    EXPECT_EQ(seen<BroughtScreen>().algorithm, "P-256");
    EXPECT_EQ(seen<BroughtScreen>().warnings, std::vector{crypto::KeyFileWarning::no_certificate});
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    ASSERT_TRUE(seen<DoneScreen>().now);
    EXPECT_EQ(seen<DoneScreen>().now->past, Past::imported) << "as the chip and the book say, not as was hoped";
    EXPECT_FALSE(seen<DoneScreen>().now->is_fixed);
    EXPECT_EQ(count(Event::key_imported), 1);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.name, "ward-7");
}

TEST_F(WithAStick, AWrongPasswordIsSaidAndAskedAgain) {
    open_stick();
    choose("Ward 7.pfx");
    session.handle(app::TypeText{"x"});
    session.handle(app::EraseText{});
    EXPECT_EQ(seen<FilePasswordScreen>().characters, 0U);
    session.handle(Confirm{});
    ASSERT_TRUE(sees<FilePasswordScreen>()) << "nothing is tried while nothing was typed";
    type_password("wrong");
    ASSERT_TRUE(sees<FilePasswordScreen>());
    EXPECT_EQ(seen<FilePasswordScreen>().trouble, Fault::key_file_password);
    EXPECT_EQ(seen<FilePasswordScreen>().characters, 0U) << "and the wrong one is gone";
    type_password(right);
    EXPECT_TRUE(sees<KeyNameScreen>());
}

TEST_F(WithAStick, AKeyThatNeedsNoPasswordIsNotAskedForOneAndSaidToBeReadable) {
    stick.held["plain.pem"] = pem;
    open_stick();
    choose("plain.pem");
    ASSERT_TRUE(sees<KeyNameScreen>());
    session.handle(Confirm{});
    const auto warnings = seen<BroughtScreen>().warnings;
    EXPECT_EQ(std::count(warnings.begin(), warnings.end(), crypto::KeyFileWarning::key_not_encrypted), 1);
}

TEST_F(WithAStick, ATokenTakenOutForgetsWhatWasOpened) {
    stick.held["plain.pem"] = pem;
    open_stick();
    choose("plain.pem");
    take_out();
    zoe->is_in = true;
    sign_in(zoe);
    session.handle(Confirm{});
    session.handle(OpenKeys{});
    session.handle(Confirm{});
    EXPECT_TRUE(sees<KeyListScreen>());
    EXPECT_EQ(count(Event::key_imported), 0);
}

TEST_F(WithAStick, AStickThatIsPulledOrHoldsNonsenseChangesNothing) {
    stick.held["broken.p12"] = base::Bytes(2000, 0x30);
    open_stick();
    choose("broken.p12");
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::key_file_unreadable);
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<StickScreen>()) << "back to the choice";
    stick.is_in = false;
    choose("Ward 7.pfx");
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::disk_not_found);
    session.handle(app::GoBack{});
    EXPECT_FALSE(seen<StickScreen>().has_stick);
    EXPECT_EQ(count(Event::key_imported), 0);
}

TEST_F(WithAStick, AManifestWithoutItsSignatureIsRefusedBeforeThePassword) {
    stick.held["Ward 7.manifest.json"] = base::to_bytes("{}");
    open_stick();
    choose("Ward 7.pfx");
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::message_invalid);
}

TEST_F(WithAStick, WhoMayNotImportIsNotOfferedAStick) {
    sign_in(ada);
    session.handle(OpenKeys{});
    EXPECT_FALSE(seen<KeyListScreen>().may_import);
    session.handle(OpenStick{});
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::role_refused);
}

TEST_F(WithAStick, TheKeyInUseIsReplacedByOnePressAndTheScreenSaysWhatItWaitsFor) {
    sign_in(zoe);
    EXPECT_FALSE(seen<HomeScreen>().rotation);
    open_key("birth");
    session.handle(ChooseStep{Step::replace});
    ASSERT_TRUE(sees<RotationScreen>());
    EXPECT_EQ(seen<RotationScreen>().stage, keys::RotationStage::resting);
    EXPECT_TRUE(seen<RotationScreen>().may_go_on);
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<RotationScreen>());
    EXPECT_EQ(seen<RotationScreen>().stage, keys::RotationStage::wants_certificate);
    EXPECT_EQ(seen<RotationScreen>().retiring, "birth");
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<HomeScreen>());
    ASSERT_TRUE(seen<HomeScreen>().rotation) << "what was begun needs attention until it is over";
    EXPECT_EQ(count(Event::key_created), 1);
}

TEST_F(WithAStick, WhoMayNotReplaceSeesWhereItStandsAndNoButton) {
    sign_in(ada);
    session.handle(OpenRotation{});
    ASSERT_TRUE(sees<RotationScreen>());
    EXPECT_FALSE(seen<RotationScreen>().may_go_on);
    session.handle(Confirm{});
    if (sees<WorkingScreen>()) is_shown();
    EXPECT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(count(Event::key_created), 0);
}

TEST_F(WithAStick, ListAndDetailSayHowOftenAKeyMayStillSign) {
    sign_in(zoe);
    open_key("birth");
    ASSERT_TRUE(seen<KeyScreen>().key.uses);
    EXPECT_EQ(seen<KeyScreen>().key.uses->left, 400U);
}

TEST_F(WithAStick, WhatAnotherDeviceSignedForIsConfirmedToItAndNothingElseIs) {
    const std::int64_t now = run.clock.wall;
    const base::Bytes& pfx = brought().pfx;
    const base::Digest key_id = crypto::sha256((*crypto::SoftwareKey::from_pem(base::SecretBytes(pem)))->public_key());
    const crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = key_id, .certificate_sha256 = {}, .device = "harbour-otter-42",
                                          .exported_ms = now, .reason = "move", .approvals = {}, .destination = run.device().identity.device.text};
    const base::Bytes json = *crypto::write_manifest(manifest);
    const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 72);
    const auto sender = *crypto::issue_tls_client({body.identity.trust.anchors().front(), *body.root_key, ""}, key->public_key(), {"harbour-otter-42", ""}, {now - 60'000, now + 86'400'000});
    stick.held.clear();
    stick.held["moved.pfx"] = pfx;
    stick.held["moved.manifest.json"] = json;
    stick.held["moved.manifest.p7s"] = *crypto::sign_manifest(json, {sender, {}, *key});
    open_stick();
    choose("moved.pfx");
    ASSERT_TRUE(sees<FilePasswordScreen>());
    type_password(right);
    session.handle(Confirm{});
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    ASSERT_TRUE(seen<DoneScreen>().may_confirm_arrival);
    session.handle(ChooseStep{Step::confirm_arrival});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().file, "moved.arrival.p7m");
    const auto said = crypto::open_arrival(stick.held["moved.arrival.p7m"], body.identity.trust, now);
    ASSERT_TRUE(said) << said.failure().detail;
    EXPECT_EQ(said->by, run.device().identity.device.text);
    EXPECT_EQ(said->files.size(), 3U);
    session.handle(ChooseStep{Step::confirm_arrival});
    EXPECT_TRUE(sees<DoneScreen>()) << "once is enough";
}

TEST_F(WithAStick, NobodyWaitsForAWordAboutAFileThatCameUnsigned) {
    open_stick();
    choose("Ward 7.pfx");
    type_password(right);
    session.handle(Confirm{});
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_FALSE(seen<DoneScreen>().may_confirm_arrival);
    session.handle(ChooseStep{Step::confirm_arrival});
    EXPECT_TRUE(sees<DoneScreen>());
}
