// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/sqlite.h"

#include <sqlite3.h>

namespace vault {
namespace {

base::Fault fault_for(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL: return base::Fault::disk_full;
        case SQLITE_IOERR: return base::Fault::disk_failed;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_FORMAT:
        case SQLITE_SCHEMA:
        case SQLITE_MISMATCH:
        case SQLITE_CONSTRAINT: return base::Fault::vault_corrupt;
        default: return base::Fault::vault_unavailable;
    }
}

}  // namespace

base::Failure sqlite_failure(int code, std::string_view doing) {
    return {fault_for(code), std::string(doing) + ": sqlite " + std::to_string(code) + " " + sqlite3_errstr(code)};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::note(int code) {
    if (code != SQLITE_OK && m_bind_code == SQLITE_OK) m_bind_code = code;
}

Statement& Statement::with(std::int64_t value) {
    note(sqlite3_bind_int64(m_statement.get(), ++m_bound, value));
    return *this;
}

Statement& Statement::with(std::string_view text) {
    note(sqlite3_bind_text64(m_statement.get(), ++m_bound, text.data() != nullptr ? text.data() : "", text.size(),
                             SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::with(base::ByteView bytes) {
    // A null pointer would bind NULL, and an empty blob is not that.
    note(sqlite3_bind_blob64(m_statement.get(), ++m_bound, bytes.empty() ? static_cast<const void*>("") : bytes.data(),
                             bytes.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::with_null() {
    note(sqlite3_bind_null(m_statement.get(), ++m_bound));
    return *this;
}

base::Result<bool> Statement::step() {
    if (m_bind_code != SQLITE_OK) return sqlite_failure(m_bind_code, "bind");
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return sqlite_failure(sqlite3_extended_errcode(sqlite3_db_handle(m_statement.get())), "step");
}

base::Status Statement::run() {
    CHECK(!TRY(step()));
    return {};
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)));
}

base::Bytes Statement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement.get(), column));
    return data == nullptr ? base::Bytes() : base::Bytes(data, data + sqlite3_column_bytes(m_statement.get(), column));
}

bool Statement::is_null(int column) const { return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL; }

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

base::Result<Database> Database::open(const std::string& path, const std::string& vfs) {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs.empty() ? nullptr : vfs.c_str());
    Database database(raw);
    if (code != SQLITE_OK) return sqlite_failure(code, "open");
    // Defensive: a hostile file must not run SQL of its own (triggers, views) or
    // write to its schema directly.
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    TRY(database.run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                     "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL;"
                     "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=256; PRAGMA temp_store=MEMORY;"));
    // DELETE/FULL loses acknowledged rows and WAL/NORMAL nearly all of them: a file
    // system that cannot do WAL, or a file that says otherwise, is not good enough.
    if (TRY(database.text_of("PRAGMA journal_mode")) != "wal" || TRY(database.number_of("PRAGMA synchronous")) != 2)
        return base::Failure{base::Fault::vault_unavailable, "journal_mode or synchronous refused"};
    // EXCLUSIVE takes effect with the first access.
    TRY(database.run("BEGIN IMMEDIATE; COMMIT;"));
    return database;
}

base::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v2(m_database.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    if (code != SQLITE_OK) return sqlite_failure(code, "prepare");
    return Statement(raw);
}

base::Status Database::run(const char* sql) {
    const int code = sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? base::Status{} : sqlite_failure(code, "run");
}

base::Result<std::string> Database::text_of(std::string_view sql) {
    Statement statement = TRY(prepare(sql));
    return TRY(statement.step()) ? statement.text(0) : std::string();
}

base::Result<std::int64_t> Database::number_of(std::string_view sql) {
    Statement statement = TRY(prepare(sql));
    return TRY(statement.step()) ? statement.number(0) : std::int64_t{0};
}

bool Database::is_in_transaction() const { return sqlite3_get_autocommit(m_database.get()) == 0; }

}  // namespace vault
