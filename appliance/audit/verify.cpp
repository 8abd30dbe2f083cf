// SPDX-License-Identifier: Apache-2.0
// Reading a whole log as an auditor would: once over the entries, comparing what the
// published folder says about them on the way.
#include "appliance/audit/log.h"

#include <algorithm>

namespace audit {
namespace {

base::Failure broken(std::string why) { return {base::Fault::audit_broken, std::move(why)}; }

// The signed statements that the entries have to pass by.
struct Milestones {
    std::optional<Checkpoint> own;
    std::optional<Checkpoint> cosigned;
};

base::Result<std::optional<Checkpoint>> read_milestone(const base::Disk& disk, std::string_view path,
                                                       const NoteKey& log_key, const std::vector<NoteKey>& cosigners) {
    const auto bytes = disk.read(path);
    if (!bytes && bytes.fault() == base::Fault::disk_not_found) return std::optional<Checkpoint>();
    if (!bytes) return bytes.failure();
    const VerifiedCheckpoint verified = TRY(open_checkpoint(base::as_text(*bytes), log_key, cosigners));
    return std::optional<Checkpoint>(verified.checkpoint);
}

base::Result<Milestones> read_milestones(const base::Disk& disk, const NoteKey& log_key,
                                         const std::vector<NoteKey>& cosigners) {
    Milestones milestones;
    milestones.own = TRY(read_milestone(disk, "log/checkpoint", log_key, cosigners));
    milestones.cosigned = TRY(read_milestone(disk, "log/cosigned", log_key, cosigners));
    return milestones;
}

class Walk {
public:
    Walk(base::Disk& disk, Milestones milestones) : m_disk(disk), m_milestones(std::move(milestones)) {
        if (m_milestones.own) m_published = m_milestones.own->size;
    }

    base::Status take(base::ByteView entry) {
        const auto leaf = decode_leaf(entry);
        if (!leaf) return broken("entry " + std::to_string(m_frontier.size()) + ": " + leaf.failure().detail);
        if (leaf->sequence != m_frontier.size()) return broken("entry " + std::to_string(m_frontier.size()) + " has another number");
        m_frontier.append(hash_leaf(entry));
        if (m_frontier.size() <= m_published) TRY(compare_tiles(entry));
        TRY(pass(m_milestones.own));
        return pass(m_milestones.cosigned);
    }

    base::Result<AuditLog::Verdict> finish() const {
        AuditLog::Verdict verdict{m_frontier.size(), m_frontier.root(), 0, 0};
        if (m_milestones.own) verdict.checkpoint_size = m_milestones.own->size;
        if (m_milestones.cosigned) verdict.cosigned_size = m_milestones.cosigned->size;
        if (verdict.checkpoint_size > verdict.entries || verdict.cosigned_size > verdict.entries)
            return broken("the log is shorter than a checkpoint says");
        return verdict;
    }

private:
    base::Status pass(const std::optional<Checkpoint>& milestone) const {
        if (milestone && milestone->size == m_frontier.size() && milestone->root != m_frontier.root())
            return broken("entries differ from the checkpoint of size " + std::to_string(milestone->size));
        return {};
    }

    base::Status compare_tiles(base::ByteView entry) {
        const std::uint64_t index = m_frontier.size() - 1;
        m_bundle.push_back(base::to_bytes(entry));
        if (m_bundle.size() == tile_width) TRY(compare_bundle(index / tile_width));
        base::Bytes hash = base::to_bytes(hash_leaf(entry));
        std::uint64_t number = index / tile_width;
        for (unsigned level = 0;; ++level, number /= tile_width) {
            if (m_edge.size() == level) {
                m_edge.emplace_back();
                m_roots.emplace_back();
            }
            base::append(m_edge[level], hash);
            base::Digest digest;
            std::ranges::copy(hash, digest.begin());
            m_roots[level].append(digest);
            if (m_edge[level].size() < tile_width * 32) break;
            TRY(compare(tile_path(level, number), m_edge[level]));
            // The same combination one tile higher: a Frontier over a tile's hashes is its subtree.
            hash = base::to_bytes(m_roots[level].root());
            m_edge[level].clear();
            m_roots[level] = {};
        }
        return m_frontier.size() == m_published ? compare_partials() : base::Status{};
    }

    base::Status compare_partials() {
        if (!m_bundle.empty()) TRY(compare_bundle(m_published / tile_width));
        for (unsigned level = 0; level < m_edge.size(); ++level) {
            if (m_edge[level].empty()) continue;
            const std::uint64_t number = m_published >> (8 * (level + 1));
            TRY(compare(tile_path(level, number, m_edge[level].size() / 32), m_edge[level]));
        }
        return {};
    }

    base::Status compare_bundle(std::uint64_t number) {
        TRY(compare(entries_path(number, m_bundle.size()), encode_entries(m_bundle)));
        m_bundle.clear();
        return {};
    }

    // A partial file may already have given way to the full one, of which it is the beginning.
    base::Status compare(const std::string& path, base::ByteView expected) const {
        auto bytes = m_disk.read(std::string(log_folder) + path);
        if (const std::size_t partial = path.find(".p/"); !bytes && partial != std::string::npos) {
            bytes = m_disk.read(std::string(log_folder) + path.substr(0, partial));
            if (bytes && bytes->size() > expected.size()) bytes->resize(expected.size());
        }
        if (!bytes) return broken("missing " + path);
        return std::ranges::equal(*bytes, expected) ? base::Status{} : broken(path + " differs from the entries");
    }

    base::Disk& m_disk;
    Milestones m_milestones;
    std::uint64_t m_published = 0;
    Frontier m_frontier;
    std::vector<base::Bytes> m_edge;     // by tile level: the hashes of the tile being filled
    std::vector<Frontier> m_roots;       // and their subtree
    std::vector<base::Bytes> m_bundle;
};

}  // namespace

base::Result<AuditLog::Verdict> AuditLog::verify_all(const NoteKey& log_key, const std::vector<NoteKey>& cosigners) {
    if (log_key.name != m_origin) return base::Failure{base::Fault::checkpoint_invalid, "the key of another log"};
    Walk walk(*m_disk, TRY(read_milestones(*m_disk, log_key, cosigners)));
    const std::uint64_t count = TRY(m_store->leaf_count());
    for (std::uint64_t index = 0; index < count;) {
        const auto found = TRY(m_store->leaves(index, std::min(tile_width, count - index)));
        if (found.empty()) return broken("the store has lost entries");
        for (const base::Bytes& entry : found) TRY(walk.take(entry));
        index += found.size();
    }
    const Verdict verdict = TRY(walk.finish());
    if (verdict.entries == m_tree.size() && verdict.root != m_tree.root()) return broken("the tree in use differs");
    return verdict;
}

base::Result<AuditLog::Verdict> verify_folder(base::Disk& disk, const NoteKey& log_key,
                                              const std::vector<NoteKey>& cosigners) {
    const Milestones milestones = TRY(read_milestones(disk, log_key, cosigners));
    if (!milestones.own) return base::Failure{base::Fault::checkpoint_invalid, "no checkpoint in the folder"};
    const std::uint64_t size = milestones.own->size;
    Walk walk(disk, milestones);
    for (std::uint64_t number = 0; number * tile_width < size; ++number) {
        const std::uint64_t width = std::min(tile_width, size - number * tile_width);
        auto bundle = disk.read(std::string(log_folder) + entries_path(number, width));
        if (!bundle) bundle = disk.read(std::string(log_folder) + entries_path(number));
        if (!bundle) return broken("missing " + entries_path(number, width));
        const auto found = TRY(decode_entries(*bundle));
        if (found.size() < width) return broken(entries_path(number, width) + " is cut short");
        for (std::uint64_t i = 0; i < width; ++i) TRY(walk.take(found[i]));
    }
    return walk.finish();
}

}  // namespace audit
