// SPDX-License-Identifier: Apache-2.0
// A device's log as the platform holds it, up to the cosigned checkpoint: recomputed from
// the entries, so that the proofs made from it need nobody's word.
#pragma once

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/merkle.h"
#include "appliance/audit/note.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace archive {

class DeviceLog final : public audit::HashSource {
public:
    // `note` is the device's checkpoint with the platform's cosignature; both must be
    // right, and the entries must hash to its root.
    // Faults: checkpoint_invalid, record_missing (entries have not all arrived), log_conflict.
    static base::Result<DeviceLog> open(std::string note, const audit::NoteKey& log_key, const audit::NoteKey& witness,
                                        const std::vector<base::Bytes>& entries);

    // The number of this entry; nullopt when it is not in the tree.
    std::optional<std::uint64_t> find(base::ByteView entry) const;
    // A tlog-proof file on the cosigned checkpoint.
    base::Result<std::string> proof(std::uint64_t index);

    const std::string& note() const { return m_note; }
    const audit::NoteKey& key() const { return m_key; }
    base::Result<base::Digest> node(unsigned level, std::uint64_t index) override;

private:
    DeviceLog(std::string note, audit::NoteKey key, std::uint64_t size)
        : m_note(std::move(note)), m_key(std::move(key)), m_size(size) {}

    std::string m_note;
    audit::NoteKey m_key;
    std::uint64_t m_size;
    std::vector<std::vector<base::Digest>> m_levels;  // complete subtrees only
    std::map<base::Digest, std::uint64_t> m_numbers;  // by leaf hash; the first of equals
};

}  // namespace archive
