// SPDX-License-Identifier: Apache-2.0
// The device and the platform compute the policies of document keys by themselves, from
// different code; a real chip holds the keys.
#include "appliance/crypto/digest.h"
#include "sync/receiver/document_key.h"
#include "sync/receiver/document_policy.h"
#include "tests/unit/tpm/keeper_bench.h"

namespace {

using base::Bytes;
using base::Fault;
using bench::why;
using ports::KeyAlgorithm;

struct DocumentPolicy : testing::Test {
    base::Result<receiver::KeyOrigin> judge(const std::string& name, const std::optional<ports::Quorum>& quorum = {}) {
        const base::Digest binding = crypto::sha256(base::as_bytes("a letter"));
        const auto word = chip.tpm->keeper().certify(name, binding);
        if (!word) return word.failure();
        exchange::KeyStatement said{word->public_area, word->attested, word->signature, {word->storage_key_name, word->counter, word->counter_value, 0, {}}};
        if (quorum) {
            said.policy.needed = quorum->needed;
            said.policy.custodians = quorum->custodians;
        }
        change(said.policy);
        const Bytes attestation = chip.tpm->enrolment().value().find("attestation")->public_area;
        const Bytes spki = receiver::read_tpm_public(word->public_area)->spki;
        return receiver::judge_document_key(said, attestation, spki, binding, bench::authority().public_key());
    }
    bench::Device chip;
    std::function<void(exchange::KeyPolicy&)> change = [](exchange::KeyPolicy&) {};
};

}  // namespace

TEST_F(DocumentPolicy, OfTheKeyFromBirthIsTheOneThatThePlatformComputes) {
    const auto judged = judge("");
    ASSERT_TRUE(judged) << why(judged);
    EXPECT_EQ(*judged, receiver::KeyOrigin::tpm);
}

TEST_F(DocumentPolicy, OfNamedKeysHoldsTheirOwnCounter) {
    ASSERT_TRUE(chip.tpm->keeper().create("one", KeyAlgorithm::rsa_2048, std::nullopt));
    const auto judged = judge("one");
    ASSERT_TRUE(judged) << why(judged);
    EXPECT_EQ(*judged, receiver::KeyOrigin::tpm);
    change = [](exchange::KeyPolicy& policy) { ++policy.counter_value; };
    EXPECT_EQ(bench::fault_in(judge("one")), Fault::certificate_invalid);
    change = [](exchange::KeyPolicy& policy) { policy.counter = 0; };
    EXPECT_EQ(bench::fault_in(judge("one")), Fault::certificate_invalid);
}

TEST_F(DocumentPolicy, OfMovableKeysHoldsTheirCustodiansAndNoOthers) {
    int number = 0;
    for (const auto& quorum : {bench::quorum(1, 1), bench::quorum(2, 3), bench::quorum(3, 5)}) {  // one list, one list, two lists
        const std::string name = "move-" + std::to_string(++number);
        ASSERT_TRUE(chip.tpm->keeper().create(name, KeyAlgorithm::ecdsa_p256, quorum));
        const auto judged = judge(name, quorum);
        ASSERT_TRUE(judged) << why(judged);
        EXPECT_EQ(*judged, receiver::KeyOrigin::exportable);
        ports::Quorum other = quorum;
        other.custodians[0] = bench::stranger().public_key();
        EXPECT_EQ(bench::fault_in(judge(name, other)), Fault::certificate_invalid);
    }
}
