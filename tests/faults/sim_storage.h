// SPDX-License-Identifier: Apache-2.0
// A file system in memory that remembers everything that was asked of it, so that a
// test can cut the power at every single operation afterwards and look at what a disk
// would then hold. It serves both of the vault's seams: base::Disk, and SQLite's VFS.
//
// The model: a write lasts once its file was synced; until then any 512-byte sectors of
// it may be there. A name (create, rename, remove) lasts once its folder was synced;
// unsynced changes of names last in order, up to any point. The first sync of a new
// file also makes its name last, as ext4 and SQLite's own VFS have it.
#pragma once

#include "appliance/base/disk.h"

#include <map>
#include <memory>
#include <random>

struct sqlite3_vfs;

namespace faults {

using Files = std::map<std::string, base::Bytes, std::less<>>;

struct Operation {
    enum class Kind { create, write, truncate, sync, rename, remove, sync_names, mark };
    Kind kind;
    std::size_t file = 0;        // create, write, truncate, sync
    std::uint64_t offset = 0;    // write; truncate: the new size
    base::Bytes data{};          // write
    std::string path{};          // create, rename, remove; mark: the label
    std::string target{};        // rename
};

class SimStorage final : public base::Disk {
public:
    explicit SimStorage(const Files& files = {});
    ~SimStorage() override;
    SimStorage(const SimStorage&) = delete;
    SimStorage& operator=(const SimStorage&) = delete;

    const std::string& vfs() const { return m_vfs_name; }

    base::Result<base::Bytes> read(std::string_view path) const override;
    bool exists(std::string_view path) const override;
    base::Result<std::vector<std::string>> list(std::string_view folder) const override;
    base::Status write_atomically(std::string_view path, base::ByteView content) override;
    base::Status remove(std::string_view path) override;
    base::Result<std::uint64_t> free_bytes() const override;

    // --- what happened
    const std::vector<Operation>& history() const { return m_history; }
    void mark(std::string label);
    Files files() const;  // as a running program sees them

    // --- trouble on request
    void limit_bytes(std::uint64_t capacity) { m_capacity = capacity; }
    void ignore_syncs() { m_ignores_syncs = true; }         // a disk that lies
    void fail_sync_number(std::uint64_t number) { m_sync_to_fail = number; }  // counts from 1 from here on
    std::uint64_t syncs_seen() const { return m_syncs; }

    // --- bytes, for the VFS
    std::size_t open_file(const std::string& path);
    base::Bytes& content(std::size_t file) { return m_contents[file]; }
    bool write(std::size_t file, std::uint64_t offset, base::ByteView data);  // false: full
    void truncate(std::size_t file, std::uint64_t size);
    bool sync(std::size_t file);                                              // false: failed
    bool remove_file(std::string_view path, bool is_synced);

private:
    std::uint64_t used_bytes() const;
    void sync_names();

    std::map<std::string, std::size_t, std::less<>> m_names;
    std::vector<base::Bytes> m_contents;
    std::vector<bool> m_is_name_synced;
    std::vector<Operation> m_history;
    std::uint64_t m_capacity = ~std::uint64_t{0};
    std::uint64_t m_syncs = 0;
    std::uint64_t m_sync_to_fail = 0;
    bool m_ignores_syncs = false;
    std::string m_vfs_name;
    std::unique_ptr<sqlite3_vfs> m_vfs;
};

// What an unsynced write becomes.
enum class Mask { lost, kept, torn };

// Walks a history and tells, for each point, what a disk would hold.
class PowerCut {
public:
    // `before`: what was on the disk, and synced, when the history began.
    PowerCut(const Files& before, const std::vector<Operation>& history);
    // Takes the next operation; false at the end.
    bool step();
    std::size_t position() const { return m_position; }
    // The latest mark that begins with `prefix`, without the prefix; empty when none.
    std::string last_mark(std::string_view prefix) const;
    Files disk(Mask mask, std::uint64_t seed) const;

private:
    struct Content {
        base::Bytes synced;
        std::vector<const Operation*> pending;
    };
    const std::vector<Operation>& m_history;
    std::size_t m_position = 0;
    std::vector<Content> m_contents;
    std::map<std::string, std::size_t, std::less<>> m_names;
    std::vector<const Operation*> m_pending_names;
};

}  // namespace faults
