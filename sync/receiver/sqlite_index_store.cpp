// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/sqlite_index_store.h"

#include "sync/receiver/sqlite_schema.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Bytes;
using base::Result;
using base::Status;

base::Digest digest_of(const Bytes& bytes) {
    base::Digest digest{};
    if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

WorkOrderRow read_work_order(const Statement& row) { return {row.text(0), digest_of(row.blob(1)), row.natural(2)}; }

}  // namespace

Result<std::unique_ptr<SqliteIndexStore>> SqliteIndexStore::open(const std::string& path) {
    Database database = TRY(open_index(path));
    return std::make_unique<SqliteIndexStore>(std::move(database));
}

Result<std::vector<std::string>> SqliteIndexStore::log_origins(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("SELECT origin FROM log WHERE device = ? ORDER BY rowid"));
    statement.bind(id.text);
    std::vector<std::string> all;
    while (TRY(statement.next())) all.push_back(statement.text(0));
    return all;
}

Result<std::optional<LogRow>> SqliteIndexStore::log(const std::string& origin) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "SELECT device, vkey, size, root, note, checked,"
        " (SELECT coalesce(max(number) + 1, 0) FROM entry WHERE entry.origin = log.origin) FROM log WHERE origin = ?"));
    statement.bind(origin);
    if (!TRY(statement.next())) return std::optional<LogRow>();
    LogRow row;
    row.device = base::DeviceId(statement.text(0));
    row.vkey = statement.text(1);
    row.tip = {origin, statement.natural(2), digest_of(statement.blob(3))};
    row.note = statement.text(4);
    row.checked = statement.natural(5);
    row.entries = statement.natural(6);
    return std::optional(std::move(row));
}

Result<bool> SqliteIndexStore::advance_log(std::uint64_t old_size, const audit::Checkpoint& tip, const std::string& note) {
    const std::lock_guard lock(m_mutex);
    Statement statement =
        TRY(m_database.prepare("UPDATE log SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ?"));
    TRY(statement.bind(tip.size).bind(tip.root).bind(note).bind(tip.origin).bind(old_size).run());
    return m_database.changes() == 1;
}

Result<bool> SqliteIndexStore::add_entries(const std::string& origin, std::uint64_t start, const std::vector<Bytes>& entries) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    Statement next = TRY(m_database.prepare("SELECT coalesce(max(number) + 1, 0) FROM entry WHERE origin = ?"));
    next.bind(origin);
    if (!TRY(next.next()) || next.natural(0) != start) return false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Statement insert = TRY(m_database.prepare("INSERT INTO entry (origin, number, content) VALUES (?, ?, ?)"));
        TRY(insert.bind(origin).bind(start + i).bind(base::ByteView(entries[i])).run());
    }
    TRY(step.commit());
    return true;
}

Result<std::vector<Bytes>> SqliteIndexStore::entries(const std::string& origin, std::uint64_t start, std::uint64_t count_max) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(
        m_database.prepare("SELECT content FROM entry WHERE origin = ? AND number >= ? ORDER BY number LIMIT ?"));
    statement.bind(origin).bind(start).bind(count_max);
    std::vector<Bytes> all;
    while (TRY(statement.next())) all.push_back(statement.blob(0));
    return all;
}

Status SqliteIndexStore::mark_checked(const std::string& origin, std::uint64_t size) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("UPDATE log SET checked = ? WHERE origin = ? AND checked < ?"));
    return statement.bind(size).bind(origin).bind(size).run();
}

Status SqliteIndexStore::drop_unchecked(const std::string& origin) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "DELETE FROM entry WHERE origin = ?1 AND number >= (SELECT checked FROM log WHERE log.origin = ?1)"));
    return statement.bind(origin).run();
}

Result<std::optional<EnvelopeRow>> SqliteIndexStore::find_envelope(const base::DeviceId& id, std::uint64_t sequence) {
    Statement statement =
        TRY(m_database.prepare("SELECT manifest, receipt, timestamp FROM envelope WHERE device = ? AND sequence = ?"));
    statement.bind(id.text).bind(sequence);
    if (!TRY(statement.next())) return std::optional<EnvelopeRow>();
    return std::optional(EnvelopeRow{statement.text(0), statement.blob(1), statement.blob(2)});
}

Result<std::optional<EnvelopeRow>> SqliteIndexStore::envelope(const base::DeviceId& id, std::uint64_t sequence) {
    const std::lock_guard lock(m_mutex);
    return find_envelope(id, sequence);
}

Result<EnvelopeRow> SqliteIndexStore::add_envelope(const base::DeviceId& id, std::uint64_t sequence,
                                                   const base::Digest& parcel_sha256, const EnvelopeRow& row) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    if (auto standing = TRY(find_envelope(id, sequence))) return std::move(*standing);
    Statement insert = TRY(m_database.prepare(
        "INSERT INTO envelope (device, sequence, parcel_sha256, manifest, receipt, timestamp) VALUES (?, ?, ?, ?, ?, ?)"));
    TRY(insert.bind(id.text).bind(sequence).bind(parcel_sha256).bind(row.manifest).bind(base::ByteView(row.receipt))
            .bind(base::ByteView(row.timestamp)).run());
    TRY(step.commit());
    return row;
}

Result<std::vector<std::uint64_t>> SqliteIndexStore::sequences(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("SELECT sequence FROM envelope WHERE device = ? ORDER BY sequence"));
    statement.bind(id.text);
    std::vector<std::uint64_t> all;
    while (TRY(statement.next())) all.push_back(statement.natural(0));
    return all;
}

Result<std::uint64_t> SqliteIndexStore::next_number(const std::string& name) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "INSERT INTO number (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"));
    statement.bind(name);
    TRY(statement.next());
    const std::uint64_t value = statement.natural(0);
    TRY(statement.next());  // to the end, which commits
    return value;
}

Status SqliteIndexStore::add_work_order(const base::DeviceId& id, const WorkOrderRow& row) {
    const std::lock_guard lock(m_mutex);
    Statement insert = TRY(m_database.prepare("INSERT INTO work_order (device, name, sha256, size) VALUES (?, ?, ?, ?)"));
    return insert.bind(id.text).bind(row.name).bind(row.sha256).bind(row.size).run();
}

Result<std::vector<WorkOrderRow>> SqliteIndexStore::work_orders(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "SELECT name, sha256, size FROM work_order WHERE device = ? AND is_taken = 0 ORDER BY rowid LIMIT 1000"));
    statement.bind(id.text);
    std::vector<WorkOrderRow> all;
    while (TRY(statement.next())) all.push_back(read_work_order(statement));
    return all;
}

Result<std::optional<WorkOrderRow>> SqliteIndexStore::work_order(const base::DeviceId& id, const std::string& name) {
    const std::lock_guard lock(m_mutex);
    Statement statement =
        TRY(m_database.prepare("SELECT name, sha256, size FROM work_order WHERE device = ? AND name = ?"));
    statement.bind(id.text).bind(name);
    if (!TRY(statement.next())) return std::optional<WorkOrderRow>();
    return std::optional(read_work_order(statement));
}

Status SqliteIndexStore::take_work_order(const base::DeviceId& id, const std::string& name) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("UPDATE work_order SET is_taken = 1 WHERE device = ? AND name = ?"));
    return statement.bind(id.text).bind(name).run();
}

Status SqliteIndexStore::add_alarm(const base::DeviceId& id, const AlarmRow& row, base::ByteView evidence) {
    const std::lock_guard lock(m_mutex);
    Statement insert =
        TRY(m_database.prepare("INSERT INTO alarm (device, kind, detail, at_ms, evidence) VALUES (?, ?, ?, ?, ?)"));
    return insert.bind(id.text).bind(row.kind).bind(row.detail).bind(row.at_ms).bind(evidence).run();
}

Result<std::vector<AlarmRow>> SqliteIndexStore::alarms(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement =
        TRY(m_database.prepare("SELECT kind, detail, at_ms FROM alarm WHERE device = ? ORDER BY id DESC LIMIT 1000"));
    statement.bind(id.text);
    std::vector<AlarmRow> all;
    while (TRY(statement.next())) all.push_back({statement.text(0), statement.text(1), statement.number(2)});
    return all;
}

}  // namespace receiver
