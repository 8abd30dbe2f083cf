// SPDX-License-Identifier: Apache-2.0
// SQLite behind two small types. Its error codes become Faults here and nowhere else.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace vault {

// disk_full; disk_failed (an I/O error: the outcome of a commit is unknown);
// vault_corrupt; vault_unavailable (busy, cannot open, all else).
base::Failure sqlite_failure(int code, std::string_view doing);

class Statement {
public:
    // Takes ownership.
    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}

    // Binds the next parameter. Views must stay valid until the last step().
    Statement& with(std::int64_t value);
    Statement& with(std::uint64_t value) { return with(static_cast<std::int64_t>(value)); }
    Statement& with(std::string_view text);
    Statement& with(base::ByteView bytes);
    Statement& with_null();

    // True: a row is there. False: the statement is done.
    base::Result<bool> step();
    // For statements that give no rows.
    base::Status run();

    std::int64_t number(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(number(column)); }
    std::string text(int column) const;
    base::Bytes bytes(int column) const;
    bool is_null(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void note(int code);

    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_bound = 0;
    int m_bind_code = 0;
};

class Database {
public:
    // One process, one thread: the file is locked for as long as it is open, which also
    // keeps the WAL index out of shared memory. Sets and reads back the pragmas that
    // the promise of durability rests on.
    static base::Result<Database> open(const std::string& path, const std::string& vfs);

    base::Result<Statement> prepare(std::string_view sql);
    // One or more statements without parameters or rows.
    base::Status run(const char* sql);
    // The single value of a query that gives one.
    base::Result<std::string> text_of(std::string_view sql);
    base::Result<std::int64_t> number_of(std::string_view sql);
    // False after SQLite rolled back by itself (disk full, I/O error).
    bool is_in_transaction() const;

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(sqlite3* database) : m_database(database) {}
    std::unique_ptr<sqlite3, Close> m_database;
};

}  // namespace vault
