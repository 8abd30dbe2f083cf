// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/bundle.h"

#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace {

using namespace provisioning_test;
using base::Bytes;
using base::Fault;
using base::Json;
using provisioning::check_bundle;

struct BundleTest : testing::Test {
    Bench bench;

    // Refused with this fault, and a sentence that says this.
    void expect_refused(base::ByteView bundle, const provisioning::DeviceFacts& device, Fault fault, const std::string& sentence,
                        const crypto::TrustStore* trust = nullptr) {
        const auto checked = check_bundle(bundle, trust == nullptr ? bench.pki.trust : *trust, device);
        ASSERT_FALSE(checked);
        EXPECT_EQ(base::row_of(checked.fault()).name, base::row_of(fault).name) << checked.failure().detail;
        EXPECT_NE(checked.failure().detail.find(sentence), std::string::npos) << checked.failure().detail;
    }
    Bytes signed_content(const Json& content) {
        return crypto::sign_message(base::as_bytes(base::canonical_json(content)), bench.signer()).value();
    }
    Json content_of(const Bytes& bundle) {
        const auto message = crypto::verify_message(bundle, bench.pki.trust, crypto::Purpose::any, now_ms).value();
        return base::parse_json(base::as_text(message.content), {provisioning::bundle_size_max, 8}).value();
    }
};

std::string digest_of(std::string_view text) { return base::to_hex(crypto::sha256(base::as_bytes(text))); }

}  // namespace

TEST_F(BundleTest, BringsWhatWasWrittenRehearsedAndSigned) {
    provisioning::Draft draft = Bench::draft();
    draft.profile.templates = {{"Consent", digest_of("a template")}};
    draft.files[digest_of("a template")] = base::to_bytes("a template");
    const auto checked = check_bundle(bench.bundle(draft), bench.pki.trust, bench.device());
    ASSERT_TRUE(checked) << checked.failure().detail;
    EXPECT_EQ(checked->profile, draft.profile);
    EXPECT_EQ(checked->files, draft.files);
    EXPECT_EQ(checked->serial, 7U);
    EXPECT_EQ(checked->provisioner, "Pat Provisioner");
    EXPECT_EQ(checked->rehearsal.results.size(), 4U);
}

TEST_F(BundleTest, IsTheSamePayloadForTheSameDraft) {
    EXPECT_EQ(provisioning::make_payload(Bench::draft()).value(), provisioning::make_payload(Bench::draft()).value());
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    EXPECT_EQ(provisioning::read_payload(payload).value(), Bench::draft());
}

TEST_F(BundleTest, IsRefusedWhenItWasNotRehearsed) {
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    EXPECT_FALSE(provisioning::sign_bundle(payload, {}, {}, bench.signer()));
    Json content;
    content.set("v", 1).set("payload", base::to_base64(payload));
    expect_refused(signed_content(content), bench.device(), Fault::bundle_not_rehearsed, "");
}

TEST_F(BundleTest, IsRefusedWhenOtherBytesWereRehearsed) {
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    provisioning::Draft other = Bench::draft();
    other.profile.policies.tries = 5;
    const Bytes bundle = provisioning::sign_bundle(provisioning::make_payload(other).value(), bench.rehearsed(payload), {}, bench.signer()).value();
    expect_refused(bundle, bench.device(), Fault::bundle_not_rehearsed, "what was rehearsed is not what this bundle holds");
}

TEST_F(BundleTest, IsRefusedWhenTheRehearsalFailedOrWasCutShort) {
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    for (const bool is_cut : {true, false}) {
        provisioning::Rehearsal rehearsal = Bench::rehearsal_of(payload);
        if (is_cut) rehearsal.results.pop_back();
        else rehearsal.results[1].has_passed = false;
        EXPECT_EQ(provisioning::certify_rehearsal(rehearsal, bench.rehearser()).fault(), Fault::usage_invalid);
        // An emulator that certifies it all the same.
        Json results{Json::Array{}};
        for (const auto& one : rehearsal.results)
            results.push(Json().set("step", one.step).set("passed", one.has_passed).set("evidence", base::to_hex(one.evidence)));
        Json statement;
        statement.set("v", 1).set("kind", "inkseal-rehearsal").set("payload", base::to_hex(rehearsal.payload));
        statement.set("date", "2026-11-22T10:40:00Z").set("emulator", "0.1.0").set("results", std::move(results));
        const Bytes certified = crypto::sign_message(base::as_bytes(base::canonical_json(statement)), bench.rehearser()).value();
        expect_refused(provisioning::sign_bundle(payload, certified, {}, bench.signer()).value(), bench.device(), Fault::bundle_not_rehearsed,
                       is_cut ? "does not have all of its steps" : "did not pass: test-sign");
    }
}

TEST_F(BundleTest, IsRefusedWhenAnyByteWasChanged) {
    const Bytes bundle = bench.bundle(Bench::draft());
    for (std::size_t at = 0; at < bundle.size(); at += 37) {
        Bytes changed = bundle;
        changed[at] ^= 0x01U;
        const auto checked = check_bundle(changed, bench.pki.trust, bench.device());
        if (!checked) continue;
        // Certificates that only travel along may hold anything: what counts is unchanged.
        EXPECT_EQ(checked->payload, crypto::sha256(provisioning::make_payload(Bench::draft()).value())) << at;
        EXPECT_EQ(checked->profile, example());
    }
    Json content = content_of(bundle);
    Bytes changed = content.base64("payload").value();
    changed[changed.size() / 2] ^= 0x01U;
    content.set("payload", base::to_base64(changed));
    expect_refused(signed_content(content), bench.device(), Fault::bundle_not_rehearsed, "what was rehearsed is not");
}

TEST_F(BundleTest, IsRefusedWhenItIsOlderThanTheFloor) {
    provisioning::DeviceFacts device = bench.device();
    device.serial_floor = 8;
    expect_refused(bench.bundle(Bench::draft()), device, Fault::bundle_refused, "this bundle is number 7, and the device has had number 8");
}

TEST_F(BundleTest, IsRefusedBeforeAndAfterItsDays) {
    const Bytes bundle = bench.bundle(Bench::draft());
    provisioning::DeviceFacts device = bench.device();
    device.now_ms = now_ms + 31 * crypto_test::day;
    expect_refused(bundle, device, Fault::certificate_expired, "this bundle was good until 2026-12-22");
    provisioning::Draft later = Bench::draft();
    later.not_before_ms = now_ms + crypto_test::second;
    expect_refused(bench.bundle(later), bench.device(), Fault::certificate_not_yet_valid, "this bundle is good from");
}

TEST_F(BundleTest, NeverCrossesBetweenTestAndProductionInEitherDirection) {
    provisioning::DeviceFacts production = bench.device();
    production.is_test = false;
    expect_refused(bench.bundle(Bench::draft()), production, Fault::certificate_is_test, "this is a TEST bundle, and a production device");

    Bench real("Inkseal root");
    provisioning::Draft draft = Bench::draft();
    draft.profile.is_test = false;
    EXPECT_TRUE(check_bundle(real.bundle(draft), real.pki.trust, production));
    expect_refused(real.bundle(draft), bench.device(), Fault::certificate_is_test, "this is a production bundle, and a TEST device", &real.pki.trust);
    // What calls itself production and is signed under a TEST root.
    expect_refused(bench.bundle(draft), production, Fault::certificate_is_test, "signed under a TEST root");
}

TEST_F(BundleTest, IsRefusedFromAnyOtherKindOfSigner) {
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    const crypto::Certificate person = bench.pki.signer_for(*bench.key);
    const Bytes by_person = provisioning::sign_bundle(payload, bench.rehearsed(payload), {}, {person, bench.pki.chain, *bench.key}).value();
    expect_refused(by_person, bench.device(), Fault::certificate_invalid, "the provisioner's signature");
    // The emulator may rehearse and not provision, the provisioner the other way round.
    const Bytes by_emulator = provisioning::sign_bundle(payload, bench.rehearsed(payload), {}, bench.rehearser()).value();
    expect_refused(by_emulator, bench.device(), Fault::certificate_invalid, "the provisioner's signature");
    const Bytes own_word = provisioning::certify_rehearsal(Bench::rehearsal_of(payload), bench.signer()).value();
    expect_refused(provisioning::sign_bundle(payload, own_word, {}, bench.signer()).value(), bench.device(), Fault::certificate_invalid, "the rehearsal");
    const crypto_test::Pki stranger("Another TEST root");
    crypto::TrustStore nobody;
    nobody.add_anchor(crypto::make_root(*bench.key, {"Nobody TEST", ""}, stranger.validity()).value());
    expect_refused(bench.bundle(Bench::draft()), bench.device(), Fault::certificate_untrusted, "the provisioner's signature", &nobody);
}

TEST_F(BundleTest, ALabelNamesTheDeviceAndSaysNothingElse) {
    const Bytes bundle = bench.bundle(Bench::draft(), provisioning::Label{"quay-heron-7", "Quay Clinic", "first floor"});
    provisioning::DeviceFacts device = bench.device();
    device.name = "quay-heron-7";
    const auto checked = check_bundle(bundle, bench.pki.trust, device);
    ASSERT_TRUE(checked) << checked.failure().detail;
    provisioning::Profile expected = example();
    expected.name = "quay-heron-7";
    expected.site = "Quay Clinic";
    expected.place = "first floor";
    EXPECT_EQ(checked->profile, expected);
    device.name = "harbour-otter-41";
    expect_refused(bundle, device, Fault::bundle_refused, "this bundle is for quay-heron-7");
    Json content = content_of(bundle);
    content.set("label", Json().set("name", "x").set("site", "y").set("place", "z").set("test", false));
    expect_refused(signed_content(content), bench.device(), Fault::message_invalid, "not a bundle");
    content.set("label", Json().set("name", "Not Allowed").set("site", "y").set("place", "z"));
    expect_refused(signed_content(content), bench.device(), Fault::configuration_invalid, "\"name\" may hold");
}

TEST_F(BundleTest, NeedsExactlyTheFilesThatTheProfileAsksFor) {
    provisioning::Draft draft = Bench::draft();
    draft.profile.branding.logo = digest_of("logo");
    EXPECT_EQ(provisioning::make_payload(draft).fault(), Fault::configuration_invalid);
    draft.files[digest_of("logo")] = base::to_bytes("another");
    EXPECT_EQ(provisioning::make_payload(draft).fault(), Fault::configuration_invalid);
    draft.files[digest_of("logo")] = base::to_bytes("logo");
    EXPECT_TRUE(provisioning::make_payload(draft));
    draft.files[digest_of("more")] = base::to_bytes("more");
    EXPECT_EQ(provisioning::make_payload(draft).fault(), Fault::configuration_invalid);
}

TEST_F(BundleTest, OpensslReadsItAndItsRehearsal) {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("inkseal-bundle-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto keep = [&folder](const char* name, base::ByteView bytes) {
        std::ofstream(folder / name, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    };
    const Bytes bundle = bench.bundle(Bench::draft());
    keep("bundle", bundle);
    keep("rehearsal", content_of(bundle).base64("rehearsal").value());
    keep("root.pem", base::as_bytes(bench.pki.root.to_pem()));
    const std::string verify = "cd " + folder.string() + " && openssl cms -verify -inform DER -purpose any -attime 1795344005 -CAfile root.pem -in ";
    EXPECT_EQ(std::system((verify + "bundle -out content 2>/dev/null && grep -q '\"payload\":' content").c_str()), 0);
    EXPECT_EQ(std::system((verify + "rehearsal -out statement 2>/dev/null && grep -q '\"step\":\"wipe\"' statement").c_str()), 0);
    Bytes changed = bundle;
    changed[changed.size() / 3] ^= 1U;
    keep("bundle", changed);
    EXPECT_NE(std::system((verify + "bundle -out content 2>/dev/null").c_str()), 0);
    std::filesystem::remove_all(folder);
}
