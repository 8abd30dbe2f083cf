// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/sim_storage.h"

#include "tests/faults/sim_vfs.h"

#include <sqlite3.h>

#include <algorithm>

namespace faults {
namespace {

using Kind = Operation::Kind;

void apply(base::Bytes& content, std::uint64_t offset, base::ByteView data) {
    if (content.size() < offset + data.size()) content.resize(offset + data.size());
    std::ranges::copy(data, content.begin() + static_cast<std::ptrdiff_t>(offset));
}

void apply_name(std::map<std::string, std::size_t, std::less<>>& names, const Operation& operation) {
    if (operation.kind == Kind::create) {
        names[operation.path] = operation.file;
    } else if (operation.kind == Kind::remove) {
        names.erase(operation.path);
    } else if (const auto found = names.find(operation.path); found != names.end()) {
        const std::size_t file = found->second;
        names.erase(found);
        names[operation.target] = file;
    }
}

}  // namespace

SimStorage::SimStorage(const Files& files) {
    for (const auto& [path, bytes] : files) {
        m_names[path] = m_contents.size();
        m_contents.push_back(bytes);
        m_is_name_synced.push_back(true);
    }
    m_vfs_name = "sim-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
    m_vfs = make_sim_vfs(*this, m_vfs_name);
    sqlite3_vfs_register(m_vfs.get(), 0);
}

SimStorage::~SimStorage() { sqlite3_vfs_unregister(m_vfs.get()); }

Files SimStorage::files() const {
    Files out;
    for (const auto& [path, file] : m_names) out[path] = m_contents[file];
    return out;
}

std::uint64_t SimStorage::used_bytes() const {
    std::uint64_t used = 0;
    for (const auto& [path, file] : m_names) used += m_contents[file].size();
    return used;
}

void SimStorage::mark(std::string label) { m_history.push_back({.kind = Kind::mark, .path = std::move(label)}); }

std::size_t SimStorage::open_file(const std::string& path) {
    if (const auto found = m_names.find(path); found != m_names.end()) return found->second;
    const std::size_t file = m_contents.size();
    m_names[path] = file;
    m_contents.emplace_back();
    m_is_name_synced.push_back(false);
    m_history.push_back({.kind = Kind::create, .file = file, .path = path});
    return file;
}

bool SimStorage::write(std::size_t file, std::uint64_t offset, base::ByteView data) {
    const std::uint64_t end = offset + data.size();
    if (end > m_contents[file].size() && used_bytes() + end - m_contents[file].size() > m_capacity) return false;
    apply(m_contents[file], offset, data);
    m_history.push_back({.kind = Kind::write, .file = file, .offset = offset, .data = base::to_bytes(data)});
    return true;
}

void SimStorage::truncate(std::size_t file, std::uint64_t size) {
    m_contents[file].resize(size);
    m_history.push_back({.kind = Kind::truncate, .file = file, .offset = size});
}

bool SimStorage::sync(std::size_t file) {
    if (++m_syncs == m_sync_to_fail) return false;
    if (m_ignores_syncs) return true;
    m_history.push_back({.kind = Kind::sync, .file = file});
    if (!m_is_name_synced[file]) sync_names();
    return true;
}

void SimStorage::sync_names() {
    if (m_ignores_syncs) return;
    m_history.push_back({.kind = Kind::sync_names});
    for (const auto& [path, file] : m_names) m_is_name_synced[file] = true;
}

bool SimStorage::remove_file(std::string_view path, bool is_synced) {
    const auto found = m_names.find(path);
    if (found == m_names.end()) return false;
    m_names.erase(found);
    m_history.push_back({.kind = Kind::remove, .path = std::string(path)});
    if (is_synced) sync_names();
    return true;
}

base::Result<base::Bytes> SimStorage::read(std::string_view path) const {
    const auto found = m_names.find(path);
    if (found == m_names.end()) return base::Fault::disk_not_found;
    return m_contents[found->second];
}

bool SimStorage::exists(std::string_view path) const { return m_names.find(path) != m_names.end(); }

base::Result<std::vector<std::string>> SimStorage::list(std::string_view folder) const {
    std::vector<std::string> names;
    const std::string prefix = std::string(folder) + "/";
    for (const auto& [path, file] : m_names)
        if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos) names.push_back(path.substr(prefix.size()));
    return names;
}

base::Status SimStorage::write_atomically(std::string_view path, base::ByteView content) {
    const std::string temporary = std::string(path) + ".tmp";
    const std::size_t file = open_file(temporary);
    truncate(file, 0);
    if (!write(file, 0, content)) {
        remove_file(temporary, true);
        return base::Fault::disk_full;
    }
    if (!sync(file)) return base::Fault::disk_failed;
    m_names.erase(temporary);
    m_names[std::string(path)] = file;
    m_history.push_back({.kind = Kind::rename, .path = temporary, .target = std::string(path)});
    sync_names();
    return {};
}

base::Status SimStorage::remove(std::string_view path) {
    remove_file(path, true);
    return {};
}

base::Result<std::uint64_t> SimStorage::free_bytes() const { return m_capacity - std::min(m_capacity, used_bytes()); }

PowerCut::PowerCut(const Files& before, const std::vector<Operation>& history) : m_history(history) {
    for (const auto& [path, bytes] : before) {
        m_names[path] = m_contents.size();
        m_contents.push_back({bytes, {}});
    }
}

bool PowerCut::step() {
    if (m_position == m_history.size()) return false;
    const Operation& operation = m_history[m_position++];
    switch (operation.kind) {
        case Kind::create:
            if (m_contents.size() <= operation.file) m_contents.resize(operation.file + 1);
            m_pending_names.push_back(&operation);
            break;
        case Kind::rename:
        case Kind::remove: m_pending_names.push_back(&operation); break;
        case Kind::write:
        case Kind::truncate: m_contents[operation.file].pending.push_back(&operation); break;
        case Kind::sync: {
            Content& content = m_contents[operation.file];
            for (const Operation* write : content.pending) {
                if (write->kind == Kind::truncate) content.synced.resize(write->offset);
                else apply(content.synced, write->offset, write->data);
            }
            content.pending.clear();
            break;
        }
        case Kind::sync_names:
            for (const Operation* name : m_pending_names) apply_name(m_names, *name);
            m_pending_names.clear();
            break;
        case Kind::mark: break;
    }
    return true;
}

std::string PowerCut::last_mark(std::string_view prefix) const {
    for (std::size_t i = m_position; i-- > 0;)
        if (m_history[i].kind == Kind::mark && m_history[i].path.starts_with(prefix)) return m_history[i].path.substr(prefix.size());
    return {};
}

Files PowerCut::disk(Mask mask, std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    const auto coin = [&] { return (random() & 1U) != 0; };
    auto names = m_names;
    std::size_t names_kept = m_pending_names.size();
    if (mask == Mask::lost) names_kept = 0;
    if (mask == Mask::torn) names_kept = random() % (m_pending_names.size() + 1);
    for (std::size_t i = 0; i < names_kept; ++i) apply_name(names, *m_pending_names[i]);

    Files out;
    for (const auto& [path, file] : names) {
        base::Bytes bytes = m_contents[file].synced;
        for (const Operation* write : m_contents[file].pending) {
            if (mask == Mask::lost) continue;
            if (write->kind == Kind::truncate) {
                if (mask == Mask::kept || coin()) bytes.resize(write->offset);
                continue;
            }
            for (std::size_t at = 0; at < write->data.size(); at += 512) {
                if (mask == Mask::torn && coin()) continue;
                const std::size_t size = std::min<std::size_t>(512, write->data.size() - at);
                apply(bytes, write->offset + at, base::ByteView(write->data).subspan(at, size));
            }
        }
        out[path] = std::move(bytes);
    }
    return out;
}

}  // namespace faults
