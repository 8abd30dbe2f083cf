// SPDX-License-Identifier: Apache-2.0
#include "image/verify/verdict.h"

#include "tests/unit/image/verify/signed_sample.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <iostream>
#include <openssl/cms.h>
#include <openssl/ess.h>

namespace {

using sample::CmsRecipe;
using sample::KeyKind;
using sample::PdfRecipe;
using verify::Reason;

constexpr std::int64_t now_seconds = 1'795'000'000;  // November 2026

std::string verdict(std::string_view pdf, KeyKind kind = KeyKind::p256) {
    const std::vector<base::Bytes> anchors = {sample::encoded(sample::world(kind).root)};
    return std::string(verify::name_of(verify::judge(base::as_bytes(pdf), anchors, now_seconds)));
}
std::string verdict_on(const CmsRecipe& cms, KeyKind kind = KeyKind::p256) {
    return verdict(sample::signed_pdf(kind, cms), kind);
}
std::string verdict_on(const PdfRecipe& pdf) { return verdict(sample::signed_pdf(KeyKind::p256, {}, pdf)); }

TEST(Verdict, AcceptsEveryAlgorithmWeUse) {
    for (const EVP_MD* hash : {EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
        CmsRecipe recipe;
        recipe.hash = hash;
        EXPECT_EQ(verdict_on(recipe, KeyKind::p256), "accepted");
        EXPECT_EQ(verdict_on(recipe, KeyKind::p384), "accepted");
        EXPECT_EQ(verdict_on(recipe, KeyKind::rsa_2048), "accepted");
        recipe.is_pss = true;
        EXPECT_EQ(verdict_on(recipe, KeyKind::rsa_2048), "accepted");
    }
}

// The recipe with OpenSSL's own CMS structures: a second writer, so that reader and
// writer of this test do not merely agree with each other.
base::Bytes openssl_cms(base::ByteView signed_bytes) {
    const sample::World& world = sample::world();
    CMS_ContentInfo* cms = CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY);
    CMS_SignerInfo* signer = CMS_add1_signer(cms, world.signer.get(), world.signer_key.get(), EVP_sha256(),
                                             CMS_PARTIAL | CMS_NOSMIMECAP | CMS_NOCERTS);
    CMS_add1_cert(cms, world.signer.get());
    CMS_add1_cert(cms, world.issuing.get());
    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1);
    const base::Bytes digest = sample::digest_of(EVP_sha256(), signed_bytes);
    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.data(),
                                static_cast<int>(digest.size()));
    ESS_SIGNING_CERT_V2* ess = OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), world.signer.get(), nullptr, 1);
    unsigned char* encoded = nullptr;
    int size = i2d_ESS_SIGNING_CERT_V2(ess, &encoded);
    CMS_signed_add1_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, encoded, size);
    OPENSSL_free(encoded);
    ESS_SIGNING_CERT_V2_free(ess);
    std::vector<base::Bytes> attributes;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
        unsigned char* out = nullptr;
        size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &out);
        attributes.emplace_back(out, out + size);
        OPENSSL_free(out);
    }
    std::sort(attributes.begin(), attributes.end());
    const base::Bytes to_sign = sample::digest_of(EVP_sha256(), sample::der(0x31, attributes));
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new(world.signer_key.get(), nullptr);
    base::Bytes signature(200);
    std::size_t signature_size = signature.size();
    EVP_PKEY_sign_init(context);
    EVP_PKEY_sign(context, signature.data(), &signature_size, to_sign.data(), to_sign.size());
    EVP_PKEY_CTX_free(context);
    ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), signature.data(), static_cast<int>(signature_size));
    unsigned char* out = nullptr;
    size = i2d_CMS_ContentInfo(cms, &out);
    base::Bytes message(out, out + size);
    OPENSSL_free(out);
    CMS_ContentInfo_free(cms);
    return message;
}

TEST(Verdict, AcceptsWhatOpenSslWrites) {
    PdfRecipe recipe;
    recipe.sign = openssl_cms;
    EXPECT_EQ(verdict(sample::make_pdf(recipe)), "accepted");
    recipe.is_upper_case = true;
    EXPECT_EQ(verdict(sample::make_pdf(recipe)), "accepted");
}

TEST(Verdict, AcceptsTheAnchorItselfEnclosed) {
    const sample::World& world = sample::world();
    CmsRecipe recipe;
    recipe.certificates = {sample::encoded(world.root), sample::encoded(world.issuing), sample::encoded(world.signer)};
    EXPECT_EQ(verdict_on(recipe), "accepted");
}

TEST(Verdict, AcceptsAnotherSignedAttribute) {
    CmsRecipe recipe;
    recipe.more_attributes = {sample::attribute("1.2.840.113549.1.9.16.2.17", sample::der(0x30, {}))};  // signer location
    EXPECT_EQ(verdict_on(recipe), "accepted");
}

TEST(Verdict, RefusesEveryFlippedBit) {
    CmsRecipe cms;
    PdfRecipe recipe;
    recipe.capacity = sample::make_cms(sample::world(), cms, {}).size() + 20;
    std::string file = sample::signed_pdf(KeyKind::p256, cms, recipe);
    ASSERT_EQ(verdict(file), "accepted");
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            const char kept = file[at];
            file[at] = static_cast<char>(static_cast<unsigned char>(kept) ^ (1U << bit));
            if (verdict(file) == "accepted") {
                ++accepted;
                ADD_FAILURE() << "bit " << bit << " of byte " << at << ": " << kept;
            }
            file[at] = kept;
        }
    }
    EXPECT_EQ(accepted, 0U);
    EXPECT_EQ(verdict(file), "accepted");
    std::cout << file.size() * 8 << " flips\n";
}

// Every value of every byte of the hole, decoded: what a bit of a digit cannot reach.
TEST(Verdict, RefusesEveryChangedByteOfTheMessage) {
    CmsRecipe cms;
    PdfRecipe recipe;
    recipe.capacity = sample::make_cms(sample::world(), cms, {}).size() + 20;
    std::string file = sample::signed_pdf(KeyKind::p256, cms, recipe);
    const std::size_t hole = file.find("/Contents<") + 10;
    for (std::size_t at = hole; at < hole + recipe.capacity * 2; at += 2) {
        const std::string kept = file.substr(at, 2);
        for (const unsigned change : {0x01U, 0x20U, 0x55U, 0x80U, 0xffU}) {
            base::Bytes byte;
            ASSERT_TRUE(base::from_hex(kept, byte));
            byte[0] = static_cast<std::uint8_t>(byte[0] ^ change);
            file.replace(at, 2, base::to_hex(byte));
            EXPECT_NE(verdict(file), "accepted") << at;
        }
        file.replace(at, 2, kept);
    }
    EXPECT_EQ(verdict(file), "accepted");
}

TEST(Verdict, RefusesEveryTruncationAndExtension) {
    const std::string file = sample::signed_pdf();
    for (std::size_t size = 0; size < file.size(); ++size) {
        EXPECT_NE(verdict(file.substr(0, size)), "accepted") << size;
    }
    for (const char* tail : {"\n", " ", "%", "\n%%EOF\n", "6 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"}) {
        EXPECT_EQ(verdict(file + tail), "coverage_not_whole_file");
    }
}

TEST(Verdict, SaysWhatIsNoPdfAndWhatIsUnsigned) {
    EXPECT_EQ(verdict(""), "not_pdf");
    EXPECT_EQ(verdict("hello"), "not_pdf");
    EXPECT_EQ(verdict("junk\n" + sample::signed_pdf()), "not_pdf");
    EXPECT_EQ(verdict("%PDF-1.7\n%%EOF\n"), "signature_absent");
}

TEST(Verdict, RefusesAnchorsThatDoNotFit) {
    EXPECT_EQ(verdict(sample::signed_pdf(KeyKind::p256), KeyKind::p384), "certificate_untrusted");
    EXPECT_EQ(verify::judge(base::as_bytes(sample::signed_pdf()), {}, now_seconds), Reason::certificate_untrusted);
}

TEST(Coverage, RefusesOtherByteRanges) {
    PdfRecipe recipe;
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{0, b, c, size - c - 1}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_not_whole_file");
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{1, b - 1, c, size - c}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_byte_range_malformed");
    recipe.byte_range = [](long b, long c, long) { return std::vector<long>{0, b, c}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_byte_range_malformed");
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{0, b - 1, c, size - c}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_hole_malformed");
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{0, b, c + 1, size - c - 1}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_hole_malformed");
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{0, b, b - 10, size - b + 10 + 0 * c}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_not_whole_file");
    recipe.byte_range = [](long b, long c, long) { return std::vector<long>{0, b, c, 9'999'999'999}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_not_whole_file");
    recipe.byte_range = [](long b, long c, long size) { return std::vector<long>{0, b, c, size - c, 0, 0}; };
    EXPECT_EQ(verdict_on(recipe), "coverage_byte_range_malformed");
}

TEST(Coverage, RefusesAHoleThatIsNotTheDictionarysContents) {
    PdfRecipe recipe;
    recipe.change = [](std::string& file) { file.replace(file.find("/Contents<"), 10, "/Kontents<"); };
    EXPECT_EQ(verdict_on(recipe), "coverage_hole_elsewhere");
    recipe.change = [](std::string& file) { file.replace(file.find("/M(D:2026"), 9, "/Contents"); };
    EXPECT_EQ(verdict_on(recipe), "signature_dictionary_malformed");
}

TEST(Coverage, RefusesADecoyThatClaimsTheWholeFile) {
    PdfRecipe recipe;
    recipe.before = "9 0 obj\n<</ByteRange [0 5 10 AAAAAAAA]>>\nendobj\n";
    const auto fill_in = [&](std::size_t missing) {
        recipe.change = [missing](std::string& file) {
            std::string number = std::to_string(file.size() - 10 - missing);
            number.resize(8, ' ');
            file.replace(file.find("AAAAAAAA"), 8, number);
        };
    };
    fill_in(1);  // an earlier signature's, of a shorter file
    EXPECT_EQ(verdict_on(recipe), "accepted");
    fill_in(0);
    EXPECT_EQ(verdict_on(recipe), "coverage_ambiguous");
}

TEST(Coverage, RefusesADecoyAfterTheSignature) {
    PdfRecipe recipe;
    recipe.object_end = "endobj\n9 0 obj\n<</ByteRange[0 5 10 15]>>\nendobj\n";
    EXPECT_EQ(verdict_on(recipe), "coverage_not_whole_file");
}

TEST(Coverage, RefusesAFileThatDoesNotEndAsOne) {
    PdfRecipe recipe;
    recipe.change = [](std::string& file) { file += "   "; };
    EXPECT_EQ(verdict_on(recipe), "coverage_file_end");
}

TEST(Dictionary, MustBeOnePlainObject) {
    PdfRecipe recipe;
    recipe.more_entries = "/Reason(a \\) b (c))/Name<feff0041>/X[1 2 0 R true null -1.5]/Y<</Z/W>>";
    EXPECT_EQ(verdict_on(recipe), "accepted");
    for (const char* entries : {"/A 1/A 2", "/Reason(open", "/B#79teRange[0 1]", "/Type/Sig", "/A", "/X[1 2", "/X 1 0 R)",
                                "%comment\n/A 1", "/X{}", "/X streamy"}) {
        recipe.more_entries = entries;
        EXPECT_EQ(verdict_on(recipe), "signature_dictionary_malformed") << entries;
    }
    recipe.more_entries = "/X" + std::string(100, '[') + std::string(100, ']');
    EXPECT_EQ(verdict_on(recipe), "signature_dictionary_malformed");
    recipe.more_entries.clear();
    recipe.object_end = "stream\nendobj\n";
    EXPECT_EQ(verdict_on(recipe), "signature_dictionary_malformed");
}

TEST(Dictionary, MustBeAPadesSignature) {
    PdfRecipe recipe;
    recipe.sub_filter = "/adbe.pkcs7.detached";
    EXPECT_EQ(verdict_on(recipe), "signature_kind_unsupported");
    recipe = {};
    recipe.type = "/DocTimeStamp";
    EXPECT_EQ(verdict_on(recipe), "signature_kind_unsupported");
    recipe = {};
    recipe.more_entries = "/Cert(x)";
    EXPECT_EQ(verdict_on(recipe), "signature_kind_unsupported");
}

}  // namespace
