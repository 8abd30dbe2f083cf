// SPDX-License-Identifier: Apache-2.0
// An audit log on memory, with a software key where the device has a TPM's.
#pragma once

#include "appliance/audit/log.h"
#include "appliance/crypto/software_key.h"
#include "tests/faults/manual_clock.h"
#include "tests/faults/sim_storage.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace faults {

struct MemoryLeaves final : ports::LeafStore, ports::LeafWriter {
    std::vector<base::Bytes> entries;

    base::Result<std::uint64_t> leaf_count() override { return std::uint64_t{entries.size()}; }
    base::Result<std::vector<base::Bytes>> leaves(std::uint64_t first, std::uint64_t count_max) override {
        const std::uint64_t begin = std::min<std::uint64_t>(first, entries.size());
        const std::uint64_t end = begin + std::min(count_max, entries.size() - begin);
        return std::vector<base::Bytes>(entries.begin() + static_cast<std::ptrdiff_t>(begin),
                                        entries.begin() + static_cast<std::ptrdiff_t>(end));
    }
    std::uint64_t next_leaf() const override { return entries.size(); }
    base::Result<std::uint64_t> append_leaf(base::ByteView entry) override {
        entries.push_back(base::to_bytes(entry));
        return std::uint64_t{entries.size() - 1};
    }
};

struct LogBench {
    LogBench() { reopen(); }

    void reopen() { log.emplace(*audit::AuditLog::open(origin, leaves, storage, clock)); }
    void add(const audit::LeafDraft& draft) {
        CHECK(log->append(leaves, draft));
        CHECK(log->catch_up());
    }
    // Ordinary entries until the log has `size`.
    void grow_to(std::uint64_t size) {
        while (log->size() < size) {
            ++clock.boot;
            add({audit::Event::field_filled, {}, std::string(64, 'a'),
                 {{"document", 0}, {"field", static_cast<std::int64_t>(log->size())}}});
        }
    }
    audit::NoteKey verifier() const { return {origin, audit::NoteKeyType::ecdsa, key->public_key()}; }

    std::string origin = "clinic.example/inkseal/harbour-otter-41/1";
    SimStorage storage;
    MemoryLeaves leaves;
    ManualClock clock;
    std::shared_ptr<crypto::SoftwareKey> key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    std::optional<audit::AuditLog> log;
};

}  // namespace faults
