// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace cli {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t size_max = 2ULL << 30U;

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

base::Status write_file(const std::string& path, base::ByteView content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    if (!out.flush()) return base::Failure{base::Fault::disk_failed, path};
    return {};
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

}  // namespace cli
