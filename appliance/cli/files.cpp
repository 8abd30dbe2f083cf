// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/files.h"

#include "appliance/cli/commands.h"
#include "appliance/host/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace cli {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t size_max = 2ULL << 30U;

bool write_all(int descriptor, base::ByteView content) {
    while (!content.empty()) {
        const ssize_t written = write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

base::Result<base::Bytes> read_file(const std::string& path) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    if (error) return base::Failure{base::Fault::disk_not_found, path + ": " + error.message()};
    if (size > size_max) return base::Failure{base::Fault::document_too_large, path};
    base::Bytes content(static_cast<std::size_t>(size));
    std::ifstream in(path, std::ios::binary);
    if (!in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(content.size())))
        return base::Failure{base::Fault::disk_failed, path};
    return content;
}

base::Result<base::SecretBytes> read_secret_file(const std::string& path, std::size_t secret_max) {
    const host::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (!file || fstat(file.number(), &about) != 0) return base::Failure{base::Fault::disk_not_found, path + ": " + std::strerror(errno)};
    if (!S_ISREG(about.st_mode)) return base::Failure{base::Fault::disk_failed, path + ": not a file"};
    if (static_cast<std::uintmax_t>(about.st_size) > secret_max) return base::Failure{base::Fault::document_too_large, path};
    base::SecretBytes content(static_cast<std::size_t>(about.st_size));
    std::span<std::uint8_t> room = content.reveal_to_fill();
    while (!room.empty()) {
        const ssize_t got = read(file.number(), room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return base::Failure{base::Fault::disk_failed, path};
        room = room.subspan(static_cast<std::size_t>(got));
    }
    return content;
}

base::Status write_file(const std::string& path, base::ByteView content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    if (!out.flush()) return base::Failure{base::Fault::disk_failed, path};
    return {};
}

base::Status write_new_file(const std::string& path, base::ByteView content) {
    const fs::path target(path);
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    std::string beside = (folder / ".inkseal-XXXXXX").string();
    const host::Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
    if (!file) return base::Failure{errno == ENOSPC ? base::Fault::disk_full : base::Fault::disk_failed, path + ": " + std::strerror(errno)};
    // A hard link refuses to replace what is there; renaming would not.
    const bool is_written = fchmod(file.number(), 0644) == 0 && write_all(file.number(), content) && fsync(file.number()) == 0;
    const bool is_there = is_written && link(beside.c_str(), path.c_str()) == 0;
    const int error = errno;
    unlink(beside.c_str());
    if (is_there) {
        const host::Descriptor parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (parent && fsync(parent.number()) == 0) return {};
        return base::Failure{base::Fault::disk_failed, folder.string() + ": " + std::strerror(errno)};
    }
    if (error == EEXIST) return base::Failure{base::Fault::output_exists, path};
    return base::Failure{error == ENOSPC ? base::Fault::disk_full : base::Fault::disk_failed, path + ": " + std::strerror(error)};
}

base::Result<std::vector<std::pair<std::string, base::Bytes>>> read_folder(const std::string& path) {
    std::error_code error;
    std::vector<std::pair<std::string, base::Bytes>> files;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (entry.is_regular_file(error)) files.emplace_back(entry.path().filename().string(), TRY(read_file(entry.path().string())));
    if (error) return base::Failure{base::Fault::disk_not_found, path + ": " + error.message()};
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return files;
}

void complain(const base::Failure& failure) {
    const base::FaultRow& row = base::row_of(failure.fault);
    std::fprintf(stderr, "inkseal: %s %s %s", std::string(row.code).c_str(), std::string(row.sentence).c_str(),
                 std::string(row.remedy).c_str());
    if (!failure.detail.empty()) std::fprintf(stderr, " (%s)", failure.detail.c_str());
    std::fputc('\n', stderr);
}

int exit_of(base::Fault fault) {
    const std::string_view code = base::row_of(fault).code;
    const auto is_of = [code](std::string_view area) { return code.starts_with(area); };
    if (is_of("DOC-")) return exit_not_a_pdf;
    if (is_of("PIN-") || fault == base::Fault::token_not_ours || fault == base::Fault::role_refused || fault == base::Fault::staff_session_over)
        return exit_no_permission;
    if (fault == base::Fault::usage_invalid) return exit_usage;
    if (fault == base::Fault::disk_not_found) return exit_no_input;
    if (is_of("DSK-")) return exit_no_output;
    if (fault == base::Fault::plan_step_refused) return exit_failed;  // the device is well; the step is not due
    if (is_of("TPM-") || is_of("TOK-") || is_of("PRV-") || is_of("CFG-") || is_of("SBX-") || is_of("VLT-")) return exit_unavailable;
    return exit_failed;
}

}  // namespace cli
