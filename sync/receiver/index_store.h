// SPDX-License-Identifier: Apache-2.0
// What the receiver knows besides the blobs. The embedded one is SQLite; a fleet puts
// PostgreSQL behind the same port. Every change is durable on return.
// Faults of everything here: disk_failed, disk_full.
#pragma once

#include "appliance/audit/checkpoint.h"
#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/result.h"
#include "appliance/crypto/authority.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace receiver {

struct DeviceRow {
    base::DeviceId device;
    base::Bytes parcel_certificate;  // DER: where work orders are encrypted to
    std::string log_origin;
    std::string log_vkey;
    std::vector<std::string> serials;  // of its certificates that are not revoked
    bool is_attested = false;
    std::int64_t enrolled_ms = 0;
    std::int64_t revoked_ms = 0;  // 0: not
    std::uint64_t parcels_from = 1;  // what the unit was told to begin with; for enrol() alone
};

struct LogRow {
    base::DeviceId device;
    std::string vkey;
    audit::Checkpoint tip;        // the latest cosigned; size 0 before the first
    std::string note;             // it, with our cosignature
    std::uint64_t entries = 0;    // how many entries are here, checked or not yet
    std::uint64_t checked = 0;    // how many were shown to hash to a cosigned root
};

struct EnvelopeRow {
    std::string manifest;  // as it came
    base::Bytes receipt;
    base::Bytes timestamp;  // empty for a statement
};

struct WorkOrderRow {
    std::string name;
    base::Digest sha256{};
    std::uint64_t size = 0;
};

struct AlarmRow {
    std::string kind;
    std::string detail;
    std::int64_t at_ms = 0;
};

struct CodeRow {
    std::string device;          // empty: any
    base::Bytes spent_request;   // SHA-256 of the request it was spent on; empty: unspent
    base::Bytes answer;          // what that request was answered with
    std::int64_t expires_ms = 0;
};

struct IndexStore {
    virtual ~IndexStore() = default;

    virtual base::Result<std::optional<DeviceRow>> device(const base::DeviceId& id) = 0;
    virtual base::Result<std::vector<DeviceRow>> devices() = 0;
    // Every certificate of the device is revoked from `at_ms` on; one that was revoked
    // before keeps its date. Fault record_missing: no such device.
    virtual base::Status revoke(const base::DeviceId& id, std::int64_t at_ms) = 0;
    // Every certificate that was ever revoked, by date. None leaves this list.
    virtual base::Result<std::vector<crypto::Revocation>> revocations() = 0;

    // Enrolment. The code is stored as its SHA-256.
    virtual base::Status add_code(const base::Digest& code, const std::string& device, std::int64_t expires_ms) = 0;
    virtual base::Result<std::optional<CodeRow>> code(const base::Digest& code) = 0;
    // In one step: the code becomes spent on this request, the device and its log are
    // registered. An enrolment replaces an earlier one of the same device: the earlier
    // certificates are revoked from now on, the old log stays. Fault server_conflict when
    // the code was spent in the meantime, when it names no device and the name is taken, or
    // when a parcel of the earlier unit came in the meantime and took a number.
    virtual base::Status enrol(const base::Digest& code, base::ByteView request_sha256, base::ByteView answer,
                               const DeviceRow& row) = 0;

    virtual base::Result<std::vector<std::string>> log_origins(const base::DeviceId& id) = 0;  // oldest first
    virtual base::Result<std::optional<LogRow>> log(const std::string& origin) = 0;
    // Only if the log still stands at `old_size` (tlog-witness demands that check and
    // change are one); false otherwise.
    virtual base::Result<bool> advance_log(std::uint64_t old_size, const audit::Checkpoint& tip,
                                           const std::string& note) = 0;
    // Only if `start` is the next one; false otherwise.
    virtual base::Result<bool> add_entries(const std::string& origin, std::uint64_t start,
                                           const std::vector<base::Bytes>& entries) = 0;
    virtual base::Result<std::vector<base::Bytes>> entries(const std::string& origin, std::uint64_t start,
                                                           std::uint64_t count_max) = 0;
    virtual base::Status mark_checked(const std::string& origin, std::uint64_t size) = 0;
    virtual base::Status drop_unchecked(const std::string& origin) = 0;

    virtual base::Result<std::optional<EnvelopeRow>> envelope(const base::DeviceId& id, std::uint64_t sequence) = 0;
    // The row that stands afterwards: this one, or the one that was there before.
    // Fault server_conflict when the parcel stands under another sequence number.
    virtual base::Result<EnvelopeRow> add_envelope(const base::DeviceId& id, std::uint64_t sequence,
                                                   const base::Digest& parcel_sha256, const EnvelopeRow& row) = 0;
    virtual base::Result<std::vector<std::uint64_t>> sequences(const base::DeviceId& id) = 0;  // ascending

    virtual base::Result<std::uint64_t> next_number(const std::string& name) = 0;  // 1, 2, 3 ... never twice

    virtual base::Status add_work_order(const base::DeviceId& id, const WorkOrderRow& row) = 0;
    virtual base::Result<std::vector<WorkOrderRow>> work_orders(const base::DeviceId& id) = 0;  // not taken yet
    virtual base::Result<std::optional<WorkOrderRow>> work_order(const base::DeviceId& id, const std::string& name) = 0;
    virtual base::Status take_work_order(const base::DeviceId& id, const std::string& name) = 0;

    // Evidence of something that must not happen: kept for ever.
    virtual base::Status add_alarm(const base::DeviceId& id, const AlarmRow& row, base::ByteView evidence) = 0;
    virtual base::Result<std::vector<AlarmRow>> alarms(const base::DeviceId& id) = 0;
};

}  // namespace receiver
