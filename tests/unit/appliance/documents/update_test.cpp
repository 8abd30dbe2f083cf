// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/update.h"

#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace documents::test {
namespace {

using testing::HasSubstr;

base::Bytes joined(const base::Bytes& a, const base::Bytes& b) {
    base::Bytes out = a;
    base::append(out, b);
    return out;
}

class InEveryFlavour : public testing::TestWithParam<XrefKind> {};
INSTANTIATE_TEST_SUITE_P(Xref, InEveryFlavour, testing::Values(XrefKind::table, XrefKind::stream));

TEST_P(InEveryFlavour, AnotherReaderSeesTheNewObjectsAndFindsNothingWrong) {
    SampleOptions options;
    options.xref = GetParam();
    const Sample sample = make_sample(options);
    IncrementalUpdate update(sample.description.file, sample.description.encryption);
    const Ref added = update.allocate();
    ASSERT_TRUE(update.put(added, Dictionary{{"/Title", spell_text("Hello")}}));
    Dictionary catalog = sample.description.catalog.entries;
    catalog["/PieceInfo"] = spell_reference(added);
    ASSERT_TRUE(update.put(sample.description.catalog.ref, catalog));
    auto revision = std::move(update).finish();
    ASSERT_TRUE(revision);
    const base::Bytes file = joined(sample.bytes, revision->bytes);
    const Ran check = run_on("qpdf --check FILE", file);
    EXPECT_EQ(check.status, 0) << check.output;
    EXPECT_THAT(run_on("qpdf --show-object=" + std::to_string(added.number) + " FILE", file).output, HasSubstr("(Hello)"));
    EXPECT_THAT(run_on("qpdf --show-object=1 FILE", file).output, HasSubstr("/PieceInfo"));
}

TEST_P(InEveryFlavour, AThirdRevisionChainsToTheSecond) {
    SampleOptions options;
    options.xref = GetParam();
    Sample sample = make_sample(options);
    for (int round = 0; round < 2; ++round) {
        IncrementalUpdate update(sample.description.file, sample.description.encryption);
        const Ref added = update.allocate();
        ASSERT_TRUE(update.put_stream(added, {}, base::as_bytes(std::string(400, 'x'))));
        Dictionary catalog = sample.description.catalog.entries;
        catalog["/Round" + std::to_string(round)] = spell_reference(added);
        sample.description.catalog.entries = catalog;
        ASSERT_TRUE(update.put(sample.description.catalog.ref, catalog));
        auto revision = std::move(update).finish();
        ASSERT_TRUE(revision);
        sample.bytes = joined(sample.bytes, revision->bytes);
        sample.description = continued(sample, sample.bytes);
    }
    const Ran check = run_on("qpdf --check FILE", sample.bytes);
    EXPECT_EQ(check.status, 0) << check.output;
}

TEST(Update, ByteRangeCoversEverythingButTheHole) {
    const Sample sample = make_sample();
    IncrementalUpdate update(sample.description.file, sample.description.encryption);
    const Ref signature = update.allocate();
    ASSERT_TRUE(update.put_signature(signature, {{"/Type", "/Sig"}, {"/Name", spell_text("Zoë")}}, 100));
    auto revision = std::move(update).finish();
    ASSERT_TRUE(revision && revision->hole);
    const base::Bytes file = joined(sample.bytes, revision->bytes);
    const SignatureHole hole = *revision->hole;
    EXPECT_EQ(hole.capacity(), 100U);
    EXPECT_EQ(file[hole.begin], '<');
    EXPECT_EQ(file[hole.end - 1], '>');
    EXPECT_EQ(hole.end - hole.begin, 202U);
    const std::string range = "/ByteRange[0 " + std::to_string(hole.begin) + " " + std::to_string(hole.end) + " " +
                              std::to_string(file.size() - hole.end) + "]";
    EXPECT_THAT(std::string(base::as_text(file)), HasSubstr(range));
    EXPECT_EQ(run_on("qpdf --check FILE", file).status, 0);
}

TEST(Update, RefusesASecondSignatureAndLiteralStrings) {
    const Sample sample = make_sample();
    IncrementalUpdate update(sample.description.file, sample.description.encryption);
    ASSERT_TRUE(update.put_signature(update.allocate(), {}, 10));
    EXPECT_FALSE(update.put_signature(update.allocate(), {}, 10));
    EXPECT_FALSE(update.put(update.allocate(), "<</A(literal)>>"));
    EXPECT_FALSE(update.put(update.allocate(), "<</A<4g>>>"));
    EXPECT_FALSE(update.put(Ref{}, "null"));
}

TEST(Update, RefusesFilesThatWouldPassTwoGibibytes) {
    Sample sample = make_sample();
    sample.description.file.size = 2147483600;
    IncrementalUpdate update(sample.description.file, sample.description.encryption);
    ASSERT_TRUE(update.put(update.allocate(), "<<>>"));
    const auto revision = std::move(update).finish();
    ASSERT_FALSE(revision);
    EXPECT_EQ(revision.fault(), base::Fault::document_too_large);
}

TEST(Update, IsTheSameForTheSameInput) {
    const Sample sample = make_sample();
    const auto once = [&] {
        IncrementalUpdate update(sample.description.file, sample.description.encryption);
        EXPECT_TRUE(update.put(update.allocate(), "<</A 1>>"));
        return std::move(update).finish().value().bytes;
    };
    EXPECT_EQ(once(), once());
}

struct CipherCase {
    const char* arguments;
    EncryptionMethod method;
};
class InEveryCipher : public testing::TestWithParam<CipherCase> {};
INSTANTIATE_TEST_SUITE_P(Methods, InEveryCipher,
                         testing::Values(CipherCase{"--allow-weak-crypto --encrypt '' o 40 --", EncryptionMethod::rc4},
                                         CipherCase{"--allow-weak-crypto --encrypt '' o 128 --use-aes=n --", EncryptionMethod::rc4},
                                         CipherCase{"--allow-weak-crypto --encrypt '' o 128 --use-aes=y --", EncryptionMethod::aes_v2},
                                         CipherCase{"--encrypt '' o 256 --", EncryptionMethod::aes_v3}));

// qpdf encrypts the sample, tells us its key, and must read what we add under that key.
TEST_P(InEveryCipher, AnotherReaderDecryptsOurStringsAndStreams) {
    Sample sample = make_sample();
    const Ran made = run_on(std::string("qpdf ") + GetParam().arguments + " --object-streams=disable --static-id FILE FILE.enc && cat FILE.enc; rm -f FILE.enc",
                            sample.bytes);
    ASSERT_EQ(made.status, 0) << made.output;
    const base::Bytes locked = base::to_bytes(made.output);
    const std::string shown = run_on("qpdf --show-encryption --show-encryption-key FILE", locked).output;
    const std::string_view label = "Encryption key = ";
    const std::size_t at = shown.find(label);
    ASSERT_NE(at, std::string::npos) << shown;
    Description d = continued(sample, locked);
    d.file.ends_with_newline = locked.back() == '\n';
    d.encryption.method = GetParam().method;
    d.encryption.are_strings_encrypted = d.encryption.are_streams_encrypted = true;
    ASSERT_TRUE(base::from_hex(shown.substr(at + label.size(), shown.find('\n', at) - at - label.size()), d.encryption.file_key));
    const std::string trailer = run_on("qpdf --show-object=trailer FILE", locked).output;
    const std::size_t encrypt = trailer.find("/Encrypt ");
    d.encryption.encrypt = read_reference(trailer.substr(encrypt + 9, trailer.find('R', encrypt) - encrypt - 8)).value();
    const std::size_t root = trailer.find("/Root ");
    d.file.root = read_reference(trailer.substr(root + 6, trailer.find('R', root + 6) - root - 5)).value();
    const std::size_t id = trailer.find("[ <");
    d.file.id.assign(2, read_bytes(trailer.substr(id + 2, 34)).value());

    IncrementalUpdate update(d.file, d.encryption);
    const Ref text = update.allocate();
    const Ref stream = update.allocate();
    ASSERT_TRUE(update.put(text, Dictionary{{"/Title", spell_text("Hello")}}));
    ASSERT_TRUE(update.put_stream(stream, {{"/Note", spell_text("inside")}}, base::as_bytes("some data")));
    auto revision = std::move(update).finish();
    ASSERT_TRUE(revision);
    const base::Bytes file = joined(locked, revision->bytes);
    EXPECT_EQ(run_on("qpdf --check FILE", file).status, 0) << run_on("qpdf --check FILE", file).output;
    EXPECT_THAT(run_on("qpdf --show-object=" + std::to_string(text.number) + " FILE", file).output, HasSubstr("(Hello)"));
    const std::string object = "--show-object=" + std::to_string(stream.number);
    EXPECT_THAT(run_on("qpdf " + object + " FILE", file).output, HasSubstr("(inside)"));
    EXPECT_EQ(run_on("qpdf " + object + " --filtered-stream-data FILE", file).output, "some data");
}

}  // namespace
}  // namespace documents::test
