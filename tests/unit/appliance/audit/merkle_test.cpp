// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/merkle.h"

#include "appliance/crypto/digest.h"

#include <gtest/gtest.h>

#include <bit>
#include <ctime>
#include <random>

namespace {

using namespace audit;

// The definition of RFC 6962, 2.1, as it stands there.
base::Digest tree_hash(const std::vector<base::Digest>& leaves, std::size_t begin, std::size_t end) {
    if (end == begin) return empty_root();
    if (end - begin == 1) return leaves[begin];
    const std::size_t middle = begin + std::bit_floor(end - begin - 1);
    return hash_node(tree_hash(leaves, begin, middle), tree_hash(leaves, middle, end));
}

struct Leaves final : HashSource {
    std::vector<base::Digest> hashes;
    explicit Leaves(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) hashes.push_back(hash_leaf(base::as_bytes("leaf " + std::to_string(i))));
    }
    base::Result<base::Digest> node(unsigned level, std::uint64_t index) override {
        const std::size_t begin = index << level;
        const std::size_t end = (index + 1) << level;
        if (end > hashes.size()) return base::Fault::audit_broken;
        return tree_hash(hashes, begin, end);
    }
    base::Digest root(std::size_t size) const { return tree_hash(hashes, 0, size); }
};

}  // namespace

TEST(Merkle, GivesTheRootsThatCertificateTransparencyPublished) {
    const char* entries[] = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    const char* roots[] = {
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    Frontier frontier;
    EXPECT_EQ(base::to_hex(frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (std::size_t i = 0; i < 8; ++i) {
        base::Bytes entry;
        ASSERT_TRUE(base::from_hex(entries[i], entry));
        frontier.append(hash_leaf(entry));
        EXPECT_EQ(base::to_hex(frontier.root()), roots[i]) << i;
    }
}

TEST(Merkle, EveryInclusionProofUpTo70LeavesHolds) {
    Leaves leaves(70);
    Frontier frontier;
    for (std::uint64_t size = 1; size <= 70; ++size) {
        frontier.append(leaves.hashes[size - 1]);
        const base::Digest root = leaves.root(size);
        EXPECT_EQ(frontier.root(), root);
        EXPECT_EQ(*root_at(leaves, size), root);
        for (std::uint64_t index = 0; index < size; ++index) {
            const MerkleProof proof = *inclusion_proof(leaves, index, size);
            EXPECT_TRUE(verify_inclusion(leaves.hashes[index], index, size, proof, root)) << index << " in " << size;
        }
    }
}

TEST(Merkle, EveryConsistencyProofUpTo70LeavesHolds) {
    Leaves leaves(70);
    for (std::uint64_t second = 0; second <= 70; ++second)
        for (std::uint64_t first = 0; first <= second; ++first) {
            const MerkleProof proof = *consistency_proof(leaves, first, second);
            EXPECT_TRUE(verify_consistency(first, leaves.root(first), second, leaves.root(second), proof)) << first << " to " << second;
        }
}

TEST(Merkle, NoSpoiltInclusionProofHolds) {
    Leaves leaves(20);
    const auto fails = [](const base::Digest& leaf, std::uint64_t index, std::uint64_t size, const MerkleProof& proof, const base::Digest& root) {
        const base::Status verdict = verify_inclusion(leaf, index, size, proof, root);
        return !verdict && verdict.fault() == base::Fault::proof_invalid;
    };
    for (std::uint64_t size = 1; size <= 20; ++size)
        for (std::uint64_t index = 0; index < size; ++index) {
            const MerkleProof proof = *inclusion_proof(leaves, index, size);
            const base::Digest root = leaves.root(size);
            const base::Digest leaf = leaves.hashes[index];
            for (std::uint64_t other = 0; other < size + 3; ++other)
                if (other != index) {
                    EXPECT_TRUE(fails(leaf, other, size, proof, root)) << index << " as " << other << " of " << size;
                }
            EXPECT_TRUE(fails(leaf, ~std::uint64_t{0}, size, proof, root));
            EXPECT_TRUE(fails(leaf, index, 0, proof, root));
            EXPECT_TRUE(fails(empty_root(), index, size, proof, root));
            EXPECT_TRUE(fails(leaf, index, size, proof, empty_root()));
            for (std::size_t i = 0; i < proof.size(); ++i) {
                MerkleProof spoilt = proof;
                spoilt[i][7] ^= 1U;
                EXPECT_TRUE(fails(leaf, index, size, spoilt, root));
            }
            MerkleProof longer = proof;
            longer.push_back(leaf);
            EXPECT_TRUE(fails(leaf, index, size, longer, root));
            if (!proof.empty()) {
                EXPECT_TRUE(fails(leaf, index, size, {proof.begin(), proof.end() - 1}, root));
                EXPECT_TRUE(fails(leaf, index, size, {proof.begin() + 1, proof.end()}, root));
            }
        }
}

TEST(Merkle, NoSpoiltConsistencyProofHolds) {
    Leaves leaves(20);
    const auto fails = [](std::uint64_t first, const base::Digest& a, std::uint64_t second, const base::Digest& b, const MerkleProof& proof) {
        const base::Status verdict = verify_consistency(first, a, second, b, proof);
        return !verdict && verdict.fault() == base::Fault::proof_invalid;
    };
    for (std::uint64_t second = 1; second <= 20; ++second)
        for (std::uint64_t first = 0; first <= second; ++first) {
            const MerkleProof proof = *consistency_proof(leaves, first, second);
            const base::Digest old_root = leaves.root(first);
            const base::Digest new_root = leaves.root(second);
            base::Digest other = old_root;
            other[0] ^= 1U;
            EXPECT_TRUE(fails(first, other, second, new_root, proof)) << first << " to " << second;
            MerkleProof longer = proof;
            longer.push_back(old_root);
            EXPECT_TRUE(fails(first, old_root, second, new_root, longer));
            if (first == 0) continue;
            EXPECT_TRUE(fails(first, old_root, second, other, proof));
            EXPECT_TRUE(fails(second + 1, old_root, second, new_root, proof));
            for (std::size_t i = 0; i < proof.size(); ++i) {
                MerkleProof spoilt = proof;
                spoilt[i][31] ^= 0x80U;
                EXPECT_TRUE(fails(first, old_root, second, new_root, spoilt));
            }
            if (!proof.empty()) {
                EXPECT_TRUE(fails(first, old_root, second, new_root, {proof.begin(), proof.end() - 1}));
            }
        }
}

TEST(Merkle, HostileNumbersEndQuickly) {
    std::mt19937_64 random(3);
    for (int i = 0; i < 5'000; ++i) {
        MerkleProof proof(random() % 70);
        base::Digest digest{};
        digest[0] = static_cast<std::uint8_t>(random());
        const unsigned shift = static_cast<unsigned>(random() % 64);
        EXPECT_FALSE(verify_inclusion(digest, random() >> shift, random() >> (random() % 64), proof, digest) && !proof.empty());
        const std::uint64_t first = random() >> shift;
        static_cast<void>(verify_consistency(first, digest, random() >> (random() % 64), digest, proof));
    }
}

TEST(Merkle, HashesManyLeavesASecond) {
    constexpr int count = 100'000;
    Frontier frontier;
    const base::Bytes entry(300, 0x20);
    const std::clock_t began = std::clock();
    for (int i = 0; i < count; ++i) frontier.append(hash_leaf(entry));
    const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    std::printf("%.0f leaves/s\n", count / seconds);
    EXPECT_EQ(frontier.size(), static_cast<std::uint64_t>(count));
}
