// SPDX-License-Identifier: Apache-2.0
// A key's request goes out on a stick, and its certificate comes back on one.
#include "tests/unit/appliance/admin/screen_bench.h"

using namespace admin_test;

namespace {

struct CertificateOnAStick : AtTheScreen {
    CertificateOnAStick() { EXPECT_TRUE(life.create(officer(staff::Duty::create_key), "seal", ports::KeyAlgorithm::ecdsa_p256, std::nullopt)); }
    void is_shown() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    base::Bytes certificate_of(const std::string& key) {
        const base::Bytes request = *life.request(officer(staff::Duty::request_certificate), key);
        return base::to_bytes(certificate_for(request).front().to_pem());
    }
    void choose(const std::string& file) {
        session.handle(ChooseStep{Step::bring_certificate});
        ASSERT_TRUE(sees<StickScreen>());
        session.handle(ChooseFile{file});
    }
};

}  // namespace

TEST_F(CertificateOnAStick, ARequestIsWrittenUnderANewNameEachTimeAndStandsInTheLog) {
    sign_in(zoe);
    open_key("seal");
    do_step(Step::write_request);
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().file, "seal.csr");
    ASSERT_TRUE(seen<DoneScreen>().now) << "whoever carries it can compare the key's fingerprint";
    const base::Bytes first = stick.held["seal.csr"];
    EXPECT_TRUE(base::as_text(first).starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
    EXPECT_EQ(count(Event::key_used_for_request), 1);
    session.handle(app::GoBack{});
    do_step(Step::write_request);
    EXPECT_EQ(seen<DoneScreen>().file, "seal-2.csr");
    EXPECT_EQ(stick.held["seal.csr"], first) << "nothing on a stick is replaced";
}

TEST_F(CertificateOnAStick, WithoutOneTheKeyIsNotEvenUsed) {
    sign_in(zoe);
    open_key("seal");
    stick.is_in = false;
    do_step(Step::write_request);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_stick);
    EXPECT_EQ(count(Event::key_used_for_request), 0);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<KeyScreen>());
}

TEST_F(CertificateOnAStick, AFullOneIsSaidAndTheRequestIsMadeAnew) {
    sign_in(zoe);
    open_key("seal");
    stick.is_full = true;
    do_step(Step::write_request);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::disk_full);
    stick.is_full = false;
    session.handle(app::GoBack{});
    do_step(Step::write_request);
    EXPECT_TRUE(sees<DoneScreen>());
}

TEST_F(CertificateOnAStick, ItIsShownBeforeItIsInstalled) {
    stick.held["Seal.PEM"] = certificate_of("seal");
    stick.held["seal.csr"] = base::to_bytes("a request");
    sign_in(zoe);
    open_key("seal");
    session.handle(ChooseStep{Step::bring_certificate});
    ASSERT_TRUE(sees<StickScreen>());
    EXPECT_EQ(seen<StickScreen>().for_key, "seal");
    ASSERT_EQ(seen<StickScreen>().files.size(), 1U) << "a request is no certificate";
    session.handle(ChooseFile{"Seal.PEM"});
    ASSERT_TRUE(sees<CertificateScreen>());
    EXPECT_EQ(seen<CertificateScreen>().subject, "harbour-otter-41");
    EXPECT_EQ(seen<CertificateScreen>().fingerprint.size(), 64U);
    EXPECT_EQ(count(Event::key_certificate_installed), 0);
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(count(Event::key_certificate_installed), 1);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.standing, Standing::ready);
}

TEST_F(CertificateOnAStick, AnothersIsRefusedBeforeAnythingIsAsked) {
    EXPECT_TRUE(life.create(officer(staff::Duty::create_key), "other", ports::KeyAlgorithm::ecdsa_p256, std::nullopt));
    stick.held["other.crt"] = certificate_of("other");
    stick.held["nonsense.der"] = base::Bytes(2000, 0x30);
    stick.held["endless.pem"] = base::Bytes(1U << 20U, 'A');
    sign_in(zoe);
    open_key("seal");
    for (const auto& [file, fault] : {std::pair<std::string, Fault>{"other.crt", Fault::key_file_mismatch}, {"nonsense.der", Fault::certificate_invalid},
                                      {"endless.pem", Fault::certificate_invalid}, {"absent.pem", Fault::disk_not_found}}) {
        choose(file);
        ASSERT_TRUE(sees<RefusedScreen>()) << file;
        EXPECT_EQ(seen<RefusedScreen>().fault, fault) << file;
        session.handle(app::GoBack{});
        ASSERT_TRUE(sees<KeyScreen>());
    }
    EXPECT_EQ(count(Event::key_certificate_installed), 0);
}

TEST_F(CertificateOnAStick, EveryWayBackForgetsWhatWasChosen) {
    stick.held["seal.pem"] = certificate_of("seal");
    sign_in(zoe);
    open_key("seal");
    choose("seal.pem");
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<StickScreen>());
    EXPECT_EQ(seen<StickScreen>().for_key, "seal");
    session.handle(OpenStick{});
    EXPECT_EQ(seen<StickScreen>().for_key, "seal") << "looked at again, for the same";
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<KeyScreen>());
    choose("seal.pem");
    take_out();
    zoe->is_in = true;
    sign_in(zoe);
    session.handle(Confirm{});
    EXPECT_EQ(count(Event::key_certificate_installed), 0);
}

TEST_F(CertificateOnAStick, WhoMayNotInstallIsNotOfferedAny) {
    sign_in(ada);
    open_key("seal");
    EXPECT_TRUE(seen<KeyScreen>().steps.empty());
    session.handle(ChooseStep{Step::bring_certificate});
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::role_refused);
}

TEST_F(CertificateOnAStick, OfAnotherAuthorityIsRegisteredWithThePlatformFirst) {
    stick.held["seal.pem"] = certificate_of("seal");
    sign_in(zoe);
    open_key("seal");
    EXPECT_NE(seen<KeyScreen>().steps.front(), Step::take_registration) << "nothing was asked yet";
    choose("seal.pem");
    const std::string fingerprint = seen<CertificateScreen>().fingerprint;
    session.handle(ChooseStep{Step::register_certificate});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().fingerprint, fingerprint) << "to be compared with the platform's";
    EXPECT_EQ(count(Event::key_certificate_installed), 0);
    session.handle(app::GoBack{});
    ASSERT_EQ(seen<KeyScreen>().steps.front(), Step::take_registration);
    do_step(Step::take_registration);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_answer_yet);
    session.handle(app::GoBack{});
    desk.is_platform_done = true;
    do_step(Step::take_registration);
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(count(Event::key_certificate_installed), 1);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.standing, Standing::ready);
}

TEST_F(CertificateOnAStick, NothingIsRegisteredThatWasNotChosen) {
    sign_in(zoe);
    open_key("seal");
    session.handle(ChooseStep{Step::register_certificate});
    EXPECT_FALSE(session.has_work());
    EXPECT_TRUE(sees<KeyScreen>());
}
