// SPDX-License-Identifier: Apache-2.0
// Rows as values: what is written carries a checksum, and what is read is checked.
#pragma once

#include "appliance/vault/intent.h"
#include "appliance/vault/outbox.h"
#include "appliance/vault/record.h"
#include "appliance/vault/sqlite.h"

#include <vector>

namespace vault {

enum class Place : std::int64_t { in_database = 0, in_file = 1, nowhere = 2 };

// A head with what only the vault needs to know of it.
struct RecordRow {
    RecordHead head;
    Place place = Place::in_database;
};

// Content up to this size stays in the database.
inline constexpr std::size_t inline_size_max = 64U << 10U;

std::string blob_path(const base::Digest& digest);
std::string record_label(const base::RecordId& id);

base::Status insert_record(Database& database, const RecordRow& row, base::ByteView payload);
// State, place and has_local_key may have changed; the payload goes when the place is nowhere.
base::Status update_record(Database& database, const RecordRow& row);
// Faults: record_missing; record_torn when the row does not fit its checksum.
base::Result<RecordRow> find_record(Database& database, const base::RecordId& id);
// `condition` follows WHERE and has one parameter.
base::Result<std::vector<RecordRow>> find_records(Database& database, std::string_view condition, std::int64_t value);
base::Result<std::vector<RecordRow>> find_records(Database& database, std::string_view condition, std::string_view value);
// The ciphertext kept in the row itself.
base::Result<base::Bytes> inline_payload(Database& database, std::uint64_t sequence);

base::Result<std::uint64_t> insert_outbox(Database& database, const OutboxItem& item, base::ByteView content);
base::Result<std::vector<OutboxItem>> list_outbox(Database& database);
base::Result<bool> is_outbox_name_taken(Database& database, std::string_view name);

base::Result<std::int64_t> insert_intent(Database& database, const Intent& intent);
base::Status update_intent(Database& database, const Intent& intent);
// The intent of that number, or all of them without one.
base::Result<std::vector<Intent>> list_intents(Database& database, std::optional<std::int64_t> number);

// Whether any row names the file.
base::Result<bool> is_blob_wanted(Database& database, const base::Digest& digest);

}  // namespace vault
