// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/sqlite_schema.h"

namespace receiver {
namespace {

using base::Result;
using base::Status;

constexpr std::int64_t version_now = 1;

constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS device (device TEXT PRIMARY KEY, parcel_certificate BLOB NOT NULL, log_origin TEXT NOT NULL,
  is_attested INTEGER NOT NULL, enrolled_ms INTEGER NOT NULL, revoked_ms INTEGER NOT NULL,
  attestation_public BLOB NOT NULL DEFAULT x'', signing_attested BLOB NOT NULL DEFAULT x'') STRICT;
CREATE TABLE IF NOT EXISTS serial (serial TEXT PRIMARY KEY, device TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS revocation (serial TEXT PRIMARY KEY, device TEXT NOT NULL, revoked_ms INTEGER NOT NULL,
  reason INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS retirement (device TEXT NOT NULL, log_origin TEXT NOT NULL, at_ms INTEGER NOT NULL,
  statement BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (device, log_origin)) STRICT;
CREATE TABLE IF NOT EXISTS code (code BLOB PRIMARY KEY, device TEXT NOT NULL, expires_ms INTEGER NOT NULL,
  spent_request BLOB, answer BLOB) STRICT;
CREATE TABLE IF NOT EXISTS log (origin TEXT PRIMARY KEY, device TEXT NOT NULL, vkey TEXT NOT NULL, size INTEGER NOT NULL,
  root BLOB, note TEXT NOT NULL, checked INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS entry (origin TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (origin, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS envelope (device TEXT NOT NULL, sequence INTEGER NOT NULL, parcel_sha256 BLOB NOT NULL,
  manifest TEXT NOT NULL, receipt BLOB NOT NULL, timestamp BLOB NOT NULL, PRIMARY KEY (device, sequence),
  UNIQUE (device, parcel_sha256)) STRICT;
CREATE TABLE IF NOT EXISTS number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS work_order (device TEXT NOT NULL, name TEXT NOT NULL, sha256 BLOB NOT NULL,
  size INTEGER NOT NULL, is_taken INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, name)) STRICT;
CREATE TABLE IF NOT EXISTS alarm (id INTEGER PRIMARY KEY, device TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
  at_ms INTEGER NOT NULL, evidence BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS certificate (serial TEXT PRIMARY KEY, key TEXT NOT NULL, origin TEXT NOT NULL,
  fingerprint TEXT NOT NULL, issued_ms INTEGER NOT NULL, not_after_ms INTEGER NOT NULL, replaces TEXT NOT NULL,
  der BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS custodian (serial TEXT NOT NULL, number INTEGER NOT NULL, needed INTEGER NOT NULL,
  key_sha256 BLOB NOT NULL, PRIMARY KEY (serial, number)) STRICT;
CREATE TABLE IF NOT EXISTS registration (device TEXT NOT NULL, key TEXT NOT NULL, der BLOB NOT NULL, anchor BLOB NOT NULL,
  since_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, der)) STRICT;
CREATE TABLE IF NOT EXISTS letter (device TEXT NOT NULL, request TEXT NOT NULL, kind TEXT NOT NULL,
  content_sha256 BLOB NOT NULL, answer BLOB NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (device, request)) STRICT;
CREATE TABLE IF NOT EXISTS approval (device TEXT PRIMARY KEY, serial INTEGER NOT NULL, epoch INTEGER NOT NULL,
  epoch_ordered INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS paper (device TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (device, name)) STRICT;
)";

// The oldest receivers kept one date a device and lost it at the next enrolment. Of what it
// wrote, the last three serials are the certificates in use; those before ended when these
// began. Only true as long as a device had three and no more, so it is done once.
constexpr const char* date_revocations = R"(
INSERT OR IGNORE INTO revocation (serial, device, revoked_ms)
  SELECT s.serial, s.device, d.enrolled_ms FROM serial s JOIN device d ON d.device = s.device
  WHERE (SELECT count(*) FROM serial newer WHERE newer.device = s.device AND newer.rowid > s.rowid) >= 3;
INSERT OR IGNORE INTO revocation (serial, device, revoked_ms)
  SELECT s.serial, s.device, d.revoked_ms FROM serial s JOIN device d ON d.device = s.device WHERE d.revoked_ms <> 0;
)";

Result<bool> has_column(Database& database, std::string_view table, std::string_view column) {
    Statement found = TRY(database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?"));
    found.bind(table).bind(column);
    return found.next();
}

Result<std::int64_t> version_of(Database& database) {
    Statement version = TRY(database.prepare("SELECT user_version FROM pragma_user_version"));
    TRY(version.next());
    return version.number(0);
}

// From a receiver that kept neither what the TPM had shown nor why a certificate ended.
Status bring_forward(Database& database) {
    DatabaseStep step = TRY(DatabaseStep::begin(database));
    if (TRY(version_of(database)) >= version_now) return {};
    if (!TRY(has_column(database, "device", "attestation_public")))
        TRY(database.execute("ALTER TABLE device ADD COLUMN attestation_public BLOB NOT NULL DEFAULT x'';"
                             "ALTER TABLE device ADD COLUMN signing_attested BLOB NOT NULL DEFAULT x'';"));
    if (!TRY(has_column(database, "revocation", "reason")))
        TRY(database.execute("ALTER TABLE revocation ADD COLUMN reason INTEGER NOT NULL DEFAULT 0;"));
    TRY(database.execute(date_revocations));
    TRY(database.execute("PRAGMA user_version = 1"));
    return step.commit();
}

}  // namespace

Result<Database> open_index(const std::string& path) {
    Database database = TRY(Database::open(path, schema));
    TRY(bring_forward(database));
    return database;
}

}  // namespace receiver
