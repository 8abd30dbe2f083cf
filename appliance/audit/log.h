// SPDX-License-Identifier: Apache-2.0
// The device's audit log: entries in a ports::LeafStore (the vault), a Merkle tree
// over them, tiles and checkpoints under "log/".
//
//   TRY(log.append(step, draft));   // becomes durable with the step
//   TRY(step.commit());
//   TRY(log.catch_up());            // the tree follows what is durable, never what is hoped
//
// One thread. The references outlive the log.
#pragma once

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/leaf.h"
#include "appliance/audit/merkle.h"
#include "appliance/audit/proof.h"
#include "appliance/audit/tiles.h"
#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/ports/leaf_store.h"
#include "appliance/ports/signing_key.h"
#include "appliance/ports/time_attestor.h"

namespace audit {

class AuditLog {
public:
    // Recovers the tree: tiles up to the last own checkpoint, entries after it; from
    // the entries alone when the tiles do not fit. Faults: audit_broken when the
    // store has fewer entries than the checkpoint says; vault_*, disk_*.
    static base::Result<AuditLog> open(std::string origin, ports::LeafStore& store, base::Disk& disk,
                                       const base::Clock& clock);

    const std::string& origin() const { return m_origin; }

    // Adds number and time and writes the entry. Returns its index.
    // Faults: event_refused, and those of the writer.
    base::Result<std::uint64_t> append(ports::LeafWriter& writer, const LeafDraft& draft);
    // Later leaves carry these counts. Called at boot and after each anchor.
    void remember_time(const ports::TimeStatement& statement);

    // Brings the tree up to the store's durable entries. Called after each commit.
    base::Status catch_up();
    std::uint64_t size() const { return m_tree.size(); }
    base::Digest root() { return m_tree.root(); }

    // Catches up, writes the tiles, signs size and root, keeps the note as
    // "log/checkpoint" and returns it.
    base::Result<std::string> make_checkpoint(ports::SigningKey& key);
    // The last one made; fault disk_not_found when there is none.
    base::Result<std::string> last_checkpoint() const;
    // Keeps a note that others have cosigned, if it is by `log_key` and about a tree
    // this log has grown from. Faults: checkpoint_invalid, log_conflict.
    base::Status keep_cosigned(std::string_view note, const NoteKey& log_key, const std::vector<NoteKey>& cosigners);
    base::Result<std::string> last_cosigned() const;

    base::Result<base::Bytes> entry(std::uint64_t index);
    base::Result<std::vector<base::Bytes>> entries(std::uint64_t first, std::uint64_t count_max);
    base::Result<Leaf> leaf(std::uint64_t index);

    // proof_invalid when index or size lie outside the log.
    base::Result<MerkleProof> inclusion(std::uint64_t index, std::uint64_t size);
    base::Result<MerkleProof> consistency(std::uint64_t first, std::uint64_t second);
    // The tlog-proof file for an entry, on the tree that `checkpoint` (a note) states.
    base::Result<std::string> proof(std::uint64_t index, std::string_view checkpoint);

    // Reads every entry: strict decoding, numbers without a gap, tiles and bundles
    // equal to what the entries give, checkpoints signed and on the way.
    // Faults: audit_broken, checkpoint_invalid.
    struct Verdict {
        std::uint64_t entries = 0;
        base::Digest root{};
        std::uint64_t checkpoint_size = 0;   // 0: no checkpoint yet
        std::uint64_t cosigned_size = 0;
    };
    base::Result<Verdict> verify_all(const NoteKey& log_key, const std::vector<NoteKey>& cosigners = {});

private:
    AuditLog(std::string origin, ports::LeafStore& store, base::Disk& disk, const base::Clock& clock);
    base::Status take_up(const Checkpoint& published);
    base::Status publish_entries();
    base::Status verify_published(std::uint64_t size);

    std::string m_origin;
    ports::LeafStore* m_store;
    base::Disk* m_disk;
    const base::Clock* m_clock;
    TiledTree m_tree;
    ports::TimeStatement m_time;
};

// The same for a copied "log/" folder, without the device: an auditor's check.
base::Result<AuditLog::Verdict> verify_folder(base::Disk& disk, const NoteKey& log_key,
                                              const std::vector<NoteKey>& cosigners = {});

}  // namespace audit
