// SPDX-License-Identifier: Apache-2.0
// Runs a command as a person would in a shell, and keeps what it said.
#pragma once

#include <string>

namespace stories {

struct Said {
    int status = -1;    // the shell's exit status
    std::string words;  // standard output and error together
    bool holds(const std::string& text) const { return words.find(text) != std::string::npos; }
};

Said run(const std::string& command);

// 'path', quoted for the shell.
std::string quoted(const std::string& path);

}  // namespace stories
