// SPDX-License-Identifier: Apache-2.0
// What custodians sign follows from what they are shown, and from nothing else.
#include "tests/unit/tpm/keeper_bench.h"

#include "tpm/keeper/release_terms.h"

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::why;
using ports::KeyAlgorithm;

namespace {

struct Asked {
    base::Bytes area, authority, nonce;
    ports::Quorum quorum;
    ports::KeyDestination destination;
    base::Result<ports::ReleaseTerms> terms() const { return tpm::release_terms(area, authority, quorum, destination, nonce); }
};

Asked asked_by(const ports::ReleaseRequest& request, const ports::Quorum& quorum, const ports::KeyDestination& destination) {
    return {request.key_area, request.authority, request.nonce, quorum, destination};
}

}  // namespace

TEST(ReleaseTerms, AreWhatTheChipWaitsFor) {
    Device device;
    bench::OtherDevice there;
    ports::KeyKeeper& keeper = device.tpm->keeper();
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048}) {
        const std::string name = "key-" + std::to_string(static_cast<int>(algorithm));
        const auto facts = keeper.create(name, algorithm, bench::quorum(1, 3));
        ASSERT_TRUE(facts) << why(facts);
        for (const ports::KeyDestination& destination : {ports::KeyDestination{}, ports::KeyDestination{there.tpm->keeper().storage_key_area()}}) {
            const auto request = keeper.begin_release(name, destination);
            ASSERT_TRUE(request) << why(request);
            const auto terms = asked_by(*request, *facts->quorum, destination).terms();
            ASSERT_TRUE(terms) << why(terms);
            EXPECT_EQ(terms->public_key, facts->public_key);
            EXPECT_EQ(terms->algorithm, algorithm);
            EXPECT_EQ(terms->digest, request->digest);
            EXPECT_EQ(terms->command, request->command);
        }
    }
}

// Somebody changes what the custodian is shown: the signature fits nothing that the chip waits for.
TEST(ReleaseTerms, OfAChangedRequestAreRefusedOrOpenNothing) {
    Device device;
    bench::OtherDevice there;
    ports::KeyKeeper& keeper = device.tpm->keeper();
    const auto one = keeper.create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(1, 3));
    const auto two = keeper.create("two", KeyAlgorithm::ecdsa_p256, bench::quorum(1, 3));
    ASSERT_TRUE(one && two);
    const base::Bytes area_of_two = keeper.begin_release("two", {})->key_area;
    const auto request = keeper.begin_release("one", {});  // in the clear
    ASSERT_TRUE(request) << why(request);
    const Asked honest = asked_by(*request, *one->quorum, {});

    // Shown as a release to a chip, of another key, at another time: another digest.
    Asked other = honest;
    other.destination = {there.tpm->keeper().storage_key_area()};
    const auto to_chip = other.terms();
    ASSERT_TRUE(to_chip) << why(to_chip);
    other = honest;
    other.area = area_of_two;
    const auto of_two = other.terms();
    ASSERT_TRUE(of_two) << why(of_two);
    other = honest;
    other.nonce[0] ^= 1U;
    const auto later = other.terms();
    ASSERT_TRUE(later) << why(later);
    for (const ports::ReleaseTerms& terms : {*to_chip, *of_two, *later}) {
        EXPECT_NE(terms.digest, request->digest);
        ports::ReleaseRequest as_shown = *request;
        as_shown.digest = terms.digest;
        EXPECT_EQ(fault_in(keeper.approve_release(0, bench::word_of(0, as_shown))), Fault::export_refused);
    }

    // Other custodians, another number of them, another authority, another key's policy.
    other = honest;
    other.quorum.needed = 2;
    EXPECT_EQ(fault_in(other.terms()), Fault::key_file_mismatch);
    other = honest;
    std::swap(other.quorum.custodians[0], other.quorum.custodians[1]);
    EXPECT_EQ(fault_in(other.terms()), Fault::key_file_mismatch);
    other = honest;
    other.quorum.custodians[2] = bench::stranger().public_key();
    EXPECT_EQ(fault_in(other.terms()), Fault::key_file_mismatch);
    other = honest;
    other.authority[5] ^= 1U;
    EXPECT_EQ(fault_in(other.terms()), Fault::key_file_mismatch);

    // What is no key of ours, no storage key, no nonce.
    other = honest;
    other.area[1] ^= 1U;
    EXPECT_FALSE(other.terms());
    other = honest;
    other.area.push_back(0);
    EXPECT_FALSE(other.terms());
    other = honest;
    other.destination = {area_of_two};
    EXPECT_EQ(fault_in(other.terms()), Fault::usage_invalid);
    other = honest;
    other.nonce.clear();
    EXPECT_EQ(fault_in(other.terms()), Fault::message_invalid);
}
