// SPDX-License-Identifier: Apache-2.0
// The account of a device's serials as the platform can draw it up: its entries under our
// cosignature, what the archive opened, and the statements of the chip that it enrolled with.
#include "appliance/audit/serial_evidence.h"
#include "appliance/host/posix_disk.h"
#include "sync/receiver/approval_policy.h"
#include "sync/receiver/office_commands.h"

#include <algorithm>
#include <iostream>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Fault;
using base::Result;

constexpr std::uint64_t entries_at_once = 4096;

// The entries that were shown to hash to a cosigned root, and no others.
Result<std::vector<audit::Leaf>> checked_leaves(IndexStore& index, const std::string& origin) {
    std::vector<audit::Leaf> leaves;
    const auto row = TRY(index.log(origin));
    if (!row) return leaves;
    const std::uint64_t end = std::min(row->checked, row->tip.size);
    while (leaves.size() < end) {
        const std::vector<Bytes> entries = TRY(index.entries(origin, leaves.size(), std::min(entries_at_once, end - leaves.size())));
        if (entries.empty()) return base::Failure{Fault::record_missing, "entries of " + origin};
        for (const Bytes& entry : entries) {
            audit::Leaf leaf = TRY(audit::decode_leaf(entry));
            leaves.push_back(std::move(leaf));
        }
    }
    return leaves;
}

audit::CounterCheck check_of(const DeviceRow& row, const Bytes& approval_key) {
    return [&row, &approval_key](ByteView attested, ByteView signature, ByteView binding) -> Result<std::uint64_t> {
        if (row.attestation_public.empty()) return base::Failure{Fault::proof_invalid, "the device enrolled without a chip"};
        base::Digest bound{};
        if (binding.size() != bound.size()) return base::Failure{Fault::proof_invalid, "binding"};
        std::copy(binding.begin(), binding.end(), bound.begin());
        return read_counter({base::to_bytes(attested), base::to_bytes(signature)}, DeviceCounter::serial, row.attestation_public,
                            approval_key, bound);
    };
}

Result<audit::SerialAccount> account_of(const Desk& desk, const DeviceRow& row, const std::string& results) {
    const std::vector<audit::Leaf> leaves = TRY(checked_leaves(desk.index, row.log_origin));
    std::optional<std::uint64_t> stands_at;
    if (const auto approval = TRY(desk.index.approval(row.device)); approval && approval->serial != 0) stands_at = approval->serial;
    if (results.empty()) return audit::account_for_serials(leaves, std::nullopt, stands_at);
    const host::PosixDisk disk = TRY(host::PosixDisk::open(results));
    const std::vector<audit::SerialEvidence> evidence =
        TRY(audit::read_serial_folder(disk, row.device.text, leaves, check_of(row, desk.platform.approval_key)));
    return audit::account_for_serials(leaves, evidence, stands_at);
}

}  // namespace

Result<GapsVerdict> print_gaps(const Desk& desk, const std::string& device, const std::string& results, bool as_json) {
    std::vector<DeviceRow> rows;
    if (device.empty()) {
        rows = TRY(desk.index.devices());
    } else {
        auto row = TRY(desk.index.device(base::DeviceId(device)));
        if (!row) return base::Failure{Fault::record_missing, device};
        rows.push_back(std::move(*row));
    }
    GapsVerdict verdict = GapsVerdict::none;
    base::Json all;
    for (const DeviceRow& row : rows) {
        const auto drawn = account_of(desk, row, results);
        audit::SerialAccount account;
        if (drawn) account = *drawn;
        else account.doubts.push_back("no account can be drawn up: " + drawn.failure().detail);
        if (const auto log = TRY(desk.index.log(row.log_origin)); log && log->checked < log->tip.size)
            account.doubts.push_back("entries " + std::to_string(log->checked) + " to " + std::to_string(log->tip.size) + " of its log were promised and are not here");
        if (!account.gaps.empty())
            verdict = GapsVerdict::holes;
        else if (!account.doubts.empty() && verdict == GapsVerdict::none)
            verdict = GapsVerdict::open;
        if (as_json)
            all.set(row.device.text, audit::to_json(account));
        else
            std::cout << row.device.text << ": " << audit::to_text(account);
    }
    if (as_json) std::cout << base::canonical_json(all) << std::endl;
    return verdict;
}

}  // namespace receiver
