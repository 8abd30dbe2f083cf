// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/posix_disk.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace host {
namespace {

constexpr off_t file_size_max = off_t{512} << 20U;  // more than any document, parcel or database page that is read whole

constexpr std::string_view leftover_prefix = ".new-";
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

base::Failure failed(std::string_view what, int error) {
    const bool is_full = error == ENOSPC || error == EDQUOT;
    const bool is_absent = error == ENOENT;
    return {is_full     ? base::Fault::disk_full
            : is_absent ? base::Fault::disk_not_found
                        : base::Fault::disk_failed,
            std::string(what) + " errno " + std::to_string(error)};
}

// Nothing when the path is not strict.
std::optional<std::vector<std::string>> names_of(std::string_view path) {
    std::vector<std::string> names;
    if (path.empty()) return names;
    for (;;) {
        const std::size_t slash = path.find('/');
        const std::string_view name = path.substr(0, slash);
        const bool is_odd = name.empty() || name == "." || name == ".." || name.starts_with(leftover_prefix) ||
                            name.size() > 200 || name.find('\0') != std::string_view::npos;
        if (is_odd) return std::nullopt;
        names.emplace_back(name);
        if (slash == std::string_view::npos) return names;
        path.remove_prefix(slash + 1);
    }
}

base::Failure bad_path(std::string_view path) {
    return {base::Fault::disk_failed, "path not allowed: " + std::string(path)};
}

struct Location {
    Descriptor folder;
    std::string name;
};

base::Result<Descriptor> open_folder(int root, const std::vector<std::string>& names) {
    Descriptor at(openat(root, ".", folder_flags));
    for (const std::string& name : names) {
        if (!at) break;
        at = Descriptor(openat(at.number(), name.c_str(), folder_flags));
    }
    if (!at) return failed("folder", errno);
    return at;
}

base::Result<Location> locate(int root, std::string_view path) {
    auto names = names_of(path);
    if (!names || names->empty()) return bad_path(path);
    std::string last = std::move(names->back());
    names->pop_back();
    Descriptor folder = TRY(open_folder(root, *names));
    return Location{std::move(folder), std::move(last)};
}

base::Status write_all(int file, base::ByteView rest) {
    while (!rest.empty()) {
        const ssize_t written = write(file, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("write", errno);
        rest = rest.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

base::Result<PosixDisk> PosixDisk::open(const std::string& root) {
    Descriptor folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return failed("open " + root, errno);
    return PosixDisk(std::move(folder));
}

base::Result<PosixDisk> PosixDisk::open_or_make(const std::string& root) {
    if (mkdir(root.c_str(), 0700) != 0 && errno != EEXIST) {
        return base::Failure{base::Fault::disk_failed, "make " + root + " errno " + std::to_string(errno)};
    }
    return open(root);
}

base::Result<base::Bytes> PosixDisk::read(std::string_view path) const {
    const Location at = TRY(locate(m_root.number(), path));
    const Descriptor file(openat(at.folder.number(), at.name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file) return failed("open", errno);
    struct stat about {};
    if (fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode)) return failed("not a file", EIO);
    // Before it is asked for: a file that is mostly hole costs whoever left it nothing.
    if (about.st_size > file_size_max) return base::Failure{base::Fault::disk_failed, std::string(path) + " is too large"};
    base::Bytes content(static_cast<std::size_t>(about.st_size));
    std::size_t got = 0;
    while (got < content.size()) {
        const ssize_t more = ::read(file.number(), content.data() + got, content.size() - got);
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return failed("read", errno);
        if (more == 0) break;
        got += static_cast<std::size_t>(more);
    }
    content.resize(got);
    return content;
}

bool PosixDisk::exists(std::string_view path) const {
    const auto at = locate(m_root.number(), path);
    struct stat about {};
    return at && fstatat(at->folder.number(), at->name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
}

base::Result<std::vector<std::string>> PosixDisk::list(std::string_view folder) const {
    const auto names = names_of(folder);
    if (!names) return bad_path(folder);
    const auto at = open_folder(m_root.number(), *names);
    std::vector<std::string> found;
    if (!at && at.fault() == base::Fault::disk_not_found) return found;
    if (!at) return at.failure();
    const int copy = fcntl(at->number(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(fdopendir(copy), &closedir);
    if (!entries) return failed("list", errno);
    errno = 0;
    while (const dirent* entry = readdir(entries.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != ".." && !name.starts_with(leftover_prefix)) found.emplace_back(name);
    }
    if (errno != 0) return failed("list", errno);
    std::sort(found.begin(), found.end());
    return found;
}

base::Status PosixDisk::make_durable(int descriptor, const char* what) {
    if (fsync(descriptor) == 0) return {};
    const int error = errno;
    m_has_failed = true;
    return base::Failure{base::Fault::disk_failed, std::string("fsync ") + what + " errno " + std::to_string(error)};
}

base::Result<Descriptor> PosixDisk::make_folder(std::string_view path) {
    Descriptor at(openat(m_root.number(), ".", folder_flags));
    const auto names = names_of(path);
    if (!names) return bad_path(path);
    for (const std::string& name : *names) {
        if (!at) break;
        if (mkdirat(at.number(), name.c_str(), 0700) == 0) {
            TRY(make_durable(at.number(), "folder"));
        } else if (errno != EEXIST) {
            return failed("mkdir", errno);
        }
        at = Descriptor(openat(at.number(), name.c_str(), folder_flags));
    }
    if (!at) return failed("folder", errno);
    return at;
}

base::Status PosixDisk::replace(const Descriptor& folder, const std::string& name, base::ByteView content) {
    const std::string leftover = std::string(leftover_prefix) + name;
    unlinkat(folder.number(), leftover.c_str(), 0);
    const Descriptor file(openat(folder.number(), leftover.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return failed("create", errno);
    TRY(write_all(file.number(), content));
    TRY(make_durable(file.number(), "file"));
    if (renameat(folder.number(), leftover.c_str(), folder.number(), name.c_str()) != 0) return failed("rename", errno);
    return make_durable(folder.number(), "folder");
}

base::Status PosixDisk::write_atomically(std::string_view path, base::ByteView content) {
    const auto names = names_of(path);
    if (!names || names->empty()) return bad_path(path);
    const std::scoped_lock turn(m_writing);
    if (m_has_failed) return base::Failure{base::Fault::disk_failed, "an earlier fsync failed"};
    const std::size_t slash = path.rfind('/');
    const Descriptor folder = TRY(make_folder(slash == std::string_view::npos ? "" : path.substr(0, slash)));
    const base::Status status = replace(folder, names->back(), content);
    if (!status) unlinkat(folder.number(), (std::string(leftover_prefix) + names->back()).c_str(), 0);
    return status;
}

base::Status PosixDisk::remove(std::string_view path) {
    const std::scoped_lock turn(m_writing);
    if (m_has_failed) return base::Failure{base::Fault::disk_failed, "an earlier fsync failed"};
    const auto at = locate(m_root.number(), path);
    if (!at && at.fault() == base::Fault::disk_not_found) return {};
    if (!at) return at.failure();
    if (unlinkat(at->folder.number(), at->name.c_str(), 0) != 0) {
        if (errno == ENOENT) return {};
        return failed("remove", errno);
    }
    return make_durable(at->folder.number(), "folder");
}

base::Result<std::uint64_t> PosixDisk::free_bytes() const {
    struct statvfs about {};
    if (fstatvfs(m_root.number(), &about) != 0) return failed("statvfs", errno);
    return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
}

}  // namespace host
