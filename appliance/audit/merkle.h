// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 6962, section 2.1 (SHA-256; a leaf is hashed behind 0x00, a
// node behind 0x01). Making proofs needs hashes from a HashSource; checking them
// needs nothing, and takes hostile input: every function below that says
// proof_invalid never crashes and never reads beyond what it was given.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <vector>

namespace audit {

base::Digest hash_leaf(base::ByteView entry);
base::Digest hash_node(const base::Digest& left, const base::Digest& right);
// SHA-256 of nothing (RFC 6962, 2.1).
base::Digest empty_root();

// A tree that only grows, remembered by the roots of its complete subtrees: at most
// 64 hashes, whatever the size.
class Frontier {
public:
    Frontier() = default;
    void append(const base::Digest& leaf_hash);
    std::uint64_t size() const { return m_size; }
    base::Digest root() const;

private:
    std::uint64_t m_size = 0;
    std::vector<base::Digest> m_roots;  // largest subtree first; one a bit of m_size
};

// Hashes of complete subtrees: the node at `index` of `level` covers the leaves
// [index << level, (index + 1) << level).
struct HashSource {
    virtual ~HashSource() = default;
    // Fault audit_broken when it should be there and is not.
    virtual base::Result<base::Digest> node(unsigned level, std::uint64_t index) = 0;
};

using MerkleProof = std::vector<base::Digest>;

// `source` must cover `size` leaves. CHECKs index < size, first <= second: these are
// asked of our own log.
base::Result<base::Digest> root_at(HashSource& source, std::uint64_t size);
// RFC 6962, 2.1.1: from the leaf's sibling to the root's child.
base::Result<MerkleProof> inclusion_proof(HashSource& source, std::uint64_t index, std::uint64_t size);
// RFC 6962, 2.1.2. Empty when first is 0 or equal to second.
base::Result<MerkleProof> consistency_proof(HashSource& source, std::uint64_t first, std::uint64_t second);

// Fault proof_invalid.
base::Status verify_inclusion(const base::Digest& leaf_hash, std::uint64_t index, std::uint64_t size,
                              const MerkleProof& proof, const base::Digest& root);
// Fault proof_invalid. A tree of size 0 is consistent with everything, provided that
// its root is empty_root() and the proof is empty.
base::Status verify_consistency(std::uint64_t first, const base::Digest& first_root, std::uint64_t second,
                                const base::Digest& second_root, const MerkleProof& proof);

}  // namespace audit
