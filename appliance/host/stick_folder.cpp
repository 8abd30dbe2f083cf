// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/stick_folder.h"

#include "appliance/host/descriptor.h"
#include "appliance/host/folder_delivery.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <system_error>

namespace host {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::size_t name_size_max = 100;

Failure trouble(const std::string& what) {
    const int error = errno;
    return {error == ENOENT || error == ENOTDIR ? Fault::disk_not_found : Fault::disk_failed, what + ": " + std::strerror(error)};
}

// No folders, nothing hidden, nothing that would break a line on a screen.
bool is_showable(std::string_view name) {
    if (name.empty() || name.front() == '.' || name.size() > name_size_max) return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '/'; });
}

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};

Result<Descriptor> open_stick(const std::string& folder) {
    if (folder.empty()) return Failure{Fault::disk_not_found, "this device has no place for a stick"};
    Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) return trouble(folder);
    return descriptor;
}

}  // namespace

Result<std::vector<ports::ExchangeFolder::File>> StickFolder::files() {
    Descriptor stick = TRY(open_stick(m_folder));
    const int number = dup(stick.number());
    const std::unique_ptr<DIR, CloseFolder> folder(number < 0 ? nullptr : fdopendir(number));
    if (!folder) return trouble(m_folder);
    std::vector<File> files;
    for (;;) {
        errno = 0;
        const dirent* const entry = readdir(folder.get());
        if (entry == nullptr && errno != 0) return trouble(m_folder);
        if (entry == nullptr || files.size() == files_max) break;
        struct stat about {};
        if (!is_showable(entry->d_name) || fstatat(stick.number(), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(about.st_mode)) files.push_back({entry->d_name, static_cast<std::uint64_t>(about.st_size)});
    }
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.name < b.name; });
    return files;
}

Result<base::Bytes> StickFolder::read(const std::string& name, std::size_t limit) {
    if (!is_showable(name)) return Failure{Fault::disk_failed, "name not allowed"};
    const Descriptor stick = TRY(open_stick(m_folder));
    // Whoever made the stick may have put a pipe there: nobody waits for that.
    const Descriptor file(openat(stick.number(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file) return trouble(name);
    struct stat about {};
    if (fstat(file.number(), &about) != 0) return trouble(name);
    if (!S_ISREG(about.st_mode)) return Failure{Fault::disk_failed, name + " is no file"};
    base::Bytes content(limit + 1);
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(file.number(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return trouble(name);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > limit) return Failure{Fault::key_file_unreadable, name + " is too large"};
    content.resize(size);
    return content;
}

base::Status StickFolder::write(const std::string& name, base::ByteView content) {
    if (!is_showable(name)) return Failure{Fault::disk_failed, "name not allowed"};
    FolderDelivery delivery = TRY(FolderDelivery::open(m_folder));
    TRY(delivery.put(name, content));
    return {};
}

base::Status StickFolder::write_folder(const std::string& name, const std::vector<Named>& files) {
    namespace fs = std::filesystem;
    if (!is_showable(name)) return Failure{Fault::disk_failed, "name not allowed"};
    const Descriptor stick = TRY(open_stick(m_folder));
    if (mkdirat(stick.number(), name.c_str(), 0700) != 0) {
        if (errno == EEXIST) return Failure{Fault::output_exists, name};
        return errno == ENOSPC || errno == EDQUOT ? Failure{Fault::disk_full, name} : trouble(name);
    }
    for (const auto& [file, content] : files) {
        const fs::path path = fs::path(m_folder) / name / file;
        const bool is_inside = !file.empty() && file.front() != '/' && std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
        if (!is_inside) return Failure{Fault::disk_failed, "name not allowed"};
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error) return Failure{error == std::errc::no_space_on_device ? Fault::disk_full : Fault::disk_failed, file + ": " + error.message()};
        FolderDelivery folder = TRY(FolderDelivery::open(path.parent_path().string()));
        TRY(folder.put(path.filename().string(), content));
    }
    return {};
}

}  // namespace host
