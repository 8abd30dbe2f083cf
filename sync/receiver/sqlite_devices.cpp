// SPDX-License-Identifier: Apache-2.0
// The index's devices: their codes, their enrolment, their certificates' end.
#include "sync/receiver/sqlite_index_store.h"

namespace receiver {
namespace {

using base::Result;
using base::Status;

constexpr const char* device_columns =
    "SELECT d.device, d.parcel_certificate, d.log_origin, d.is_attested, d.enrolled_ms, d.revoked_ms, l.vkey, d.attestation_public,"
    " d.signing_attested, coalesce((SELECT at_ms FROM retirement r WHERE r.device = d.device AND r.log_origin = d.log_origin), 0)"
    " FROM device d JOIN log l ON l.origin = d.log_origin";

Result<DeviceRow> read_device(Database& database, const Statement& row) {
    DeviceRow device;
    device.device = base::DeviceId(row.text(0));
    device.parcel_certificate = row.blob(1);
    device.log_origin = row.text(2);
    device.log_vkey = row.text(6);
    device.is_attested = row.number(3) != 0;
    device.enrolled_ms = row.number(4);
    device.revoked_ms = row.number(5);
    device.attestation_public = row.blob(7);
    device.signing_attested = row.blob(8);
    device.retired_ms = row.number(9);
    Statement serials = TRY(database.prepare(
        "SELECT serial FROM serial WHERE device = ? AND serial NOT IN (SELECT serial FROM revocation) ORDER BY serial"));
    serials.bind(device.device.text);
    while (TRY(serials.next())) device.serials.push_back(serials.text(0));
    return device;
}

}  // namespace

Result<std::optional<DeviceRow>> SqliteIndexStore::device(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare((std::string(device_columns) + " WHERE d.device = ?").c_str()));
    statement.bind(id.text);
    if (!TRY(statement.next())) return std::optional<DeviceRow>();
    return std::optional(TRY(read_device(m_database, statement)));
}

Result<std::vector<DeviceRow>> SqliteIndexStore::devices() {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare((std::string(device_columns) + " ORDER BY d.device").c_str()));
    std::vector<DeviceRow> all;
    while (TRY(statement.next())) all.push_back(TRY(read_device(m_database, statement)));
    return all;
}

Status SqliteIndexStore::revoke(const base::DeviceId& id, std::int64_t at_ms, crypto::RevocationReason reason) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    TRY(revoke_device(id, at_ms, reason));
    return step.commit();
}

Status SqliteIndexStore::retire(const base::DeviceId& id, const RetirementRow& row) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    TRY(revoke_device(id, row.at_ms, crypto::RevocationReason::cessation));
    Statement keep = TRY(m_database.prepare(
        "INSERT OR IGNORE INTO retirement (device, log_origin, at_ms, statement, signature) VALUES (?, ?, ?, ?, ?)"));
    TRY(keep.bind(id.text).bind(row.log_origin).bind(row.at_ms).bind(base::ByteView(row.statement)).bind(base::ByteView(row.signature)).run());
    return step.commit();
}

Status SqliteIndexStore::revoke_device(const base::DeviceId& id, std::int64_t at_ms, crypto::RevocationReason reason) {
    Statement statement = TRY(m_database.prepare(
        "UPDATE device SET revoked_ms = CASE revoked_ms WHEN 0 THEN ? ELSE revoked_ms END WHERE device = ?"));
    TRY(statement.bind(at_ms).bind(id.text).run());
    if (m_database.changes() == 0) return base::Failure{base::Fault::record_missing, "no such device"};
    return revoke_serials(id, at_ms, reason);
}

Status SqliteIndexStore::revoke_serials(const base::DeviceId& id, std::int64_t at_ms, crypto::RevocationReason reason) {
    Statement statement = TRY(m_database.prepare(
        "INSERT OR IGNORE INTO revocation (serial, device, revoked_ms, reason) SELECT serial, device, ?, ? FROM serial"
        " WHERE device = ?"));
    return statement.bind(at_ms).bind(static_cast<std::int64_t>(reason)).bind(id.text).run();
}

Result<std::vector<crypto::Revocation>> SqliteIndexStore::revocations() {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("SELECT serial, revoked_ms, reason FROM revocation ORDER BY revoked_ms, serial"));
    std::vector<crypto::Revocation> all;
    while (TRY(statement.next())) all.push_back({statement.text(0), statement.number(1), static_cast<crypto::RevocationReason>(statement.number(2))});
    return all;
}

Status SqliteIndexStore::add_code(const base::Digest& code, const std::string& device, std::int64_t expires_ms) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("INSERT INTO code (code, device, expires_ms) VALUES (?, ?, ?)"));
    return statement.bind(code).bind(device).bind(expires_ms).run();
}

Result<std::optional<CodeRow>> SqliteIndexStore::code(const base::Digest& code) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("SELECT device, spent_request, answer, expires_ms FROM code WHERE code = ?"));
    statement.bind(code);
    if (!TRY(statement.next())) return std::optional<CodeRow>();
    return std::optional(CodeRow{statement.text(0), statement.blob(1), statement.blob(2), statement.number(3)});
}

Status SqliteIndexStore::enrol(const base::Digest& code, base::ByteView request_sha256, base::ByteView answer,
                               const DeviceRow& row) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    Statement spend = TRY(m_database.prepare("UPDATE code SET spent_request = ?, answer = ? WHERE code = ? AND spent_request IS NULL"));
    TRY(spend.bind(request_sha256).bind(answer).bind(code).run());
    if (m_database.changes() != 1) return base::Failure{base::Fault::server_conflict, "the code was spent"};
    Statement taken = TRY(m_database.prepare(
        "SELECT 1 FROM code c, device d WHERE c.code = ? AND c.device = '' AND d.device = ?"));
    taken.bind(code).bind(row.device.text);
    if (TRY(taken.next())) return base::Failure{base::Fault::server_conflict, "the device's name is in use"};
    Statement numbers = TRY(m_database.prepare("SELECT coalesce(max(sequence) + 1, 1) FROM envelope WHERE device = ?"));
    numbers.bind(row.device.text);
    if (!TRY(numbers.next()) || numbers.natural(0) > row.parcels_from)
        return base::Failure{base::Fault::server_conflict, "a parcel came in the meantime; enrol again"};
    TRY(revoke_serials(row.device, row.enrolled_ms, crypto::RevocationReason::superseded));
    Statement log = TRY(m_database.prepare(
        "INSERT INTO log (origin, device, vkey, size, note, checked) VALUES (?, ?, ?, 0, '', 0)"));
    TRY(log.bind(row.log_origin).bind(row.device.text).bind(row.log_vkey).run());
    Statement device = TRY(m_database.prepare(
        "INSERT OR REPLACE INTO device (device, parcel_certificate, log_origin, is_attested, enrolled_ms, revoked_ms,"
        " attestation_public, signing_attested) VALUES (?, ?, ?, ?, ?, 0, ?, ?)"));
    TRY(device.bind(row.device.text).bind(row.parcel_certificate).bind(row.log_origin)
            .bind(std::int64_t{row.is_attested}).bind(row.enrolled_ms).bind(base::ByteView(row.attestation_public))
            .bind(base::ByteView(row.signing_attested)).run());
    for (const std::string& serial : row.serials) {
        Statement insert = TRY(m_database.prepare("INSERT INTO serial (serial, device) VALUES (?, ?)"));
        TRY(insert.bind(serial).bind(row.device.text).run());
    }
    // Another TPM has counters of its own, and an order was about the one before.
    for (const char* sql : {"DELETE FROM approval WHERE device = ?", "DELETE FROM paper WHERE device = ? AND name LIKE 'approval-%'"}) {
        Statement forget = TRY(m_database.prepare(sql));
        TRY(forget.bind(row.device.text).run());
    }
    for (const CertificateRow& certificate : row.certificates) TRY(add_certificate(certificate));
    return step.commit();
}

}  // namespace receiver
