// SPDX-License-Identifier: Apache-2.0
#include "sync/archive/device_log.h"

#include "appliance/audit/proof.h"

#include <algorithm>

namespace archive {

using base::Failure;
using base::Fault;

base::Result<DeviceLog> DeviceLog::open(std::string note, const audit::NoteKey& log_key, const audit::NoteKey& witness,
                                        const std::vector<base::Bytes>& entries) {
    const audit::VerifiedCheckpoint verified = TRY(audit::open_checkpoint(note, log_key, {witness}));
    const bool is_cosigned = std::any_of(
        verified.signatures.begin(), verified.signatures.end(),
        [&](const audit::VerifiedSignature& each) { return each.name == witness.name && each.time_s.has_value(); });
    if (!is_cosigned) return Failure{Fault::checkpoint_invalid, "no cosignature"};
    const std::uint64_t size = verified.checkpoint.size;
    if (entries.size() < size) return Failure{Fault::record_missing, "entries of the log have not arrived"};
    DeviceLog log(std::move(note), log_key, size);
    log.m_levels.emplace_back();
    for (std::uint64_t i = 0; i < size; ++i) {
        log.m_levels[0].push_back(audit::hash_leaf(entries[i]));
        log.m_numbers.emplace(log.m_levels[0].back(), i);
    }
    while (log.m_levels.back().size() > 1) {
        const std::vector<base::Digest>& below = log.m_levels.back();
        std::vector<base::Digest> above;
        for (std::size_t i = 0; i + 1 < below.size(); i += 2) above.push_back(audit::hash_node(below[i], below[i + 1]));
        log.m_levels.push_back(std::move(above));
    }
    const base::Digest root = size == 0 ? audit::empty_root() : TRY(audit::root_at(log, size));
    if (root != verified.checkpoint.root) return Failure{Fault::log_conflict, "the entries do not hash to the cosigned root"};
    return log;
}

base::Result<base::Digest> DeviceLog::node(unsigned level, std::uint64_t index) {
    if (level >= m_levels.size() || index >= m_levels[level].size()) return Fault::audit_broken;
    return m_levels[level][index];
}

std::optional<std::uint64_t> DeviceLog::find(base::ByteView entry) const {
    const auto found = m_numbers.find(audit::hash_leaf(entry));
    return found == m_numbers.end() ? std::nullopt : std::optional(found->second);
}

base::Result<std::string> DeviceLog::proof(std::uint64_t index) {
    audit::MerkleProof hashes = TRY(audit::inclusion_proof(*this, index, m_size));
    return audit::proof_text({index, std::move(hashes), m_note});
}

}  // namespace archive
