// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/folder_delivery.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace host {
namespace {

using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t block_size = 64U << 10U;  // a multiple of every medium's

Failure trouble(const std::string& name) {
    const int error = errno;
    return {error == ENOSPC || error == EDQUOT ? Fault::disk_full : Fault::disk_failed, name + ": " + std::strerror(error)};
}

struct FreeMemory {
    void operator()(void* memory) const { std::free(memory); }
};

// Past the cache where the file system can; elsewhere the cache is told to forget first.
Result<bool> reads_as(int folder, const std::string& name, ByteView expected, int how = O_DIRECT) {
    const Descriptor file(openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | how));
    if (!file && how != 0) return reads_as(folder, name, expected, 0);
    if (!file) return trouble(name);
    posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
    const ByteView whole = expected;
    const std::unique_ptr<void, FreeMemory> block(std::aligned_alloc(4096, block_size));
    if (!block) return Failure{Fault::disk_failed, "no memory"};
    for (;;) {
        const ssize_t got = read(file.number(), block.get(), block_size);
        if (got < 0 && errno == EINTR) continue;
        // Some say yes to O_DIRECT and mean no; nor can the odd end of a file be read on from.
        if (got < 0 && errno == EINVAL && how != 0) return reads_as(folder, name, whole, 0);
        if (got < 0) return trouble(name);
        if (got == 0) return expected.empty();
        const auto count = static_cast<std::size_t>(got);
        if (count > expected.size() || std::memcmp(block.get(), expected.data(), count) != 0) return false;
        expected = expected.subspan(count);
    }
}

Status check_room(int folder, std::uint64_t needed) {
    struct statvfs room {};
    if (fstatvfs(folder, &room) != 0) return trouble("the folder");
    // A block for the folder's own entry.
    if (room.f_bavail < needed / room.f_frsize + 2) return Failure{Fault::disk_full, "the stick has no room for it"};
    return {};
}

}  // namespace

Result<FolderDelivery> FolderDelivery::open(const std::string& folder) {
    Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) return Failure{Fault::disk_not_found, folder + ": " + std::strerror(errno)};
    return FolderDelivery(std::move(descriptor));
}

Status FolderDelivery::write_part(const std::string& part, ByteView content) const {
    if (unlinkat(m_folder.number(), part.c_str(), 0) != 0 && errno != ENOENT) return trouble(part);
    const Descriptor file(openat(m_folder.number(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return trouble(part);
    while (!content.empty()) {
        const ssize_t written = write(file.number(), content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return trouble(part);
        content = content.subspan(static_cast<std::size_t>(written));
    }
    if (fsync(file.number()) != 0) return trouble(part);
    return {};
}

Result<ports::ReadBack> FolderDelivery::put(const std::string& name, ByteView content) {
    struct stat there {};
    if (fstatat(m_folder.number(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISREG(there.st_mode) && TRY(reads_as(m_folder.number(), name, content))) return ports::ReadBack::same;
        return Failure{Fault::output_exists, name + " is there with other content"};
    }
    TRY(check_room(m_folder.number(), content.size()));
    const std::string part = name + ".part";
    const Status written = write_part(part, content);
    if (!written) {
        unlinkat(m_folder.number(), part.c_str(), 0);
        return written.failure();
    }
    const bool is_same = TRY(reads_as(m_folder.number(), part, content));
    if (!is_same) return Failure{Fault::disk_failed, name + " reads back differently; do not use this stick"};
    if (renameat2(m_folder.number(), part.c_str(), m_folder.number(), name.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) return Failure{Fault::output_exists, name};
        return trouble(name);
    }
    if (fsync(m_folder.number()) != 0) return trouble("the folder");
    return ports::ReadBack::same;
}

}  // namespace host
