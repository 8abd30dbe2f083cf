// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using ports::KeyAlgorithm;

namespace {

struct Bundle : crypto_test::Foreign {
    Bundle() {
        manifest = {crypto::sha256(file), file.size(), crypto::sha256(exported->public_key()), device.fingerprint(), "kiosk-7", crypto_test::now_ms,
                    "migration", {custodian->public_key()}, "Clinic B"};
        json = crypto::write_manifest(manifest).value();
        signature = crypto::sign_manifest(json, {device, pki.chain, *device_key}).value();
    }

    base::Result<crypto::VerifiedExport> verify(const Bytes& with_json, const Bytes& with_signature, const Bytes& with_file) const {
        return crypto::verify_export(with_json, with_signature, with_file, pki.trust, crypto_test::now_ms);
    }

    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> device_key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 1);
    std::shared_ptr<crypto::SoftwareKey> exported = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 2);
    std::shared_ptr<crypto::SoftwareKey> custodian = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 3);
    crypto::Certificate device_called(const std::string& name) const { return *crypto::issue_tls_client(pki.issuer(), device_key->public_key(), {name, ""}, pki.validity()); }
    crypto::Certificate device = device_called("kiosk-7");
    Bytes file = base::to_bytes("stands for a PFX: nobody opens it here");
    crypto::ExportManifest manifest;
    Bytes json, signature;
};

}  // namespace

TEST(ExportManifest, IsVerifiedByUsAndByOpenssl) {
    const Bundle bundle;
    const auto verified = bundle.verify(bundle.json, bundle.signature, bundle.file);
    ASSERT_TRUE(verified) << verified.failure().detail;
    EXPECT_EQ(verified->manifest, bundle.manifest);
    EXPECT_EQ(verified->device, bundle.device);
    bundle.write("manifest.json", base::ByteView(bundle.json));
    bundle.write("manifest.p7s", base::ByteView(bundle.signature));
    bundle.write("ca.pem", bundle.pki.pem_files());
    const auto openssl = bundle.run("openssl cms -verify -binary -inform DER -in manifest.p7s -content manifest.json -CAfile ca.pem -purpose any -attime 1795344005 -out got && cmp got manifest.json");
    EXPECT_EQ(openssl.status, 0) << openssl.output;
}

TEST(ExportManifest, FindsAnotherFileBeforeAnyPasswordIsAskedFor) {
    const Bundle bundle;
    Bytes other = bundle.file;
    other[3] ^= 1;
    EXPECT_EQ(bundle.verify(bundle.json, bundle.signature, other).fault(), Fault::key_file_tampered);
    other = bundle.file;
    other.push_back(0);
    EXPECT_EQ(bundle.verify(bundle.json, bundle.signature, other).fault(), Fault::key_file_tampered);
}

TEST(ExportManifest, IsRefusedWithEveryByteChangedAndFromStrangers) {
    const Bundle bundle;
    for (std::size_t i = 0; i < bundle.json.size(); ++i) {
        Bytes json = bundle.json;
        json[i] ^= 1;
        EXPECT_FALSE(bundle.verify(json, bundle.signature, bundle.file)) << i;
    }
    const crypto_test::Pki strangers("A stranger's root");
    const auto verified = crypto::verify_export(bundle.json, bundle.signature, bundle.file, strangers.trust, crypto_test::now_ms);
    EXPECT_EQ(verified.fault(), Fault::certificate_untrusted);
}

TEST(ExportManifest, IsTheWordOfTheDeviceThatItNamesAndOfNobodyElseUnderTheRoot) {
    const Bundle bundle;
    const auto signed_by = [&](const crypto::Certificate& certificate) {
        return bundle.verify(bundle.json, crypto::sign_manifest(bundle.json, {certificate, bundle.pki.chain, *bundle.device_key}).value(), bundle.file);
    };
    EXPECT_EQ(signed_by(bundle.device_called("kiosk-8")).fault(), Fault::signature_invalid);
    EXPECT_EQ(signed_by(bundle.pki.signer_for(*bundle.device_key)).fault(), Fault::certificate_invalid) << "a key for documents does not speak for its device";
    EXPECT_TRUE(signed_by(bundle.device_called("kiosk-7")));
}

TEST(ExportManifest, IsCanonicalAndHoldsNothingElse) {
    const Bundle bundle;
    std::string text(base::as_text(bundle.json));
    EXPECT_EQ(crypto::read_manifest(base::as_bytes(" " + text)).fault(), Fault::message_invalid);
    std::string more = text;
    more.insert(more.size() - 1, ",\"zzz\":1");
    EXPECT_EQ(crypto::read_manifest(base::as_bytes(more)).fault(), Fault::message_invalid);
    EXPECT_EQ(crypto::read_manifest(base::as_bytes("{}")).fault(), Fault::message_invalid);
    crypto::ExportManifest empty = bundle.manifest;
    empty.reason.clear();
    EXPECT_EQ(crypto::write_manifest(empty).fault(), Fault::usage_invalid);
    crypto::ExportManifest without = bundle.manifest;
    without.certificate_sha256.reset();
    EXPECT_EQ(crypto::read_manifest(crypto::write_manifest(without).value()).value(), without);
}

TEST(ExportManifest, NamesTheKeyThatTheFileMustHold) {
    const Bundle bundle;
    EXPECT_TRUE(crypto::check_exported_key(bundle.manifest, bundle.exported->public_key()));
    EXPECT_EQ(crypto::check_exported_key(bundle.manifest, bundle.custodian->public_key()).fault(), Fault::key_file_mismatch);
}
