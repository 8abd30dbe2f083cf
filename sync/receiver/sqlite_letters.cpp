// SPDX-License-Identifier: Apache-2.0
// The index's letters, and the certificates that they brought.
#include "sync/receiver/sqlite_index_store.h"

#include <algorithm>

namespace receiver {

using base::Result;
using base::Status;

Status SqliteIndexStore::add_certificate(const CertificateRow& row) {
    Statement insert = TRY(m_database.prepare(
        "INSERT INTO certificate (serial, key, origin, fingerprint, issued_ms, not_after_ms, replaces, der)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
    TRY(insert.bind(row.serial).bind(row.key).bind(row.origin).bind(row.fingerprint).bind(row.issued_ms)
            .bind(row.not_after_ms).bind(row.replaces).bind(base::ByteView(row.der)).run());
    for (std::size_t i = 0; i < row.custodians.size(); ++i) {
        Statement custodian = TRY(m_database.prepare("INSERT INTO custodian (serial, number, needed, key_sha256) VALUES (?, ?, ?, ?)"));
        TRY(custodian.bind(row.serial).bind(static_cast<std::int64_t>(i)).bind(row.needed).bind(base::ByteView(row.custodians[i])).run());
    }
    return {};
}

Status SqliteIndexStore::add_custodians(CertificateRow& row) {
    Statement statement = TRY(m_database.prepare("SELECT needed, key_sha256 FROM custodian WHERE serial = ? ORDER BY number"));
    statement.bind(row.serial);
    while (TRY(statement.next())) {
        row.needed = statement.number(0);
        const base::Bytes digest = statement.blob(1);
        base::Digest& key = row.custodians.emplace_back();
        if (digest.size() == key.size()) std::copy(digest.begin(), digest.end(), key.begin());
    }
    return {};
}

Result<std::vector<CertificateRow>> SqliteIndexStore::certificates(const std::string& device) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "SELECT s.serial, s.device, c.key, c.origin, c.fingerprint, c.issued_ms, c.not_after_ms, c.replaces, c.der,"
        " r.revoked_ms FROM serial s LEFT JOIN certificate c ON c.serial = s.serial LEFT JOIN revocation r ON r.serial ="
        " s.serial WHERE ?1 = '' OR s.device = ?1 ORDER BY s.device, c.issued_ms, s.rowid"));
    statement.bind(device);
    std::vector<CertificateRow> all;
    while (TRY(statement.next()))
        all.push_back({statement.text(0), base::DeviceId(statement.text(1)), statement.text(2), statement.text(3),
                       statement.text(4), statement.number(5), statement.number(6), statement.text(7), statement.blob(8),
                       statement.number(9), 0, {}});
    for (CertificateRow& row : all) TRY(add_custodians(row));
    return all;
}

Status SqliteIndexStore::revoke_certificate(const base::DeviceId& id, const std::string& serial, std::int64_t at_ms,
                                            crypto::RevocationReason reason) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    Statement known = TRY(m_database.prepare("SELECT 1 FROM serial WHERE serial = ? AND device = ?"));
    known.bind(serial).bind(id.text);
    if (!TRY(known.next())) return base::Failure{base::Fault::record_missing, "not a certificate of this device"};
    Statement insert = TRY(m_database.prepare(
        "INSERT OR IGNORE INTO revocation (serial, device, revoked_ms, reason) VALUES (?, ?, ?, ?)"));
    TRY(insert.bind(serial).bind(id.text).bind(at_ms).bind(static_cast<std::int64_t>(reason)).run());
    return step.commit();
}

Result<std::optional<LetterRow>> SqliteIndexStore::letter(const base::DeviceId& id, const std::string& request) {
    const std::lock_guard lock(m_mutex);
    Statement statement =
        TRY(m_database.prepare("SELECT kind, content_sha256, answer FROM letter WHERE device = ? AND request = ?"));
    statement.bind(id.text).bind(request);
    if (!TRY(statement.next())) return std::optional<LetterRow>();
    LetterRow row;
    row.kind = statement.text(0);
    const base::Bytes digest = statement.blob(1);
    if (digest.size() == row.content_sha256.size()) std::copy(digest.begin(), digest.end(), row.content_sha256.begin());
    row.answer = statement.blob(2);
    return std::optional(std::move(row));
}

Status SqliteIndexStore::add_letter(const base::DeviceId& id, const std::string& request, const LetterRow& row,
                                    std::int64_t at_ms, const std::optional<CertificateRow>& certificate,
                                    const std::optional<RegistrationRow>& registration) {
    const std::lock_guard lock(m_mutex);
    DatabaseStep step = TRY(DatabaseStep::begin(m_database));
    Statement insert = TRY(m_database.prepare(
        "INSERT INTO letter (device, request, kind, content_sha256, answer, at_ms) VALUES (?, ?, ?, ?, ?, ?)"));
    TRY(insert.bind(id.text).bind(request).bind(row.kind).bind(row.content_sha256).bind(base::ByteView(row.answer))
            .bind(at_ms).run());
    if (certificate) {
        Statement serial = TRY(m_database.prepare("INSERT INTO serial (serial, device) VALUES (?, ?)"));
        TRY(serial.bind(certificate->serial).bind(id.text).run());
        TRY(add_certificate(*certificate));
    }
    if (registration) {
        Statement add = TRY(m_database.prepare("INSERT OR REPLACE INTO registration (device, key, der, anchor, since_ms) VALUES (?, ?, ?, ?, ?)"));
        TRY(add.bind(id.text).bind(registration->key).bind(base::ByteView(registration->der)).bind(base::ByteView(registration->anchor))
                .bind(registration->since_ms).run());
    }
    return step.commit();
}

Result<std::vector<RegistrationRow>> SqliteIndexStore::registrations(const std::string& device) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare(
        "SELECT device, key, der, anchor, since_ms, ended_ms FROM registration WHERE ?1 = '' OR device = ?1 ORDER BY device, since_ms, rowid"));
    statement.bind(device);
    std::vector<RegistrationRow> all;
    while (TRY(statement.next()))
        all.push_back({base::DeviceId(statement.text(0)), statement.text(1), statement.blob(2), statement.blob(3), statement.number(4), statement.number(5)});
    return all;
}

Status SqliteIndexStore::end_registration(const base::DeviceId& id, base::ByteView certificate_der, std::int64_t at_ms) {
    const std::lock_guard lock(m_mutex);
    Statement end = TRY(m_database.prepare("UPDATE registration SET ended_ms = ? WHERE device = ? AND der = ? AND ended_ms = 0"));
    return end.bind(at_ms).bind(id.text).bind(certificate_der).run();
}

Result<std::optional<ApprovalRow>> SqliteIndexStore::approval(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    Statement statement = TRY(m_database.prepare("SELECT serial, epoch, epoch_ordered FROM approval WHERE device = ?"));
    statement.bind(id.text);
    if (!TRY(statement.next())) return std::optional<ApprovalRow>();
    return std::optional(ApprovalRow{statement.natural(0), statement.natural(1), statement.natural(2)});
}

Status SqliteIndexStore::keep_approval(const base::DeviceId& id, const ApprovalRow& row) {
    const std::lock_guard lock(m_mutex);
    Statement keep = TRY(m_database.prepare(
        "INSERT INTO approval (device, serial, epoch, epoch_ordered) VALUES (?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET"
        " serial = excluded.serial, epoch = excluded.epoch, epoch_ordered = max(epoch_ordered, excluded.epoch_ordered)"));
    return keep.bind(id.text).bind(row.serial).bind(row.epoch).bind(row.epoch_ordered).run();
}

Status SqliteIndexStore::put_paper(const std::string& device, const std::string& name, base::ByteView content) {
    const std::lock_guard lock(m_mutex);
    Statement put = TRY(m_database.prepare("INSERT OR REPLACE INTO paper (device, name, content) VALUES (?, ?, ?)"));
    return put.bind(device).bind(name).bind(content).run();
}

Result<std::map<std::string, base::Bytes>> SqliteIndexStore::papers(const base::DeviceId& id) {
    const std::lock_guard lock(m_mutex);
    // Everybody's first, so that its own overwrites them.
    Statement statement =
        TRY(m_database.prepare("SELECT name, content FROM paper WHERE device IN ('', ?) ORDER BY device"));
    statement.bind(id.text);
    std::map<std::string, base::Bytes> all;
    while (TRY(statement.next())) all[statement.text(0)] = statement.blob(1);
    return all;
}

}  // namespace receiver
