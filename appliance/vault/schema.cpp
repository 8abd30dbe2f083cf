// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/schema.h"

#include <iterator>

namespace vault {
namespace {

// Append only: a device in the field may stand at any of them.
//
// record.place: where the ciphertext is; 0 in `payload`, 1 in blobs/<digest>, 2 nowhere.
// record.checksum, outbox.checksum, intent.checksum: SHA-256 over the row's other
// values, against rot. What an attacker could do to a head is in the payload's tag.
constexpr const char* steps[] = {
    R"sql(
CREATE TABLE migration(version INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL) STRICT;
CREATE TABLE epoch(number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
CREATE TABLE record(
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type INTEGER NOT NULL,
  state INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  about TEXT NOT NULL,
  size INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  leaf INTEGER,
  place INTEGER NOT NULL,
  has_key INTEGER NOT NULL,
  digest BLOB NOT NULL,
  checksum BLOB NOT NULL,
  payload BLOB) STRICT;
CREATE INDEX record_by_type ON record(type);
CREATE INDEX record_by_state ON record(state);
CREATE INDEX record_by_envelope ON record(envelope);
CREATE INDEX record_by_about ON record(about);
CREATE TABLE record_key(
  record INTEGER NOT NULL REFERENCES record(sequence),
  epoch INTEGER NOT NULL REFERENCES epoch(number),
  wrapped BLOB NOT NULL,
  PRIMARY KEY(record, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE leaf(number INTEGER PRIMARY KEY, digest BLOB NOT NULL, entry BLOB NOT NULL) STRICT;
CREATE TABLE outbox(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  size INTEGER NOT NULL,
  place INTEGER NOT NULL,
  digest BLOB NOT NULL,
  checksum BLOB NOT NULL,
  content BLOB) STRICT;
CREATE TABLE intent(
  number INTEGER PRIMARY KEY,
  envelope TEXT NOT NULL,
  subject TEXT NOT NULL,
  leaf INTEGER NOT NULL,
  ended INTEGER,
  end_leaf INTEGER,
  checksum BLOB NOT NULL) STRICT;
)sql",
};

}  // namespace

base::Status migrate(Database& database, std::int64_t wall_ms) {
    const std::int64_t newest = std::ssize(steps);
    const std::int64_t version = TRY(database.number_of("PRAGMA user_version"));
    if (version < 0 || version > newest)
        return base::Failure{base::Fault::vault_unavailable, "schema version " + std::to_string(version)};
    for (std::int64_t next = version; next < newest; ++next) {
        TRY(database.run("BEGIN IMMEDIATE"));
        TRY(database.run(steps[next]));
        Statement row = TRY(database.prepare("INSERT INTO migration(version, wall_ms) VALUES(?, ?)"));
        TRY(row.with(next + 1).with(wall_ms).run());
        TRY(database.run(("PRAGMA user_version=" + std::to_string(next + 1)).c_str()));
        TRY(database.run("COMMIT"));
    }
    return {};
}

}  // namespace vault
