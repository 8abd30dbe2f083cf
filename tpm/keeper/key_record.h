// SPDX-License-Identifier: Apache-2.0
// `tpm/keys/NAME.json`: what is kept of a named key. Nothing in it is secret.
//
// Each key has an NV counter of its own. A key that stays names it in its policy. A key
// that may go cannot (key_policies.h): its blob lies here under an AES-256-GCM key that is sealed
// to "booted as approved, and the counter stands at its value". Either way, moving the
// counter ends every copy of this file, on whatever disk, for ever: a counter does not go
// back, also when it is deleted and defined again. The difference: for a key that stays the TPM
// itself refuses the blob; for one that may go, whoever watched the memory of an
// approved system at the right moment could have kept the inner blob, which still
// needs approval, permit and code.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/json.h"
#include "appliance/ports/key_keeper.h"
#include "tpm/keeper/key_shape.h"

namespace tpm {

struct KeyRecord {
    std::string name;
    base::Bytes public_area;      // TPMT_PUBLIC
    base::Bytes blob;             // TPM2B_PRIVATE's content, sealed if the key may go; empty: destroyed
    base::Bytes blob_key;         // a key that may go: what opens `blob` (sealed.h)
    std::uint32_t counter = 0;    // handle
    std::uint64_t value = 0;      // where it stood at the key's birth
    bool is_born_here = false;
    std::optional<ports::Quorum> quorum;

    // Faults: cipher_tampered.
    base::Result<ReadShape> shape() const;
    bool is_fixed() const;
};

bool is_key_name(std::string_view name);  // [a-z0-9-]{1,40}

// The records, and the one note of what is being made.
class KeyFolder {
public:
    explicit KeyFolder(base::Disk& disk) : m_disk(disk) {}

    base::Result<std::vector<KeyRecord>> all() const;  // sorted by name
    bool has(const std::string& name) const;
    // Faults: key_missing, message_invalid, disk_*.
    base::Result<KeyRecord> read(const std::string& name) const;
    base::Status keep(const KeyRecord& record);

    // The counter that is being defined for a key that does not exist yet: a power cut leaves
    // this behind, and the next run takes the counter away.
    base::Result<std::optional<std::uint32_t>> unfinished() const;
    base::Status note_unfinished(std::uint32_t counter);
    base::Status forget_unfinished();

private:
    base::Disk& m_disk;
};

}  // namespace tpm
