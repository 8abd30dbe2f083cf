// SPDX-License-Identifier: Apache-2.0
// SQLite, wrapped once: a connection that is closed and statements that are finalized.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace receiver {

class Statement {
public:
    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}

    Statement& bind(std::int64_t value);
    Statement& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
    Statement& bind(std::string_view text);
    Statement& bind(base::ByteView blob);
    Statement& bind_null();

    // True while there is a row. Fault disk_failed, disk_full; server_conflict when a
    // unique constraint says no.
    base::Result<bool> next();
    base::Status run();

    std::int64_t number(int column) const;
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(number(column)); }
    std::string text(int column) const;
    base::Bytes blob(int column) const;
    bool is_null(int column) const;

private:
    struct Finalize { void operator()(sqlite3_stmt* statement) const; };
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_bound = 0;
};

class Database {
public:
    // WAL and synchronous=FULL, read back. `schema` is idempotent SQL. Fault disk_failed.
    static base::Result<Database> open(const std::string& path, const char* schema);

    base::Result<Statement> prepare(const char* sql);
    base::Status execute(const char* sql);
    std::uint64_t changes() const;

private:
    struct Close { void operator()(sqlite3* handle) const; };
    explicit Database(sqlite3* handle) : m_handle(handle) {}
    std::unique_ptr<sqlite3, Close> m_handle;
};

// Rolls back unless committed.
class DatabaseStep {
public:
    static base::Result<DatabaseStep> begin(Database& database);
    base::Status commit();
    DatabaseStep(DatabaseStep&& other) noexcept : m_database(other.m_database) { other.m_database = nullptr; }
    DatabaseStep& operator=(DatabaseStep&&) = delete;
    ~DatabaseStep();

private:
    explicit DatabaseStep(Database& database) : m_database(&database) {}
    Database* m_database;
};

}  // namespace receiver
