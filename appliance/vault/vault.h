// SPDX-License-Identifier: Apache-2.0
// The device's store: one SQLite database and one folder of large ciphertexts, with
// one writer. Its promises:
//
//  - what was committed survives a power cut at any moment, and nothing is half there;
//  - every value is checked when read and when scrubbed; a changed one is never returned;
//  - what needs a receipt is not removed before one;
//  - after an epoch change, no older copy of the disk opens anything.
//
// One thread, the one that opened it. A failure of the disk in commit leaves the
// outcome unknown: the vault then refuses everything (vault_unavailable) until it is
// opened again, which reads the truth from the disk.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/ports/epoch_keeper.h"
#include "appliance/ports/leaf_store.h"
#include "appliance/vault/scrub.h"
#include "appliance/vault/transaction.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vault {

// In the state folder: room that is given back so that what has begun can end.
inline constexpr std::string_view reserve_file = "vault.reserve";

struct VaultPlace {
    std::string database;    // path for SQLite, e.g. "/var/lib/inkseal/vault.db"
    std::string vfs;         // SQLite's seam to the disk; empty: the system's
    base::DeviceId device;   // bound into every record
    std::uint64_t reserve_bytes = 16U << 20U;       // kept aside to finish what has begun
    std::uint64_t free_bytes_min = 256U << 20U;     // wanted before a new session
};

struct VaultState;

class Vault final : public ports::LeafStore {
public:
    // Opens or makes the store, completes an epoch change that a power cut
    // interrupted, and removes files that no row names. `disk` holds the folder
    // "blobs/" and the reserve file "vault.reserve". All references outlive the vault.
    // Faults: vault_unavailable (another process has it; newer schema), vault_corrupt,
    // epoch_unavailable (an old copy of the disk), platform_changed, tpm_*, disk_*.
    static base::Result<Vault> open(VaultPlace place, base::Disk& disk, ports::EpochKeeper& keeper,
                                    const base::Clock& clock);
    Vault(Vault&&) noexcept;
    Vault& operator=(Vault&&) noexcept;
    ~Vault() override;

    // Faults: vault_unavailable, also while another transaction is open.
    base::Result<Transaction> begin();

    // --- records. While a transaction is open, reading sees what it wrote. Faults: record_missing, record_erased (key or payload gone),
    // record_torn (bytes missing), cipher_tampered (bytes or head changed), vault_*.
    base::Result<Record> read(const base::RecordId& id);
    // The same for what is secret also in memory (signer_code); at most 1 MiB.
    base::Result<base::SecretBytes> read_secret(const base::RecordId& id);
    base::Result<RecordHead> head(const base::RecordId& id);
    // In order of sequence; shredded ones only when asked for by state.
    base::Result<std::vector<RecordHead>> heads(RecordType type);
    base::Result<std::vector<RecordHead>> heads(RecordState state);
    base::Result<std::vector<RecordHead>> heads(const base::EnvelopeId& envelope);
    base::Result<std::vector<RecordHead>> heads_about(const base::RecordId& subject);
    // The record of this type with the highest sequence; record_missing when none.
    base::Result<Record> latest(RecordType type);

    // --- ports::LeafStore; never what an open transaction appended
    base::Result<std::uint64_t> leaf_count() override;
    base::Result<std::vector<base::Bytes>> leaves(std::uint64_t first, std::uint64_t count_max) override;

    // --- outbox, oldest first
    base::Result<std::vector<OutboxItem>> outbox();
    base::Result<base::Bytes> outbox_content(const OutboxItem& item);

    // --- intents without an end, oldest first
    base::Result<std::vector<Intent>> open_intents();
    base::Result<Intent> intent(std::int64_t number);

    // --- epochs. Re-wraps what is still readable under a new key, makes that durable,
    // increments the hardware counter, removes the old wraps. Afterwards every earlier
    // copy of the disk is unreadable for ever. No transaction may be open.
    // Returns the new epoch. After a fault of the keeper the vault refuses writing
    // until this succeeds or the vault is opened again.
    base::Result<std::uint64_t> change_epoch();
    std::uint64_t epoch() const;

    // --- room
    // disk_full when a new session should not begin. Asked before, never in the middle.
    base::Status has_room_for_session();
    // Gives the reserve back to the file system, so that what has begun can end.
    base::Status release_reserve();
    // Makes the reserve again if it is not there; disk_full when it does not fit.
    base::Status restore_reserve();

    // Reads everything. Minutes on a full device.
    base::Result<ScrubReport> scrub();
    // The same a little at a time (one record, or some hundred leaves), so that a person
    // who comes meanwhile does not wait.
    base::Status scrub_some(Scrubbing& so_far);
    // Files that rows name and the disk does not have, seen at open. Should be empty;
    // one here is a fault of the disk.
    const std::vector<base::RecordId>& missing_at_open() const;

    // For open, the only one who can make a VaultState.
    explicit Vault(std::unique_ptr<VaultState> state);

private:
    std::unique_ptr<VaultState> m_state;
};

}  // namespace vault
