// SPDX-License-Identifier: Apache-2.0
#include "emulator/bench_files.h"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace emulator {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;

base::Status write_text(const fs::path& path, std::string_view text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out.flush()) return Failure{Fault::disk_failed, path.string()};
    return {};
}

base::Status write_private(const fs::path& path, const base::SecretBytes& content) {
    TRY(write_text(path, {}));
    if (chmod(path.c_str(), 0600) != 0) return Failure{Fault::disk_failed, path.string()};
    return write_text(path, base::as_text(content.reveal()));
}

base::Result<base::Bytes> read_bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Failure{Fault::disk_not_found, path.string()};
    return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

base::Result<base::SecretBytes> read_private(const fs::path& path) {
    base::Bytes content = TRY(read_bytes(path));
    base::SecretBytes secret{base::ByteView(content)};
    base::wipe(content.data(), content.size());
    return secret;
}

base::Status copy_over(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error) return Failure{Fault::disk_failed, from.string() + ": " + error.message()};
    return {};
}

std::uint32_t count_files(const std::filesystem::path& folder, std::string_view ending) {
    std::uint32_t count = 0;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->path().filename().string().ends_with(ending)) ++count;
    }
    return count;
}

}  // namespace emulator
