// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/proof.h"

#include "tests/faults/log_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

struct ProofTest : testing::Test {
    ProofTest() {
        bench.grow_to(300);
        note = *bench.log->make_checkpoint(*bench.key);
        text = *bench.log->proof(41, note);
        entry = *bench.log->entry(41);
    }
    base::Result<VerifiedCheckpoint> verify(std::string_view proof, base::ByteView bytes) {
        const LogProof parsed = TRY(parse_proof(proof));
        return verify_proof(parsed, bytes, bench.verifier());
    }
    faults::LogBench bench;
    std::string note;
    std::string text;
    base::Bytes entry;
};

}  // namespace

TEST_F(ProofTest, ShowsOneEntryToBeInTheLog) {
    const auto verified = verify(text, entry);
    ASSERT_TRUE(verified) << verified.failure().detail;
    EXPECT_EQ(verified->checkpoint.size, 300U);
    EXPECT_EQ(proof_text(*parse_proof(text)), text);
    EXPECT_LT(text.size(), 2048U);
}

TEST_F(ProofTest, NoChangedLineVerifies) {
    base::Bytes other = entry;
    other[5] ^= 1U;
    EXPECT_EQ(verify(text, other).fault(), base::Fault::proof_invalid);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string spoilt = text;
        spoilt[i] = static_cast<char>(static_cast<unsigned char>(spoilt[i]) ^ 1U);
        EXPECT_FALSE(verify(spoilt, entry)) << i << " " << text[i];
    }
    for (std::size_t length = 0; length < text.size(); ++length) EXPECT_FALSE(verify(text.substr(0, length), entry)) << length;
}

TEST_F(ProofTest, AnExtraLineIsReadAndNotTrusted) {
    std::string with = text;
    with.insert(with.find("index"), "extra AAAA\n");
    EXPECT_TRUE(verify(with, entry));
    with.insert(with.find("index"), "extra AAAA\n");
    EXPECT_FALSE(verify(with, entry)) << "one at most";
    std::string bad = text;
    bad.insert(bad.find("index"), "extra not base64\n");
    EXPECT_FALSE(verify(bad, entry));
}

TEST_F(ProofTest, OfAnotherEntryOrOnAnUnknownTreeThereIsNone) {
    EXPECT_EQ(bench.log->proof(300, note).fault(), base::Fault::proof_invalid);
    bench.grow_to(301);
    EXPECT_EQ(bench.log->proof(300, note).fault(), base::Fault::proof_invalid) << "not yet in that checkpoint";
    EXPECT_TRUE(bench.log->proof(41, note)) << "but an old checkpoint still serves old entries";
    EXPECT_FALSE(bench.log->proof(0, "nonsense"));
}
