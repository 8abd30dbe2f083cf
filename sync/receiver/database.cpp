// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/database.h"

#include <sqlite3.h>

namespace receiver {
namespace {

using base::Fault;

constexpr int busy_timeout_ms = 10'000;

base::Failure failure_of(sqlite3* handle, int code) {
    const int primary = code & 0xff;
    const Fault fault = primary == SQLITE_FULL         ? Fault::disk_full
                        : primary == SQLITE_CONSTRAINT ? Fault::server_conflict
                                                       : Fault::disk_failed;
    return {fault, "sqlite " + std::to_string(code) + ": " + (handle != nullptr ? sqlite3_errmsg(handle) : "")};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Statement& Statement::bind(std::int64_t value) {
    sqlite3_bind_int64(m_statement.get(), ++m_bound, value);
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    sqlite3_bind_text64(m_statement.get(), ++m_bound, text.data() != nullptr ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(base::ByteView blob) {
    sqlite3_bind_blob64(m_statement.get(), ++m_bound, blob.data() != nullptr ? blob.data() : reinterpret_cast<const std::uint8_t*>(""),
                        blob.size(), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind_null() {
    sqlite3_bind_null(m_statement.get(), ++m_bound);
    return *this;
}

base::Result<bool> Statement::next() {
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure_of(sqlite3_db_handle(m_statement.get()), sqlite3_extended_errcode(sqlite3_db_handle(m_statement.get())));
}

base::Status Statement::run() {
    TRY(next());
    return {};
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

std::string Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)));
}

base::Bytes Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement.get(), column));
    return bytes == nullptr ? base::Bytes() : base::Bytes(bytes, bytes + sqlite3_column_bytes(m_statement.get(), column));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

base::Result<Database> Database::open(const std::string& path, const char* schema) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return failure_of(handle, code);
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    TRY(database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                         "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"));
    Statement mode = TRY(database.prepare("SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous"));
    if (!TRY(mode.next()) || mode.text(0) != "wal" || mode.number(1) != 2)
        return base::Failure{Fault::disk_failed, "the database is not in WAL with synchronous=FULL"};
    TRY(database.execute(schema));
    return database;
}

base::Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(m_handle.get(), sql, -1, &statement, nullptr);
    if (code != SQLITE_OK) return failure_of(m_handle.get(), code);
    return Statement(statement);
}

base::Status Database::execute(const char* sql) {
    const int code = sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure_of(m_handle.get(), code);
    return {};
}

std::uint64_t Database::changes() const { return static_cast<std::uint64_t>(sqlite3_changes64(m_handle.get())); }

base::Result<DatabaseStep> DatabaseStep::begin(Database& database) {
    TRY(database.execute("BEGIN IMMEDIATE"));
    return DatabaseStep(database);
}

base::Status DatabaseStep::commit() {
    TRY(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

DatabaseStep::~DatabaseStep() {
    if (m_database != nullptr) (void)m_database->execute("ROLLBACK");
}

}  // namespace receiver
