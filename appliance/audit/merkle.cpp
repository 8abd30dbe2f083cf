// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/merkle.h"

#include "appliance/crypto/digest.h"

#include <algorithm>
#include <array>
#include <bit>

namespace audit {
namespace {

base::Failure invalid(const char* why) { return {base::Fault::proof_invalid, why}; }

// The root over the leaves [begin, end). `begin` is a multiple of the largest power
// of two in the range, so the range falls apart into complete subtrees.
base::Result<base::Digest> range_root(HashSource& source, std::uint64_t begin, std::uint64_t end) {
    std::vector<base::Digest> parts;
    for (std::uint64_t rest = end - begin; rest != 0;) {
        const auto level = static_cast<unsigned>(std::bit_width(rest) - 1);
        parts.push_back(TRY(source.node(level, begin >> level)));
        begin += std::uint64_t{1} << level;
        rest -= std::uint64_t{1} << level;
    }
    base::Digest root = parts.back();
    for (std::size_t i = parts.size() - 1; i-- > 0;) root = hash_node(parts[i], root);
    return root;
}

// The largest power of two below n, for n > 1 (RFC 6962, 2.1).
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

bool is_odd(std::uint64_t n) { return (n & 1U) != 0; }

}  // namespace

base::Digest hash_leaf(base::ByteView entry) {
    base::Bytes message;
    message.reserve(1 + entry.size());
    message.push_back(0x00);
    base::append(message, entry);
    return crypto::sha256(message);
}

base::Digest hash_node(const base::Digest& left, const base::Digest& right) {
    std::array<std::uint8_t, 65> message{0x01};
    std::ranges::copy(left, message.begin() + 1);
    std::ranges::copy(right, message.begin() + 33);
    return crypto::sha256(message);
}

base::Digest empty_root() { return crypto::sha256({}); }

void Frontier::append(const base::Digest& leaf_hash) {
    base::Digest hash = leaf_hash;
    for (std::uint64_t n = m_size; is_odd(n); n >>= 1U) {
        hash = hash_node(m_roots.back(), hash);
        m_roots.pop_back();
    }
    m_roots.push_back(hash);
    ++m_size;
}

base::Digest Frontier::root() const {
    if (m_roots.empty()) return empty_root();
    base::Digest root = m_roots.back();
    for (std::size_t i = m_roots.size() - 1; i-- > 0;) root = hash_node(m_roots[i], root);
    return root;
}

base::Result<base::Digest> root_at(HashSource& source, std::uint64_t size) {
    if (size == 0) return empty_root();
    return range_root(source, 0, size);
}

base::Result<MerkleProof> inclusion_proof(HashSource& source, std::uint64_t index, std::uint64_t size) {
    CHECK(index < size);
    MerkleProof proof;
    std::uint64_t begin = 0;
    std::uint64_t end = size;
    while (end - begin > 1) {
        const std::uint64_t middle = begin + split(end - begin);
        if (index < middle) {
            proof.push_back(TRY(range_root(source, middle, end)));
            end = middle;
        } else {
            proof.push_back(TRY(range_root(source, begin, middle)));
            begin = middle;
        }
    }
    std::ranges::reverse(proof);
    return proof;
}

base::Result<MerkleProof> consistency_proof(HashSource& source, std::uint64_t first, std::uint64_t second) {
    CHECK(first <= second);
    MerkleProof proof;
    if (first == 0 || first == second) return proof;
    std::uint64_t begin = 0;
    std::uint64_t end = second;
    while (first != end) {
        const std::uint64_t middle = begin + split(end - begin);
        if (first <= middle) {
            proof.push_back(TRY(range_root(source, middle, end)));
            end = middle;
        } else {
            proof.push_back(TRY(range_root(source, begin, middle)));
            begin = middle;
        }
    }
    // The old root itself is known to the verifier; a part of it is not.
    if (begin != 0) proof.push_back(TRY(range_root(source, begin, end)));
    std::ranges::reverse(proof);
    return proof;
}

// RFC 9162, 2.1.3.2, which gives the verifier that RFC 6962 leaves to the reader.
base::Status verify_inclusion(const base::Digest& leaf_hash, std::uint64_t index, std::uint64_t size,
                              const MerkleProof& proof, const base::Digest& root) {
    if (index >= size) return invalid("index outside the tree");
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    base::Digest hash = leaf_hash;
    for (const base::Digest& sibling : proof) {
        if (last == 0) return invalid("proof too long");
        if (is_odd(node) || node == last) {
            hash = hash_node(sibling, hash);
            while (!is_odd(node) && node != 0) {
                node >>= 1U;
                last >>= 1U;
            }
        } else {
            hash = hash_node(hash, sibling);
        }
        node >>= 1U;
        last >>= 1U;
    }
    if (last != 0) return invalid("proof too short");
    if (hash != root) return invalid("inclusion leads to another root");
    return {};
}

// RFC 9162, 2.1.4.2.
base::Status verify_consistency(std::uint64_t first, const base::Digest& first_root, std::uint64_t second,
                                const base::Digest& second_root, const MerkleProof& proof) {
    if (first > second) return invalid("the tree has shrunk");
    if (first == 0) {
        if (!proof.empty() || first_root != empty_root()) return invalid("empty tree");
        return second != 0 || second_root == empty_root() ? base::Status{} : invalid("empty tree");
    }
    if (first == second) {
        if (!proof.empty() || first_root != second_root) return invalid("two roots of one size");
        return {};
    }
    std::uint64_t node = first - 1;
    std::uint64_t last = second - 1;
    while (is_odd(node)) {
        node >>= 1U;
        last >>= 1U;
    }
    auto next = proof.begin();
    base::Digest old_hash = first_root;  // already a complete subtree of the new tree...
    if (!std::has_single_bit(first)) {   // ...or the proof begins with one
        if (next == proof.end()) return invalid("proof too short");
        old_hash = *next++;
    }
    base::Digest new_hash = old_hash;
    for (; next != proof.end(); ++next) {
        if (last == 0) return invalid("proof too long");
        if (is_odd(node) || node == last) {
            old_hash = hash_node(*next, old_hash);
            new_hash = hash_node(*next, new_hash);
            while (!is_odd(node) && node != 0) {
                node >>= 1U;
                last >>= 1U;
            }
        } else {
            new_hash = hash_node(new_hash, *next);
        }
        node >>= 1U;
        last >>= 1U;
    }
    if (last != 0) return invalid("proof too short");
    if (old_hash != first_root) return invalid("consistency leads to another old root");
    if (new_hash != second_root) return invalid("consistency leads to another new root");
    return {};
}

}  // namespace audit
