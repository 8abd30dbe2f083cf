// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/folder_blob_store.h"

#include "appliance/base/check.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/descriptor.h"
#include "sync/http.h"
#include "sync/names.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace receiver {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Failure disk_trouble(const char* what) {
    const int number = errno;
    return {number == ENOSPC || number == EDQUOT ? Fault::disk_full : Fault::disk_failed,
            std::string(what) + ": errno " + std::to_string(number)};
}

Status sync_folder(const std::string& path) {
    const host::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.number()) != 0) return disk_trouble("fsync of a folder");
    return {};
}

// Makes `path` below an existing `root`, each level durable.
Status make_folders(const std::string& root, const std::string& first, const std::string& second) {
    const std::string outer = root + "/" + first;
    const std::string inner = outer + "/" + second;
    if (fs::is_directory(fs::path(inner))) return {};
    for (const auto& [path, parent] : {std::pair(outer, root), std::pair(inner, outer)}) {
        if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) return disk_trouble("mkdir");
        TRY(sync_folder(parent));
    }
    return {};
}

Status write_all(int descriptor, base::ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return disk_trouble("write");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (::fdatasync(descriptor) != 0) return disk_trouble("fdatasync");
    return {};
}

Result<base::Bytes> read_all(const std::string& path) {
    const host::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (!file || ::fstat(file.number(), &about) != 0) return Failure{Fault::disk_not_found, path};
    base::Bytes bytes(static_cast<std::size_t>(about.st_size));
    std::size_t have = 0;
    while (have < bytes.size()) {
        const ssize_t got = ::read(file.number(), bytes.data() + have, bytes.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return disk_trouble("read");
        have += static_cast<std::size_t>(got);
    }
    return bytes;
}

Result<base::Digest> hash_file(const std::string& path) {
    const host::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return disk_trouble("open");
    crypto::Hasher hasher;
    base::Bytes part(256U << 10U);
    for (;;) {
        const ssize_t got = ::read(file.number(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return disk_trouble("read");
        if (got == 0) return hasher.finish_sha256();
        hasher.update(base::ByteView(part).first(static_cast<std::size_t>(got)));
    }
}

struct Unfinished {
    std::int64_t touched_ms = 0;
    std::string path;
    auto operator<=>(const Unfinished&) const = default;
};

// The one that was left longest comes first.
std::vector<Unfinished> unfinished_in(const std::string& folder) {
    std::vector<Unfinished> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        struct stat about {};
        if (::stat(at->path().c_str(), &about) != 0) continue;
        found.push_back({std::int64_t{about.st_mtim.tv_sec} * 1000 + about.st_mtim.tv_nsec / 1'000'000, at->path()});
    }
    std::sort(found.begin(), found.end());
    return found;
}

Status give_up(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return disk_trouble("unlink");
    return {};
}

// For one more.
Status make_room(const std::string& folder) {
    const std::vector<Unfinished> found = unfinished_in(folder);
    for (std::size_t i = 0; i + unfinished_max <= found.size(); ++i) TRY(give_up(found[i].path));
    return {};
}

}  // namespace

std::mutex& FolderBlobStore::turn_of(const base::DeviceId& id) { return m_turns[std::hash<std::string>()(id.text) % m_turns.size()]; }

std::string FolderBlobStore::whole_path(const base::DeviceId& id, const base::Digest& name) const {
    CHECK(exchange::is_plain_name(id.text));  // it came through a certificate that we issued
    return m_root + "/blobs/" + id.text + "/" + base::to_hex(name);
}

std::string FolderBlobStore::incoming_folder(const base::DeviceId& id) const {
    CHECK(exchange::is_plain_name(id.text));
    return m_root + "/incoming/" + id.text;
}

std::optional<FolderBlobStore::Upload> FolderBlobStore::find(const base::DeviceId& id, const base::Digest& name) const {
    const std::string prefix = base::to_hex(name) + ".";
    std::error_code error;
    for (fs::directory_iterator at(incoming_folder(id), error), end; !error && at != end; at.increment(error)) {
        const std::string file = at->path().filename();
        if (!file.starts_with(prefix)) continue;
        const auto length = exchange::parse_decimal(std::string_view(file).substr(prefix.size()));
        const std::uintmax_t size = fs::file_size(at->path(), error);
        if (length && !error && size <= *length) return Upload{at->path(), {size, *length}};
    }
    return std::nullopt;
}

Result<std::optional<UploadState>> FolderBlobStore::state(const base::DeviceId& id, const base::Digest& name) {
    const std::lock_guard lock(turn_of(id));
    std::error_code error;
    const std::uintmax_t size = fs::file_size(whole_path(id, name), error);
    if (!error) return std::optional(UploadState{size, size});
    const auto upload = find(id, name);
    if (!upload) return std::optional<UploadState>();
    // All bytes are here but were never judged: power was lost in between.
    if (upload->state.is_whole()) return std::optional(TRY(finish(id, name, *upload)));
    return std::optional(upload->state);
}

Result<UploadState> FolderBlobStore::begin(const base::DeviceId& id, const base::Digest& name, std::uint64_t length) {
    if (const auto standing = TRY(state(id, name))) {
        if (standing->length != length) return Failure{Fault::server_conflict, "begun with another length"};
        return *standing;
    }
    const std::lock_guard lock(turn_of(id));
    TRY(make_folders(m_root, "incoming", id.text));
    const std::string folder = incoming_folder(id);
    TRY(make_room(folder));
    const std::string path = folder + "/" + base::to_hex(name) + "." + std::to_string(length);
    const host::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
    if (!file) return disk_trouble("create");
    TRY(sync_folder(folder));
    return UploadState{0, length};
}

Result<UploadState> FolderBlobStore::append(const base::DeviceId& id, const base::Digest& name, std::uint64_t offset,
                                            base::ByteView bytes) {
    const std::lock_guard lock(turn_of(id));
    auto upload = find(id, name);
    if (!upload) return Failure{Fault::disk_not_found, "no such upload"};
    if (upload->state.offset != offset || bytes.size() > upload->state.length - offset)
        return Failure{Fault::server_conflict, "the upload stands at " + std::to_string(upload->state.offset)};
    {
        const host::Descriptor file(::open(upload->path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
        if (!file) return disk_trouble("open");
        TRY(write_all(file.number(), bytes));
    }
    upload->state.offset += bytes.size();
    if (!upload->state.is_whole()) return upload->state;
    return finish(id, name, *upload);
}

Result<UploadState> FolderBlobStore::finish(const base::DeviceId& id, const base::Digest& name, const Upload& upload) {
    const base::Digest found = TRY(hash_file(upload.path));
    if (found != name) {
        if (::truncate(upload.path.c_str(), 0) != 0) return disk_trouble("truncate");
        return Failure{Fault::cipher_tampered, "the bytes are not what their name says"};
    }
    TRY(make_folders(m_root, "blobs", id.text));
    if (::rename(upload.path.c_str(), whole_path(id, name).c_str()) != 0) return disk_trouble("rename");
    TRY(sync_folder(m_root + "/blobs/" + id.text));
    TRY(sync_folder(incoming_folder(id)));
    return upload.state;
}

Result<base::Bytes> FolderBlobStore::read(const base::DeviceId& id, const base::Digest& name) {
    return read_all(whole_path(id, name));
}

Status FolderBlobStore::expire(std::int64_t now_ms) {
    std::error_code error;
    for (fs::directory_iterator at(m_root + "/incoming", error), end; !error && at != end; at.increment(error)) {
        const std::string device = at->path().filename();
        if (!exchange::is_plain_name(device)) continue;
        const std::lock_guard lock(turn_of(base::DeviceId(device)));
        for (const Unfinished& upload : unfinished_in(at->path()))
            if (now_ms - upload.touched_ms > unfinished_ms) TRY(give_up(upload.path));
    }
    return {};
}

Status FolderBlobStore::put(const base::DeviceId& id, const base::Digest& name, base::ByteView bytes) {
    TRY(begin(id, name, bytes.size()));
    const auto standing = TRY(state(id, name));
    if (standing && standing->is_whole()) return {};
    TRY(append(id, name, standing ? standing->offset : 0, bytes.subspan(standing ? standing->offset : 0)));
    return {};
}

}  // namespace receiver
