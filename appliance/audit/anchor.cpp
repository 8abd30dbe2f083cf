// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/anchor.h"

#include "appliance/crypto/digest.h"

#include <algorithm>

namespace audit {
namespace {

// What an anchor was about to write: {"checkpoint":"<hex>","counter":41}. Outside the
// log's public folder, because it is nobody's business but this device's.
constexpr std::string_view pending_file = "anchor.pending";

base::Result<std::optional<std::uint64_t>> pending_counter(const base::Disk& disk) {
    const auto bytes = disk.read(pending_file);
    if (!bytes && bytes.fault() == base::Fault::disk_not_found) return std::optional<std::uint64_t>();
    if (!bytes) return bytes.failure();
    const base::Json json = TRY(base::parse_json(base::as_text(*bytes)));
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(TRY(json.number("counter"))));
}

base::Result<std::optional<std::uint64_t>> last_anchored(AuditLog& log) {
    // Anchors follow checkpoints, so one is near the end; a log without any is young.
    constexpr std::uint64_t step = 256;
    for (std::uint64_t end = log.size(); end != 0;) {
        const std::uint64_t begin = end > step ? end - step : 0;
        const auto entries = TRY(log.entries(begin, end - begin));
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
            const Leaf leaf = TRY(decode_leaf(*entry));
            if (leaf.event != Event::anchor) continue;
            const AnchorStatement statement = TRY(read_anchor(leaf));
            return std::optional<std::uint64_t>(statement.counter.value);
        }
        end = begin;
    }
    return std::optional<std::uint64_t>();
}

// An earlier anchor counted, and never came to its leaf. Counting again would leave a
// step that nothing explains: however often an anchor is cut short, one step is owed.
base::Result<bool> is_leaf_owed(AuditLog& log, const base::Disk& disk, std::uint64_t value) {
    const std::optional<std::uint64_t> pending = TRY(pending_counter(disk));
    if (pending != value) return false;
    return TRY(last_anchored(log)) != value;
}

base::Result<base::Bytes> field_bytes(const Leaf& leaf, std::string_view name) {
    const auto field = leaf.fields.find(name);
    base::Bytes bytes;
    if (field == leaf.fields.end() || field->second.as_text() == nullptr || !base::from_base64(*field->second.as_text(), bytes))
        return base::Failure{base::Fault::audit_broken, "anchor without " + std::string(name)};
    return bytes;
}

}  // namespace

base::Result<LeafDraft> make_anchor(AuditLog& log, std::string_view checkpoint_note, base::Disk& disk,
                                    ports::Counter& counter, ports::TimeAttestor& attestor) {
    const base::Digest binding = crypto::sha256(base::as_bytes(checkpoint_note));
    const std::uint64_t value = TRY(counter.value());
    const bool is_owed = TRY(is_leaf_owed(log, disk, value));
    base::Json pending;
    pending.set("checkpoint", base::to_hex(binding));
    pending.set("counter", static_cast<std::int64_t>(is_owed ? value : value + 1));
    TRY(disk.write_atomically(pending_file, base::as_bytes(base::canonical_json(pending))));

    if (!is_owed) TRY(counter.increment());
    const ports::CounterStatement counted = TRY(attestor.attest_counter(binding));
    const ports::TimeStatement timed = TRY(attestor.attest_time(binding));
    log.remember_time(timed);

    LeafDraft draft;
    draft.event = Event::anchor;
    draft.fields["checkpoint"] = base::to_hex(binding);
    draft.fields["counter"] = static_cast<std::int64_t>(counted.value);
    draft.fields["counter_attested"] = base::to_base64(counted.attested);
    draft.fields["counter_signature"] = base::to_base64(counted.signature);
    draft.fields["time_attested"] = base::to_base64(timed.attested);
    draft.fields["time_signature"] = base::to_base64(timed.signature);
    return draft;
}

base::Status finish_anchor(base::Disk& disk) { return disk.remove(pending_file); }

base::Result<AnchorState> check_anchor(AuditLog& log, base::Disk& disk, ports::Counter& counter, std::uint64_t value_at_birth) {
    const std::optional<std::uint64_t> anchored = TRY(last_anchored(log));
    const std::optional<std::uint64_t> pending = TRY(pending_counter(disk));
    const std::uint64_t value = TRY(counter.value());
    if (anchored && value == *anchored) {
        // The counter was not reached, or the leaf made it: nothing is owed.
        if (pending) TRY(finish_anchor(disk));
        return AnchorState::agrees;
    }
    const std::uint64_t last = anchored.value_or(value_at_birth);
    if (pending && value == *pending && value == last + 1) return AnchorState::unfinished;
    if (!anchored && value == value_at_birth) return AnchorState::never_anchored;
    return base::Failure{base::Fault::audit_rolled_back,
                         (anchored ? "anchored at " : "no anchor, born at ") + std::to_string(last) + ", counter at " + std::to_string(value)};
}

base::Result<AnchorStatement> read_anchor(const Leaf& leaf) {
    if (leaf.event != Event::anchor) return base::Failure{base::Fault::audit_broken, "not an anchor"};
    AnchorStatement statement;
    const auto counter = leaf.fields.find("counter");
    const auto checkpoint = leaf.fields.find("checkpoint");
    base::Bytes digest;
    if (counter == leaf.fields.end() || counter->second.as_number() == nullptr || checkpoint == leaf.fields.end() ||
        checkpoint->second.as_text() == nullptr || !base::from_hex(*checkpoint->second.as_text(), digest) ||
        digest.size() != statement.checkpoint.size())
        return base::Failure{base::Fault::audit_broken, "anchor without counter or checkpoint"};
    std::ranges::copy(digest, statement.checkpoint.begin());
    statement.counter.value = static_cast<std::uint64_t>(*counter->second.as_number());
    statement.counter.attested = TRY(field_bytes(leaf, "counter_attested"));
    statement.counter.signature = TRY(field_bytes(leaf, "counter_signature"));
    statement.time.attested = TRY(field_bytes(leaf, "time_attested"));
    statement.time.signature = TRY(field_bytes(leaf, "time_signature"));
    statement.time.clock_ms = leaf.time.clock_ms.value_or(0);
    statement.time.reset_count = leaf.time.reset_count;
    statement.time.restart_count = leaf.time.restart_count;
    statement.time.is_safe = leaf.time.is_safe;
    return statement;
}

}  // namespace audit
