// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/commands.h"

#include <array>
#include <cstdio>
#include <sys/wait.h>

namespace stories {

Said run(const std::string& command) {
    Said said;
    FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "r");
    if (pipe == nullptr) return said;
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) said.words.append(buffer.data(), size);
    const int ending = pclose(pipe);
    said.status = WIFEXITED(ending) ? WEXITSTATUS(ending) : 128;
    return said;
}

std::string quoted(const std::string& path) {
    std::string text = "'";
    for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace stories
