// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/log.h"

#include <algorithm>

namespace audit {
namespace {

constexpr std::string_view checkpoint_file = "log/checkpoint";
constexpr std::string_view cosigned_file = "log/cosigned";
constexpr std::uint64_t entries_at_once = 4 * tile_width;

base::Failure broken(std::string why) { return {base::Fault::audit_broken, std::move(why)}; }

base::Result<std::string> read_text(const base::Disk& disk, std::string_view path) {
    const base::Bytes bytes = TRY(disk.read(path));
    return std::string(base::as_text(bytes));
}

}  // namespace

AuditLog::AuditLog(std::string origin, ports::LeafStore& store, base::Disk& disk, const base::Clock& clock)
    : m_origin(std::move(origin)), m_store(&store), m_disk(&disk), m_clock(&clock), m_tree(disk) {}

base::Result<AuditLog> AuditLog::open(std::string origin, ports::LeafStore& store, base::Disk& disk,
                                      const base::Clock& clock) {
    AuditLog log(std::move(origin), store, disk, clock);
    const auto note = log.last_checkpoint();
    if (note) {
        const auto parsed = parse_note(*note);
        if (!parsed) return broken("own checkpoint: " + parsed.failure().detail);
        const auto checkpoint = parse_checkpoint(parsed->text);
        if (!checkpoint) return broken("own checkpoint: " + checkpoint.failure().detail);
        TRY(log.take_up(*checkpoint));
    } else if (note.fault() != base::Fault::disk_not_found) {
        return note.failure();
    }
    TRY(log.catch_up());
    return log;
}

base::Status AuditLog::take_up(const Checkpoint& published) {
    if (published.origin != m_origin) return broken("checkpoint of another log: " + published.origin);
    if (TRY(m_store->leaf_count()) < published.size) return broken("entries are missing that a checkpoint covers");
    if (m_tree.load(published.size) && m_tree.root() == published.root) return {};
    // The tiles are derived; the entries decide. The tree is made again from them, and
    // must come by the checkpoint's root.
    m_tree = TiledTree(*m_disk);
    Frontier frontier;
    while (frontier.size() < published.size) {
        const std::uint64_t count = std::min(entries_at_once, published.size - frontier.size());
        const auto entries = TRY(m_store->leaves(frontier.size(), count));
        if (entries.empty()) return broken("entries are missing that a checkpoint covers");
        for (const base::Bytes& entry : entries) frontier.append(hash_leaf(entry));
    }
    return frontier.root() == published.root ? base::Status{} : broken("entries differ from the checkpoint");
}

base::Result<std::uint64_t> AuditLog::append(ports::LeafWriter& writer, const LeafDraft& draft) {
    Leaf leaf;
    leaf.sequence = writer.next_leaf();
    leaf.event = draft.event;
    leaf.time = {.wall_ms = m_clock->wall_ms(),
                 .boot_ms = m_clock->boot_ms(),
                 .reset_count = m_time.reset_count,
                 .restart_count = m_time.restart_count,
                 .is_safe = m_time.is_safe,
                 .clock_ms = std::nullopt};
    if (draft.event == Event::anchor) leaf.time.clock_ms = m_time.clock_ms;
    leaf.subject = draft.subject;
    leaf.commitment = draft.commitment;
    leaf.fields = draft.fields;
    const base::Bytes entry = TRY(encode_leaf(leaf));
    return writer.append_leaf(entry);
}

void AuditLog::remember_time(const ports::TimeStatement& statement) { m_time = statement; }

base::Status AuditLog::catch_up() {
    const std::uint64_t count = TRY(m_store->leaf_count());
    if (count < m_tree.size()) return broken("the store has lost entries");
    while (m_tree.size() < count) {
        const auto entries = TRY(m_store->leaves(m_tree.size(), std::min(entries_at_once, count - m_tree.size())));
        if (entries.empty()) return broken("the store has lost entries");
        for (const base::Bytes& entry : entries) m_tree.append(hash_leaf(entry));
    }
    return {};
}

base::Status AuditLog::publish_entries() {
    const std::uint64_t size = m_tree.size();
    if (m_tree.published_size() == size) return {};
    for (std::uint64_t number = m_tree.published_size() / tile_width; number * tile_width < size; ++number) {
        const std::uint64_t width = std::min(tile_width, size - number * tile_width);
        const auto entries = TRY(m_store->leaves(number * tile_width, width));
        if (entries.size() != width) return broken("the store has lost entries");
        TRY(m_disk->write_atomically(std::string(log_folder) + entries_path(number, width), encode_entries(entries)));
        if (width == tile_width) TRY(remove_partials(*m_disk, entries_path(number)));
    }
    return {};
}

base::Result<std::string> AuditLog::make_checkpoint(ports::SigningKey& key) {
    TRY(catch_up());
    TRY(publish_entries());
    TRY(m_tree.publish());
    Note note{checkpoint_text({m_origin, m_tree.size(), m_tree.root()}), {}};
    TRY(sign_note(note, m_origin, key));
    const std::string text = note_text(note);
    TRY(m_disk->write_atomically(checkpoint_file, base::as_bytes(text)));
    return text;
}

base::Result<std::string> AuditLog::last_checkpoint() const { return read_text(*m_disk, checkpoint_file); }

base::Result<std::string> AuditLog::last_cosigned() const { return read_text(*m_disk, cosigned_file); }

base::Status AuditLog::keep_cosigned(std::string_view note, const NoteKey& log_key,
                                     const std::vector<NoteKey>& cosigners) {
    const VerifiedCheckpoint verified = TRY(open_checkpoint(note, log_key, cosigners));
    const bool is_cosigned = std::ranges::any_of(verified.signatures, [](const VerifiedSignature& signature) {
        return signature.type == NoteKeyType::cosignature;
    });
    if (!is_cosigned) return base::Failure{base::Fault::checkpoint_invalid, "no known cosigner"};
    const Checkpoint& checkpoint = verified.checkpoint;
    if (checkpoint.origin != m_origin) return base::Failure{base::Fault::checkpoint_invalid, "checkpoint of another log"};
    // Signed by this log's key and yet not a state this log has been in: the log was
    // turned back, or its key serves two disks.
    if (checkpoint.size > m_tree.size()) return base::Failure{base::Fault::log_conflict, "cosigned a longer log"};
    if (TRY(root_at(m_tree, checkpoint.size)) != checkpoint.root)
        return base::Failure{base::Fault::log_conflict, "cosigned another log"};
    if (const auto kept = last_cosigned()) {
        const auto old = open_checkpoint(*kept, log_key, cosigners);
        if (old && old->checkpoint.size > checkpoint.size) return {};
    }
    return m_disk->write_atomically(cosigned_file, base::as_bytes(note));
}

base::Result<std::vector<base::Bytes>> AuditLog::entries(std::uint64_t first, std::uint64_t count_max) {
    return m_store->leaves(first, count_max);
}

base::Result<base::Bytes> AuditLog::entry(std::uint64_t index) {
    auto found = TRY(m_store->leaves(index, 1));
    if (found.empty()) return base::Failure{base::Fault::proof_invalid, "no such entry"};
    return std::move(found.front());
}

base::Result<Leaf> AuditLog::leaf(std::uint64_t index) {
    const base::Bytes bytes = TRY(entry(index));
    return decode_leaf(bytes);
}

base::Result<MerkleProof> AuditLog::inclusion(std::uint64_t index, std::uint64_t size) {
    if (size > m_tree.size() || index >= size) return base::Failure{base::Fault::proof_invalid, "outside the log"};
    return inclusion_proof(m_tree, index, size);
}

base::Result<MerkleProof> AuditLog::consistency(std::uint64_t first, std::uint64_t second) {
    if (second > m_tree.size() || first > second) return base::Failure{base::Fault::proof_invalid, "outside the log"};
    return consistency_proof(m_tree, first, second);
}

base::Result<std::string> AuditLog::proof(std::uint64_t index, std::string_view checkpoint) {
    const Note note = TRY(parse_note(checkpoint));
    const Checkpoint stated = TRY(parse_checkpoint(note.text));
    MerkleProof hashes = TRY(inclusion(index, stated.size));
    return proof_text({index, std::move(hashes), std::string(checkpoint)});
}

}  // namespace audit
