// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/rows.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

#include <algorithm>

namespace vault {
namespace {

base::Failure torn(std::string where) { return {base::Fault::record_torn, std::move(where)}; }

// Values one after the other, each so that no two rows give the same bytes.
class Checksum {
public:
    Checksum& add(std::uint64_t value) {
        base::append_number(m_bytes, value, 8);
        return *this;
    }
    Checksum& add(std::string_view text) {
        add(std::uint64_t{text.size()});
        base::append(m_bytes, text);
        return *this;
    }
    Checksum& add(const base::Digest& digest) {
        base::append(m_bytes, digest);
        return *this;
    }
    Checksum& add(const std::optional<std::uint64_t>& value) {
        return add(std::uint64_t{value ? 1U : 0U}).add(value.value_or(0));
    }
    base::Digest value() const { return crypto::sha256(m_bytes); }

private:
    base::Bytes m_bytes;
};

base::Digest checksum_of(const RecordRow& row) {
    const RecordHead& head = row.head;
    return Checksum()
        .add(head.sequence)
        .add(head.id.text)
        .add(static_cast<std::uint64_t>(head.type))
        .add(static_cast<std::uint64_t>(head.state))
        .add(head.envelope.text)
        .add(head.about.text)
        .add(head.size)
        .add(static_cast<std::uint64_t>(head.wall_ms))
        .add(head.leaf)
        .add(static_cast<std::uint64_t>(row.place))
        .add(std::uint64_t{head.has_local_key ? 1U : 0U})
        .add(head.digest)
        .value();
}

base::Digest checksum_of(const OutboxItem& item) {
    return Checksum()
        .add(item.sequence)
        .add(item.name)
        .add(item.subject.text)
        .add(item.size)
        .add(std::uint64_t{item.is_in_file ? 1U : 0U})
        .add(item.digest)
        .value();
}

base::Digest checksum_of(const Intent& intent) {
    std::optional<std::uint64_t> end;
    if (intent.end) end = static_cast<std::uint64_t>(*intent.end);
    return Checksum()
        .add(static_cast<std::uint64_t>(intent.number))
        .add(intent.envelope.text)
        .add(intent.subject.text)
        .add(intent.leaf)
        .add(end)
        .add(intent.end_leaf)
        .value();
}

bool take_digest(const base::Bytes& bytes, base::Digest& digest) {
    if (bytes.size() != digest.size()) return false;
    std::ranges::copy(bytes, digest.begin());
    return true;
}

constexpr std::string_view record_columns =
    "SELECT sequence, id, type, state, envelope, about, size, wall_ms, leaf, place, has_key, digest, checksum FROM record ";

base::Result<RecordRow> read_record(const Statement& row) {
    RecordRow record;
    RecordHead& head = record.head;
    head.sequence = row.count(0);
    head.id = base::RecordId(row.text(1));
    const auto type = record_type_from(row.number(2));
    const auto state = record_state_from(row.number(3));
    head.envelope = base::EnvelopeId(row.text(4));
    head.about = base::RecordId(row.text(5));
    head.size = row.count(6);
    head.wall_ms = row.number(7);
    if (!row.is_null(8)) head.leaf = row.count(8);
    const std::int64_t place = row.number(9);
    head.has_local_key = row.number(10) == 1;
    base::Digest checksum{};
    if (!type || !state || place < 0 || place > 2 || !take_digest(row.bytes(11), head.digest) ||
        !take_digest(row.bytes(12), checksum))
        return torn(record_label(head.id));
    head.type = *type;
    head.state = *state;
    record.place = static_cast<Place>(place);
    head.is_in_file = record.place == Place::in_file;
    if (checksum != checksum_of(record)) return torn(record_label(head.id));
    return record;
}

base::Result<std::vector<RecordRow>> read_records(Statement& query) {
    std::vector<RecordRow> records;
    while (TRY(query.step())) records.push_back(TRY(read_record(query)));
    return records;
}

}  // namespace

std::string blob_path(const base::Digest& digest) { return "blobs/" + base::to_hex(digest); }
std::string record_label(const base::RecordId& id) { return "record " + id.text; }

base::Status insert_record(Database& database, const RecordRow& row, base::ByteView payload) {
    const RecordHead& head = row.head;
    const base::Digest checksum = checksum_of(row);
    Statement insert = TRY(database.prepare(
        "INSERT INTO record(sequence, id, type, state, envelope, about, size, wall_ms, leaf, place, has_key, digest, "
        "checksum, payload) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    insert.with(head.sequence).with(std::string_view(head.id.text));
    insert.with(static_cast<std::int64_t>(head.type)).with(static_cast<std::int64_t>(head.state));
    insert.with(std::string_view(head.envelope.text)).with(std::string_view(head.about.text));
    insert.with(head.size).with(head.wall_ms);
    if (head.leaf) insert.with(*head.leaf);
    else insert.with_null();
    insert.with(static_cast<std::int64_t>(row.place)).with(std::int64_t{head.has_local_key ? 1 : 0});
    insert.with(base::ByteView(head.digest)).with(base::ByteView(checksum));
    if (row.place == Place::in_database) insert.with(payload);
    else insert.with_null();
    return insert.run();
}

base::Status update_record(Database& database, const RecordRow& row) {
    const base::Digest checksum = checksum_of(row);
    Statement update = TRY(database.prepare(
        "UPDATE record SET state=?, place=?, has_key=?, checksum=?, payload=iif(?2=2, NULL, payload) WHERE sequence=?"));
    update.with(static_cast<std::int64_t>(row.head.state)).with(static_cast<std::int64_t>(row.place));
    update.with(std::int64_t{row.head.has_local_key ? 1 : 0}).with(base::ByteView(checksum)).with(row.head.sequence);
    return update.run();
}

base::Result<RecordRow> find_record(Database& database, const base::RecordId& id) {
    auto found = TRY(find_records(database, "id=?", id.text));
    if (found.empty()) return base::Failure{base::Fault::record_missing, record_label(id)};
    return std::move(found.front());
}

base::Result<std::vector<RecordRow>> find_records(Database& database, std::string_view condition, std::int64_t value) {
    Statement query = TRY(database.prepare(std::string(record_columns) + "WHERE " + std::string(condition) + " ORDER BY sequence"));
    query.with(value);
    return read_records(query);
}

base::Result<std::vector<RecordRow>> find_records(Database& database, std::string_view condition, std::string_view value) {
    Statement query = TRY(database.prepare(std::string(record_columns) + "WHERE " + std::string(condition) + " ORDER BY sequence"));
    query.with(value);
    return read_records(query);
}

base::Result<base::Bytes> inline_payload(Database& database, std::uint64_t sequence) {
    Statement query = TRY(database.prepare("SELECT payload FROM record WHERE sequence=?"));
    if (!TRY(query.with(sequence).step()) || query.is_null(0)) return torn("payload of " + std::to_string(sequence));
    return query.bytes(0);
}

base::Result<std::uint64_t> insert_outbox(Database& database, const OutboxItem& item, base::ByteView content) {
    OutboxItem numbered = item;  // numbers are never used again, also after the row is gone
    numbered.sequence = static_cast<std::uint64_t>(TRY(database.number_of(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name='outbox'), 0) + 1")));
    const base::Digest checksum = checksum_of(numbered);
    Statement insert = TRY(database.prepare(
        "INSERT INTO outbox(sequence, name, subject, size, place, digest, checksum, content) VALUES(?,?,?,?,?,?,?,?)"));
    insert.with(numbered.sequence).with(std::string_view(item.name)).with(std::string_view(item.subject.text));
    insert.with(item.size).with(std::int64_t{item.is_in_file ? 1 : 0});
    insert.with(base::ByteView(item.digest)).with(base::ByteView(checksum));
    if (item.is_in_file) insert.with_null();
    else insert.with(content);
    TRY(insert.run());
    return numbered.sequence;
}

base::Result<std::vector<OutboxItem>> list_outbox(Database& database) {
    Statement query = TRY(database.prepare("SELECT sequence, name, subject, size, place, digest, checksum FROM outbox ORDER BY sequence"));
    std::vector<OutboxItem> items;
    while (TRY(query.step())) {
        OutboxItem item;
        item.sequence = query.count(0);
        item.name = query.text(1);
        item.subject = base::RecordId(query.text(2));
        item.size = query.count(3);
        item.is_in_file = query.number(4) == 1;
        base::Digest checksum{};
        if (!take_digest(query.bytes(5), item.digest) || !take_digest(query.bytes(6), checksum) || checksum != checksum_of(item))
            return torn("outbox " + std::to_string(item.sequence));
        items.push_back(std::move(item));
    }
    return items;
}

base::Result<bool> is_outbox_name_taken(Database& database, std::string_view name) {
    Statement query = TRY(database.prepare("SELECT 1 FROM outbox WHERE name=?"));
    return query.with(name).step();
}

base::Result<std::int64_t> insert_intent(Database& database, const Intent& intent) {
    Intent numbered = intent;
    numbered.number = TRY(database.number_of("SELECT coalesce(max(number), 0) + 1 FROM intent"));
    const base::Digest checksum = checksum_of(numbered);
    Statement insert = TRY(database.prepare("INSERT INTO intent(number, envelope, subject, leaf, checksum) VALUES(?,?,?,?,?)"));
    insert.with(numbered.number).with(std::string_view(intent.envelope.text)).with(std::string_view(intent.subject.text));
    TRY(insert.with(intent.leaf).with(base::ByteView(checksum)).run());
    return numbered.number;
}

base::Status update_intent(Database& database, const Intent& intent) {
    CHECK(intent.end && intent.end_leaf);
    const base::Digest checksum = checksum_of(intent);
    Statement update = TRY(database.prepare("UPDATE intent SET ended=?, end_leaf=?, checksum=? WHERE number=?"));
    update.with(static_cast<std::int64_t>(*intent.end)).with(*intent.end_leaf);
    return update.with(base::ByteView(checksum)).with(intent.number).run();
}

base::Result<std::vector<Intent>> list_intents(Database& database, std::optional<std::int64_t> number) {
    Statement query = TRY(database.prepare(
        "SELECT number, envelope, subject, leaf, ended, end_leaf, checksum FROM intent WHERE ?1 IS NULL OR number=?1 ORDER BY number"));
    if (number) query.with(*number);
    else query.with_null();
    std::vector<Intent> intents;
    while (TRY(query.step())) {
        Intent intent;
        intent.number = query.number(0);
        intent.envelope = base::EnvelopeId(query.text(1));
        intent.subject = base::RecordId(query.text(2));
        intent.leaf = query.count(3);
        if (!query.is_null(4)) intent.end = static_cast<IntentEnd>(query.number(4));
        if (!query.is_null(5)) intent.end_leaf = query.count(5);
        base::Digest checksum{};
        if (!take_digest(query.bytes(6), checksum) || checksum != checksum_of(intent))
            return torn("intent " + std::to_string(intent.number));
        intents.push_back(std::move(intent));
    }
    return intents;
}

base::Result<bool> is_blob_wanted(Database& database, const base::Digest& digest) {
    Statement query = TRY(database.prepare("SELECT 1 FROM record WHERE place=1 AND digest=?1 UNION ALL SELECT 1 FROM outbox WHERE place=1 AND digest=?1"));
    return query.with(base::ByteView(digest)).step();
}

}  // namespace vault
