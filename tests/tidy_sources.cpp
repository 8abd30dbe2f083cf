// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy_sources.h"

#include <fstream>
#include <regex>

namespace tidy {
namespace {

namespace fs = std::filesystem;

bool is_code(const fs::path& path) {
    const auto extension = path.extension();
    return extension == ".h" || extension == ".cpp";
}

}  // namespace

const std::vector<std::string> parts = {"appliance", "ui", "tpm", "usb", "sync", "image", "emulator", "tests"};

Source read_source(const fs::path& path) {
    Source source{fs::relative(path, SOURCE_DIR).generic_string(), {}};
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) source.lines.push_back(line);
    return source;
}

const std::vector<Source>& sources() {
    static const std::vector<Source> all = [] {
        std::vector<Source> found;
        for (const std::string& part : parts)
            for (auto it = fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / part); it != fs::end(it); ++it) {
                if (it->path().filename() == "node_modules") it.disable_recursion_pending();
                if (it->is_regular_file() && is_code(it->path())) found.push_back(read_source(it->path()));
            }
        return found;
    }();
    return all;
}

bool begins_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

bool is_inside(const std::string& path, const std::string& folder) { return begins_with(path, folder + "/"); }

std::string strip_comment(const std::string& line) {
    const std::size_t at = line.find("//");
    return at == std::string::npos ? line : line.substr(0, at);
}

std::string strip_strings(const std::string& line) {
    static const std::regex quoted("\"(\\\\.|[^\"\\\\])*\"");
    return std::regex_replace(line, quoted, "\"\"");
}

std::string place(const Source& source, std::size_t line) { return source.path + ":" + std::to_string(line + 1); }

}  // namespace tidy
