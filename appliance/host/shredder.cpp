// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/shredder.h"

#include "appliance/host/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

Failure failed(const fs::path& path, const char* what, int error) {
    return {Fault::disk_failed, path.string() + ": " + what + ": " + std::strerror(error)};
}

Status sync_folder(const fs::path& folder) {
    const Descriptor at(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!at || fsync(at.number()) != 0) return failed(folder, "fsync", errno);
    return {};
}

Status overwrite(const fs::path& file) {
    const Descriptor out(open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat about {};
    if (!out || fstat(out.number(), &about) != 0) return failed(file, "open", errno);
    if (!S_ISREG(about.st_mode)) return {};
    static constexpr std::size_t piece = 1U << 16U;
    static const std::vector<char> zeros(piece);
    for (off_t at = 0; at < about.st_size;) {
        const auto size = static_cast<std::size_t>(std::min<off_t>(about.st_size - at, static_cast<off_t>(piece)));
        const ssize_t written = pwrite(out.number(), zeros.data(), size, at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failed(file, "write", errno);
        at += written;
    }
    if (fsync(out.number()) != 0) return failed(file, "fsync", errno);
    return {};
}

base::Result<std::vector<fs::path>> entries_of(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> out;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) out.push_back(entry->path());
    if (error) return failed(folder, "list", error.value());
    std::sort(out.begin(), out.end());
    return out;
}

Status shred(const fs::path& path) {
    std::error_code error;
    const fs::file_status about = fs::symlink_status(path, error);
    if (about.type() == fs::file_type::not_found) return {};
    if (error) return failed(path, "stat", error.value());
    const bool is_folder = about.type() == fs::file_type::directory;
    if (is_folder) {
        const std::vector<fs::path> inside = TRY(entries_of(path));
        for (const fs::path& entry : inside) TRY(shred(entry));
        if (!inside.empty()) TRY(sync_folder(path));
    } else if (about.type() == fs::file_type::regular) {
        TRY(overwrite(path));
    }
    if ((is_folder ? rmdir(path.c_str()) : unlink(path.c_str())) != 0) return failed(path, "remove", errno);
    return {};
}

}  // namespace

base::Status shred_folder(const std::string& folder, const std::vector<std::string_view>& first, const std::vector<std::string_view>& kept) {
    for (const std::string_view name : first) {
        TRY(shred(fs::path(folder) / name));
        TRY(sync_folder(folder));  // the keys are gone before anything else begins to go
    }
    for (const fs::path& entry : TRY(entries_of(folder)))
        if (std::find(kept.begin(), kept.end(), entry.filename().string()) == kept.end()) TRY(shred(entry));
    return sync_folder(folder);
}

base::Status shred_file(const std::string& path) {
    std::error_code error;
    const fs::file_status about = fs::symlink_status(path, error);
    if (about.type() == fs::file_type::not_found) return {};
    if (about.type() != fs::file_type::regular) return Failure{Fault::usage_invalid, path + " is no plain file"};
    TRY(shred(path));
    const fs::path folder = fs::path(path).parent_path();
    return sync_folder(folder.empty() ? fs::path(".") : folder);
}

base::Result<std::vector<std::string>> contents_of_folder(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> out;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        out.push_back(entry->path().lexically_relative(folder).string());
    if (error) return failed(folder, "list", error.value());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace host
