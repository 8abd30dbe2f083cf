// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/long_term.h"
#include "appliance/documents/pades.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/software_key.h"
#include "appliance/crypto/timestamp.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace documents::test {
namespace {

using base::Bytes;
using base::Fault;
using testing::HasSubstr;

constexpr std::int64_t k_now_ms = 1'795'344'005'000;  // 2026-11-22T10:40:05Z

// A root and a signer below it.
struct Person {
    std::shared_ptr<crypto::SoftwareKey> root_key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    std::shared_ptr<crypto::SoftwareKey> key;
    std::vector<crypto::Certificate> chain;
    std::vector<crypto::Certificate> own;

    explicit Person(ports::KeyAlgorithm algorithm) : key(crypto::SoftwareKey::generate(algorithm).value()) {
        const crypto::Validity validity{k_now_ms - 86'400'000, k_now_ms + 86'400'000LL * 365};
        chain.push_back(crypto::make_root(*root_key, {"Root", "Test"}, validity).value());
        own.push_back(crypto::issue_signer({chain[0], *root_key, ""}, key->public_key(), {"Mara Keller", ""}, validity).value());
    }
    Bytes sign(const base::Digest& digest) const {
        return crypto::sign_byte_range_digest(digest, crypto::CmsSigner{own[0], chain, *key}).value();
    }
};

// A time-stamp authority under the person's root, and its token over an imprint.
Bytes token_over(const base::Digest& imprint, const Person& person) {
    const auto key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    const crypto::Validity validity{k_now_ms - 86'400'000, k_now_ms + 86'400'000LL * 365};
    const auto certificate =
        crypto::issue_timestamping({person.chain[0], *person.root_key, ""}, key->public_key(), {"Time", ""}, validity).value();
    const crypto::TimestampAuthority authority(certificate, person.chain, key, [] { return base::Result<std::uint64_t>(7); });
    const Bytes nonce = crypto::random_bytes(16);
    const Bytes answer = authority.answer(crypto::make_timestamp_request(imprint, nonce), k_now_ms).value();
    crypto::TrustStore trust;
    trust.add_anchor(person.chain[0]);
    const auto stamp = crypto::verify_response(answer, imprint, nonce, trust, k_now_ms);
    EXPECT_TRUE(stamp) << (stamp ? "" : stamp.failure().detail);
    return stamp->token;
}

SealRequest request_for(const Sample& sample) {
    SealRequest request;
    request.place = place_signature(sample.description, "", "k7").value();
    request.face.signer_name = "Mara Keller";
    request.face.meaning = "I consent to the treatment described";
    request.face.claimed_time_ms = k_now_ms;
    InkStroke stroke;
    for (int i = 0; i < 40; ++i) stroke.push_back({i * 4.0, 30 + 25 * ((i % 8) / 8.0) * (i % 2 ? 1 : -1), 0.3 + 0.01 * i});
    request.face.ink.strokes = {stroke};
    return request;
}

struct Sealed {
    PreparedSeal seal;
    Bytes file;
};

Sealed sealed(const Sample& sample, const SealRequest& request, const Person& person) {
    auto seal = prepare_seal(sample.bytes, sample.description, fonts(), request);
    EXPECT_TRUE(seal) << (seal ? "" : seal.failure().detail);
    const auto appended = seal->complete(person.sign(seal->digest()));
    EXPECT_TRUE(appended);
    Bytes file = sample.bytes;
    base::append(file, *appended);
    return {*std::move(seal), std::move(file)};
}

struct Variant {
    const char* name;
    SampleOptions options;
    ports::KeyAlgorithm algorithm;
};
class InEveryVariant : public testing::TestWithParam<Variant> {};
INSTANTIATE_TEST_SUITE_P(
    Files, InEveryVariant,
    testing::Values(Variant{"bare", {.has_form = false}, ports::KeyAlgorithm::ecdsa_p256},
                    Variant{"stream", {.xref = XrefKind::stream, .has_form = false}, ports::KeyAlgorithm::rsa_2048},
                    Variant{"form", {.form_in_catalog = true, .annots_are_object = true}, ports::KeyAlgorithm::ecdsa_p384},
                    Variant{"field", {.has_signature_field = true, .need_appearances = true}, ports::KeyAlgorithm::rsa_3072},
                    Variant{"turned", {.rotate = 90, .has_form = false}, ports::KeyAlgorithm::ecdsa_p256}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(InEveryVariant, AnotherReaderCallsTheSignatureValidOverTheWholeFile) {
    const Sample sample = make_sample(GetParam().options);
    const Person person(GetParam().algorithm);
    const Sealed result = sealed(sample, request_for(sample), person);
    const std::string said = run_on("pdfsig -nocert FILE", result.file).output;
    EXPECT_THAT(said, HasSubstr("Signature is Valid"));
    EXPECT_THAT(said, HasSubstr("Total document signed"));
    EXPECT_THAT(said, HasSubstr("ETSI.CAdES.detached"));
    const Ran check = run_on("qpdf --check FILE", result.file);
    EXPECT_EQ(check.status, 0) << check.output;
    EXPECT_THAT(run_on("pdftotext FILE -", result.file).output, HasSubstr("2026-11-22 10:40:05 UTC"));
}

TEST(Seal, TheDigestIsKnownBeforeAnyKeyIsUsed) {
    const Sample sample = make_sample();
    const auto seal = prepare_seal(sample.bytes, sample.description, fonts(), request_for(sample));
    ASSERT_TRUE(seal);
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    Bytes file = sample.bytes;
    base::append(file, seal->complete(person.sign(seal->digest())).value());
    Bytes covered(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(seal->hole().begin));
    covered.insert(covered.end(), file.begin() + static_cast<std::ptrdiff_t>(seal->hole().end), file.end());
    EXPECT_EQ(crypto::sha256(covered), seal->digest());
}

TEST(Seal, OpensslAcceptsTheCmsAsCades) {
    const Sample sample = make_sample();
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    const Sealed result = sealed(sample, request_for(sample), person);
    const SignatureHole& hole = result.seal.hole();
    const std::string begin = std::to_string(hole.begin);
    const std::string rest = std::to_string(hole.end + 1);
    const std::string digits = std::to_string(hole.end - hole.begin - 2);
    const std::string root = person.chain[0].to_pem();
    // A script assembles what was signed, so that nothing of ours takes part.
    const std::string script =
        "d=$(mktemp -d); trap 'rm -rf $d' EXIT; python3 - FILE $d <<'PY'\n"
        "import sys\n"
        "f = open(sys.argv[1], 'rb').read()\n"
        "begin, end = " + std::to_string(hole.begin) + ", " + std::to_string(hole.end) + "\n"
        "open(sys.argv[2] + '/data', 'wb').write(f[:begin] + f[end:])\n"
        "der = bytes.fromhex(f[begin + 1:end - 1].decode())\n"
        "assert der[:2] == b'\\x30\\x82'\n"
        "open(sys.argv[2] + '/cms', 'wb').write(der[:4 + int.from_bytes(der[2:4], 'big')])\n"
        "PY\n"
        "cat > $d/root.pem <<'PEM'\n" + person.chain[0].to_pem() + "PEM\n"
        "openssl cms -verify -binary -inform DER -in $d/cms -content $d/data -CAfile $d/root.pem -purpose any -cades "
        "-attime 1795344005 -out /dev/null";
    const Ran ran = run_on(script, result.file);
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("erification successful"));
}

TEST(Seal, AChangedByteIsNoticed) {
    const Sample sample = make_sample();
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    Sealed result = sealed(sample, request_for(sample), person);
    result.file[60] ^= 1;
    EXPECT_THAT(run_on("pdfsig -nocert FILE", result.file).output, HasSubstr("Digest Mismatch"));
}

TEST(Seal, TwoPeopleSignOneAfterTheOther) {
    Sample sample = make_sample({.has_signature_field = true});
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    const Sealed first = sealed(sample, request_for(sample), person);
    // A faithful description of the first result, as far as the second needs it.
    const Description before = sample.description;
    sample.description = continued(sample, first.file);
    sample.bytes = first.file;
    Field& field = sample.description.fields.back();
    field.is_signed = true;
    sample.description.signatures.emplace_back();
    const auto value = field.object.entries.emplace("/V", std::to_string(before.file.next_object_number) + " 0 R");
    ASSERT_TRUE(value.second);
    SealRequest request = request_for(sample);
    EXPECT_FALSE(request.place.field);
    const Sealed second = sealed(sample, request, person);
    const std::string said = run_on("pdfsig -nocert FILE", second.file).output;
    EXPECT_THAT(said, HasSubstr("Signature #1"));
    EXPECT_THAT(said, HasSubstr("Signature #2"));
    EXPECT_EQ(said.find("Signature is Invalid"), std::string::npos) << said;
    EXPECT_EQ(said.find("Mismatch"), std::string::npos) << said;
}

TEST(Seal, RefusesWhatIsNotTheDescribedFileOrMayNotBeSigned) {
    Sample sample = make_sample();
    SealRequest request = request_for(sample);
    Bytes longer = sample.bytes;
    longer.push_back(' ');
    EXPECT_EQ(prepare_seal(longer, sample.description, fonts(), request).fault(), Fault::document_changed);
    request.face.signer_name = "\xf0\x93\x80\x80";
    EXPECT_EQ(prepare_seal(sample.bytes, sample.description, fonts(), request).fault(), Fault::glyph_missing);
    request = request_for(sample);
    sample.description.certification_level = 1;
    EXPECT_EQ(prepare_seal(sample.bytes, sample.description, fonts(), request).fault(), Fault::document_certified);
    sample.description.certification_level = 0;
    sample.description.verdict = {Disposition::refuse, Fault::document_xfa_dynamic, ""};
    EXPECT_EQ(prepare_seal(sample.bytes, sample.description, fonts(), request).fault(), Fault::document_xfa_dynamic);
}

TEST(Seal, TheHoleTakesOneDerValueThatFits) {
    const Sample sample = make_sample();
    SealRequest request = request_for(sample);
    request.reserve = 64;
    const auto seal = prepare_seal(sample.bytes, sample.description, fonts(), request);
    ASSERT_TRUE(seal);
    EXPECT_TRUE(seal->complete(Bytes{0x30, 0x02, 0x05, 0x00}));
    EXPECT_EQ(seal->complete(Bytes{0x30, 0x80, 0x05, 0x00, 0x00, 0x00}).fault(), Fault::cms_invalid);  // BER
    EXPECT_EQ(seal->complete(Bytes{0x30, 0x02, 0x05, 0x00, 0x00}).fault(), Fault::cms_invalid);        // trailing
    EXPECT_EQ(seal->complete({}).fault(), Fault::cms_invalid);
    Bytes large(100, 0);
    large[0] = 0x30;
    large[1] = 98;
    EXPECT_EQ(seal->complete(large).fault(), Fault::cms_invalid);
}

TEST(Seal, TestKeysAreWrittenOnTheFaceOfIt) {
    const Sample sample = make_sample();
    SealRequest request = request_for(sample);
    request.face.is_test = true;
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    EXPECT_THAT(run_on("pdftotext FILE -", sealed(sample, request, person).file).output, HasSubstr("TEST, not evidence"));
}

TEST(Seal, AnAuthorsLockIsClosedByTheSignature) {
    Sample sample = make_sample({.has_signature_field = true});
    sample.description.fields.back().lock = {LockAction::include, {"Name"}, 0};
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    const Bytes file = sealed(sample, request_for(sample), person).file;
    EXPECT_THAT(std::string(base::as_text(file)), HasSubstr("/TransformMethod/FieldMDP"));
    EXPECT_EQ(run_on("qpdf --check FILE", file).status, 0);
}

Signature described(const PreparedSeal& seal, std::uint64_t file_size) {
    Signature signature;
    signature.hole_begin = seal.hole().begin;
    signature.hole_end = seal.hole().end;
    signature.byte_range = {0, seal.hole().begin, seal.hole().end, file_size - seal.hole().end};
    return signature;
}

TEST(LongTerm, ATimestampGoesIntoTheHoleWhileNothingFollows) {
    const Sample sample = make_sample();
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    Sealed result = sealed(sample, request_for(sample), person);
    const Signature signature = described(result.seal, result.file.size());
    Bytes contents;
    ASSERT_TRUE(base::from_hex(base::as_text(base::ByteView(result.file)).substr(signature.hole_begin + 1, 2 * result.seal.capacity()), contents));
    const auto sealed_cms = crypto::SignatureCms::parse(contents);
    ASSERT_TRUE(sealed_cms);
    const Bytes cms = sealed_cms->with_timestamp(token_over(crypto::sha256(sealed_cms->signature_value()), person)).value();
    const auto patch = attach_timestamp(signature, result.file.size(), cms);
    ASSERT_TRUE(patch);
    std::copy(patch->bytes.begin(), patch->bytes.end(), result.file.begin() + static_cast<std::ptrdiff_t>(patch->offset));
    EXPECT_THAT(run_on("pdfsig -nocert FILE", result.file).output, HasSubstr("Signature is Valid"));
    EXPECT_EQ(attach_timestamp(signature, result.file.size() + 1, cms).fault(), Fault::signature_coverage);
}

TEST(LongTerm, ValidationMaterialAndADocumentTimestampFollowTheSignature) {
    const Sample sample = make_sample({.has_signature_field = true});
    const Person person(ports::KeyAlgorithm::ecdsa_p256);
    const Sealed result = sealed(sample, request_for(sample), person);
    Sample next{result.file, continued(sample, result.file)};
    next.description.form.object.entries["/SigFlags"] = "3";
    Bytes contents(result.file.begin() + static_cast<std::ptrdiff_t>(result.seal.hole().begin + 1),
                   result.file.begin() + static_cast<std::ptrdiff_t>(result.seal.hole().end - 1));
    Bytes decoded;
    ASSERT_TRUE(base::from_hex(base::as_text(contents), decoded));
    ValidationMaterial material;
    material.certificates = {person.chain[0].der(), person.own[0].der()};
    material.signatures = {vri_key(decoded)};
    const auto appended = append_validation_material(next.bytes.size(), next.description, material);
    ASSERT_TRUE(appended);
    base::append(next.bytes, *appended);
    next.description = continued(next, next.bytes);
    next.description.catalog.entries = {{"/Type", "/Catalog"}, {"/Pages", "2 0 R"}, {"/AcroForm", "6 0 R"}};

    const auto stamp = prepare_document_timestamp(next.bytes, next.description, "t1");
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->capacity(), signature_reserve);
    base::append(next.bytes, stamp->complete(token_over(stamp->digest(), person)).value());
    const Ran check = run_on("qpdf --check FILE", next.bytes);
    EXPECT_EQ(check.status, 0) << check.output;
    EXPECT_THAT(std::string(base::as_text(next.bytes)), HasSubstr("/SubFilter/ETSI.RFC3161"));
    EXPECT_THAT(std::string(base::as_text(next.bytes)), HasSubstr("/" + vri_key(decoded)));
    EXPECT_THAT(run_on("pdfsig -nocert FILE", next.bytes).output, HasSubstr("Signature is Valid"));
}

TEST(LongTerm, TheVriKeyIsUpperCaseSha1OfTheContents) {
    EXPECT_EQ(vri_key(base::as_bytes("abc")), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}

TEST(WrittenAreas, NameEveryRectangleThatIsDrawnIn) {
    const Sample sample = make_sample();
    SealRequest request = request_for(sample);
    request.values = {{"Name", TextValue{"Mara"}}};
    EXPECT_EQ(written_areas(sample.description, request).size(), 2U);
}

}  // namespace
}  // namespace documents::test
