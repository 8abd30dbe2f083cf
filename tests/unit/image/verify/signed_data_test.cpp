// SPDX-License-Identifier: Apache-2.0
#include "image/verify/verdict.h"

#include "image/verify/cryptography.h"
#include "image/verify/der.h"
#include "tests/unit/image/verify/signed_sample.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <openssl/pem.h>

namespace {

using sample::CmsRecipe;
using sample::KeyKind;

constexpr std::int64_t now_seconds = 1'795'000'000;

std::string verdict_on(const CmsRecipe& recipe, std::int64_t at = now_seconds) {
    const std::string pdf = sample::signed_pdf(KeyKind::p256, recipe);
    const std::vector<base::Bytes> anchors = {sample::encoded(sample::world().root)};
    return std::string(verify::name_of(verify::judge(base::as_bytes(pdf), anchors, at)));
}

// Signs rightly, then changes the message.
std::string verdict_after(const std::function<void(base::Bytes&)>& change) {
    sample::PdfRecipe pdf;
    pdf.sign = [&](base::ByteView bytes) {
        base::Bytes message = sample::make_cms(sample::world(), {}, bytes);
        change(message);
        return message;
    };
    const std::vector<base::Bytes> anchors = {sample::encoded(sample::world().root)};
    return std::string(verify::name_of(verify::judge(base::as_bytes(sample::make_pdf(pdf)), anchors, now_seconds)));
}

TEST(SignedData, MustBeFollowedByZerosOnly) {
    EXPECT_EQ(verdict_after([](base::Bytes&) {}), "accepted");
    EXPECT_EQ(verdict_after([](base::Bytes& message) { message.push_back(1); }), "cms_padding");
    EXPECT_EQ(verdict_after([](base::Bytes& message) { message.insert(message.end(), {0, 0, 0, 7}); }), "cms_padding");
    EXPECT_EQ(verdict_after([](base::Bytes& message) { message.clear(); }), "cms_malformed");
}

TEST(SignedData, MustBeDefiniteAndMinimal) {
    // The outer length, 30 82 xx xx, as indefinite and as a longer form.
    EXPECT_EQ(verdict_after([](base::Bytes& message) {
        message.erase(message.begin() + 2, message.begin() + 4);
        message[1] = 0x80;
        message.insert(message.end(), {0, 0});
    }), "cms_malformed");
    EXPECT_EQ(verdict_after([](base::Bytes& message) {
        message[1] = 0x83;
        message.insert(message.begin() + 2, 0);
    }), "cms_malformed");
}

TEST(SignedData, MustHaveOneSigner) {
    CmsRecipe recipe;
    recipe.signer_count = 2;
    EXPECT_EQ(verdict_on(recipe), "cms_signer_count");
    recipe.signer_count = 0;
    EXPECT_EQ(verdict_on(recipe), "cms_signer_count");
}

TEST(SignedData, MustBeDetached) {
    CmsRecipe recipe;
    recipe.content = base::to_bytes("enclosed");
    EXPECT_EQ(verdict_on(recipe), "cms_not_detached");
}

TEST(SignedData, MustNotCarryUnsignedAttributes) {
    CmsRecipe recipe;
    recipe.unsigned_attributes = sample::der(0xa1, {sample::attribute("1.2.840.113549.1.9.16.2.14", sample::der(0x30, {}))});
    EXPECT_EQ(verdict_on(recipe), "cms_attribute_forbidden");
}

TEST(SignedData, MustUseSha2) {
    CmsRecipe recipe;
    recipe.hash = EVP_sha1();
    EXPECT_EQ(verdict_on(recipe), "cms_algorithm_unsupported");
}

TEST(Attributes, MustAllBeThere) {
    for (const char* type : {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"}) {
        CmsRecipe recipe;
        recipe.left_out = {type};
        EXPECT_EQ(verdict_on(recipe), "cms_attribute_missing") << type;
    }
}

TEST(Attributes, MustNotNameATime) {
    CmsRecipe recipe;
    recipe.more_attributes = {sample::attribute("1.2.840.113549.1.9.5", sample::der(0x17, {base::to_bytes("261122104005Z")}))};
    EXPECT_EQ(verdict_on(recipe), "cms_attribute_forbidden");
}

TEST(Attributes, MustBeSortedAndOnce) {
    CmsRecipe recipe;
    recipe.arrange = [](std::vector<base::Bytes>& list) { std::reverse(list.begin(), list.end()); };
    EXPECT_EQ(verdict_on(recipe), "cms_attribute_malformed");
    recipe.arrange = [](std::vector<base::Bytes>& list) { list.insert(list.begin(), list.front()); };
    EXPECT_EQ(verdict_on(recipe), "cms_attribute_malformed");
    recipe.arrange = nullptr;
    recipe.more_attributes = {sample::attribute("1.2.840.113549.1.9.3", sample::object("1.2.840.113549.1.7.2"))};
    EXPECT_EQ(verdict_on(recipe), "cms_attribute_malformed");
}

TEST(Attributes, MustHoldTheDocumentsDigest) {
    CmsRecipe recipe;
    recipe.message_digest = sample::digest_of(EVP_sha256(), base::as_bytes("another document"));
    EXPECT_EQ(verdict_on(recipe), "signature_digest_mismatch");
    recipe.message_digest = {1, 2, 3};
    EXPECT_EQ(verdict_on(recipe), "signature_digest_mismatch");
}

TEST(Certificates, MustBeTheOneTheSignatureNames) {
    const sample::World& world = sample::world();
    CmsRecipe recipe;
    recipe.certificate_meant = sample::encoded(world.issuing);
    EXPECT_EQ(verdict_on(recipe), "certificate_not_the_one_meant");
    // The same key certified twice: only the certificate named is accepted.
    recipe = {};
    recipe.signer = sample::issue(world, world.signer_key, "Another Name", {});
    EXPECT_EQ(verdict_on(recipe), "accepted");
    recipe.certificate_meant = sample::encoded(world.signer);
    EXPECT_EQ(verdict_on(recipe), "certificate_not_the_one_meant");
}

TEST(Certificates, MustBeEnclosedAndNeeded) {
    const sample::World& world = sample::world();
    CmsRecipe recipe;
    recipe.certificates = {sample::encoded(world.issuing)};
    EXPECT_EQ(verdict_on(recipe), "certificate_missing");
    recipe.certificates = {sample::encoded(world.signer)};
    EXPECT_EQ(verdict_on(recipe), "certificate_untrusted");
    recipe.certificates = {sample::encoded(world.signer), sample::encoded(world.issuing),
                           sample::encoded(sample::world(KeyKind::p384).root)};
    EXPECT_EQ(verdict_on(recipe), "certificate_superfluous");
    recipe.certificates = {sample::encoded(world.signer), sample::encoded(world.signer), sample::encoded(world.issuing)};
    EXPECT_EQ(verdict_on(recipe), "certificate_missing");
}

TEST(Certificates, MustAllowSigningDocuments) {
    CmsRecipe recipe;
    sample::LeafRecipe leaf;
    for (const char* usage : {static_cast<const char*>(nullptr), "critical,digitalSignature", "critical,keyAgreement"}) {
        leaf.key_usage = usage;
        recipe.signer = sample::issue(sample::world(), sample::world().signer_key, "Leaf", leaf);
        EXPECT_EQ(verdict_on(recipe), "certificate_usage");
    }
    leaf.key_usage = "critical,nonRepudiation";
    recipe.signer = sample::issue(sample::world(), sample::world().signer_key, "Leaf", leaf);
    EXPECT_EQ(verdict_on(recipe), "accepted");
}

TEST(Certificates, MustBeValidAtTheTimeAskedAbout) {
    CmsRecipe recipe;
    sample::LeafRecipe leaf;
    leaf.from_year = 2026;
    leaf.to_year = 2027;
    recipe.signer = sample::issue(sample::world(), sample::world().signer_key, "Leaf", leaf);
    constexpr std::int64_t start_of_2026 = 1'767'225'600;
    constexpr std::int64_t start_of_2027 = 1'798'761'600;
    EXPECT_EQ(verdict_on(recipe, start_of_2026 - 1), "certificate_out_of_date");
    EXPECT_EQ(verdict_on(recipe, start_of_2026), "accepted");
    EXPECT_EQ(verdict_on(recipe, start_of_2027), "accepted");
    EXPECT_EQ(verdict_on(recipe, start_of_2027 + 1), "certificate_out_of_date");
}

TEST(Certificates, MustHoldTheKeyThatSigned) {
    CmsRecipe recipe;
    recipe.signer = sample::issue(sample::world(), sample::world().issuing_key, "Thief", {});
    EXPECT_EQ(verdict_on(recipe), "signature_wrong");
    recipe.signer = sample::issue(sample::world(), sample::world(KeyKind::rsa_2048).signer_key, "Other", {});
    EXPECT_EQ(verdict_on(recipe), "certificate_key_unsupported");
}

TEST(Certificates, OfAnAuthorityMustBeOne) {
    // A signer that issues: its certificate is no CA's.
    const sample::World& world = sample::world();
    sample::World forged = world;
    forged.issuing = world.signer;
    forged.issuing_key = world.signer_key;
    CmsRecipe recipe;
    recipe.signer = sample::issue(forged, world.signer_key, "Forged", {});
    recipe.certificates = {sample::encoded(recipe.signer), sample::encoded(world.signer), sample::encoded(world.issuing)};
    EXPECT_EQ(verdict_on(recipe), "certificate_untrusted");
}

TEST(Anchors, AreReadFromDerAndPem) {
    const base::Bytes root = sample::encoded(sample::world().root);
    EXPECT_EQ(verify::read_anchors(root), std::vector<base::Bytes>{root});
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, sample::world().root.get());
    PEM_write_bio_X509(memory, sample::world().issuing.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    EXPECT_EQ(verify::read_anchors(base::as_bytes({text, static_cast<std::size_t>(size)})),
              (std::vector<base::Bytes>{root, sample::encoded(sample::world().issuing)}));
    BIO_free(memory);
    EXPECT_TRUE(verify::read_anchors(base::as_bytes("no certificate")).empty());
}

TEST(DerReader, IsStrict) {
    const auto is_read = [](std::initializer_list<std::uint8_t> bytes) {
        const base::Bytes input(bytes);
        verify::DerReader in(input);
        in.take_any();
        return in.is_finished();
    };
    EXPECT_TRUE(is_read({0x04, 0x01, 0xaa}));
    EXPECT_FALSE(is_read({}));
    EXPECT_FALSE(is_read({0x04}));
    EXPECT_FALSE(is_read({0x04, 0x02, 0xaa}));
    EXPECT_FALSE(is_read({0x04, 0x81, 0x01, 0xaa}));        // the short form would do
    EXPECT_FALSE(is_read({0x04, 0x80, 0x00, 0x00}));        // indefinite
    EXPECT_FALSE(is_read({0x1f, 0x01, 0x01, 0xaa}));        // long tag
    EXPECT_FALSE(is_read({0x04, 0x84, 0xff, 0xff, 0xff, 0xff}));
    EXPECT_FALSE(is_read({0x04, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00}));
}

}  // namespace
