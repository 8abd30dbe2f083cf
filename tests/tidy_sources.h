// SPDX-License-Identifier: Apache-2.0
// The house's own code, read for the rules that are executed on it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tidy {

struct Source {
    std::string path;  // from the root, '/'-separated
    std::vector<std::string> lines;
};

// The customer's folders, in which all code lies.
extern const std::vector<std::string> parts;

Source read_source(const std::filesystem::path& path);
// Every .h and .cpp of the parts.
const std::vector<Source>& sources();

bool begins_with(const std::string& text, const std::string& prefix);
bool is_inside(const std::string& path, const std::string& folder);
std::string strip_comment(const std::string& line);
// Text inside quotes is data, not code.
std::string strip_strings(const std::string& line);
// "path:line", for a message.
std::string place(const Source& source, std::size_t line);

}  // namespace tidy
