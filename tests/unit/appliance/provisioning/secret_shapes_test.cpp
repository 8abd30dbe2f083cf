// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/secret_shapes.h"

#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace {

using namespace provisioning_test;
using base::Bytes;
using base::Fault;
using provisioning::secret_in;

// What a foreign program writes.
Bytes output_of(const std::string& command) {
    Bytes out;
    std::FILE* pipe = popen(("{ " + command + "; } 2>/dev/null").c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out.push_back(static_cast<std::uint8_t>(c));
    EXPECT_EQ(pclose(pipe), 0) << command;
    return out;
}

const char* const new_ec = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const char* const new_rsa = "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048";

}  // namespace

TEST(SecretShapes, AreSeenInEveryFormThatOpensslWrites) {
    const std::string ec = new_ec, rsa = new_rsa;
    const std::string commands[] = {
        ec,
        ec + " -outform DER",
        ec + " | openssl ec -outform DER",
        ec + " | openssl ec",
        rsa,
        rsa + " -outform DER",
        rsa + " | openssl rsa -traditional -outform DER",
        ec + " -aes256 -pass pass:x",
        ec + " | openssl pkcs8 -topk8 -outform DER -passout pass:x",
        ec + " | openssl pkcs8 -topk8 -outform DER -v1 PBE-SHA1-3DES -passout pass:x",
        "openssl genpkey -algorithm ED25519 -outform DER",
        ec + " -outform DER | base64 -w 64",
        ec + " -outform DER | base64 -w 0 | tr -d = | tr +/ -_",
        rsa + " | base64 -w 0",
        ec + " -outform DER | od -An -v -tx1 | tr -d ' \\n'",
        ec + " >/tmp/inkseal-shape-$$; openssl req -x509 -new -key /tmp/inkseal-shape-$$ -subj /CN=x >/tmp/inkseal-shape-c$$; "
             "openssl pkcs12 -export -inkey /tmp/inkseal-shape-$$ -in /tmp/inkseal-shape-c$$ -passout pass:x; rm /tmp/inkseal-shape-$$ /tmp/inkseal-shape-c$$",
    };
    for (const std::string& command : commands) {
        const Bytes key = output_of(command);
        ASSERT_GT(key.size(), 40U) << command;
        EXPECT_TRUE(secret_in(key)) << command;
    }
}

TEST(SecretShapes, AreSeenInsideOtherText) {
    const Bytes der = output_of(std::string(new_ec) + " -outform DER");
    EXPECT_TRUE(secret_in(base::as_bytes("Dear device, take this: " + base::to_base64(der) + " and good luck")));
    EXPECT_TRUE(secret_in(base::as_bytes(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"})")));
    EXPECT_FALSE(secret_in(base::as_bytes(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})")));
}

TEST(SecretShapes, AreNotSeenInWhatIsPublic) {
    Bench bench;
    EXPECT_EQ(secret_in(base::as_bytes(bench.pki.pem_files())), std::nullopt);
    EXPECT_EQ(secret_in(bench.provisioner.der()), std::nullopt);
    EXPECT_EQ(secret_in(bench.key->public_key()), std::nullopt);
    EXPECT_EQ(secret_in(bench.bundle(Bench::draft())), std::nullopt);
    EXPECT_EQ(secret_in(output_of("cat " SOURCE_DIR "/emulator/forms/consent.pdf")), std::nullopt);
    EXPECT_EQ(secret_in(base::as_bytes(example_text())), std::nullopt);
}

TEST(SecretShapes, KeepABundleFromBeingMadeWhereverTheSecretHides) {
    const std::string pem = crypto_test::pem_of(crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 8));
    provisioning::Draft draft = Bench::draft();
    const Bytes file = base::to_bytes("logo\n" + pem);
    draft.profile.branding.logo = base::to_hex(crypto::sha256(file));
    draft.files[draft.profile.branding.logo] = file;
    EXPECT_EQ(provisioning::make_payload(draft).fault(), Fault::export_refused);

    draft = Bench::draft();
    draft.profile.site = "AGE-SECRET-KEY-1QQQQ";
    const auto refused = provisioning::make_payload(draft);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.fault(), Fault::export_refused);
    EXPECT_EQ(refused.failure().detail.find("1QQQQ"), std::string::npos) << "a refusal does not quote it";

    Bench bench;
    const Bytes payload = provisioning::make_payload(Bench::draft()).value();
    EXPECT_EQ(provisioning::sign_bundle(payload, bench.rehearsed(payload), provisioning::Label{"a", "AGE-SECRET-KEY-1QQQQ", "c"}, bench.signer()).fault(),
              Fault::export_refused);
}
