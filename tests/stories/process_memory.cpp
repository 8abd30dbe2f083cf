// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/process_memory.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace stories {
namespace {

constexpr float position_tolerance_mm = 0.0006F;  // positions are known to a micrometre

void read_one(pid_t process, MemoryImage& image) {
    const std::string folder = "/proc/" + std::to_string(process);
    std::ifstream maps(folder + "/maps");
    const int memory = open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0, end = 0;
        char access[5] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, access) != 3 || access[0] != 'r' || access[1] != 'w') continue;
        MemoryRegion region{line, std::string(end - begin, '\0')};
        const ssize_t size = pread(memory, region.content.data(), region.content.size(), static_cast<off_t>(begin));
        if (size <= 0) continue;
        region.content.resize(static_cast<std::size_t>(size));
        image.push_back(std::move(region));
    }
    close(memory);
}

std::vector<pid_t> children_of(pid_t process) {
    std::vector<pid_t> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", error)) {
        std::ifstream list(entry.path() / "children");
        for (pid_t child = 0; list >> child;) found.push_back(child);
    }
    return found;
}

std::string widened(std::string_view ascii, std::size_t width, bool is_big_endian) {
    std::string wide;
    for (const char c : ascii) {
        std::string unit(width, '\0');
        unit[is_big_endian ? width - 1 : 0] = c;
        wide += unit;
    }
    return wide;
}

}  // namespace

MemoryImage read_memory(pid_t process) {
    MemoryImage image;
    kill(process, SIGSTOP);
    read_one(process, image);
    for (const pid_t child : children_of(process)) read_one(child, image);
    kill(process, SIGCONT);
    return image;
}

MemoryImage read_stopped(pid_t process) {
    MemoryImage image;
    read_one(process, image);
    return image;
}

std::vector<std::string> find_word(const MemoryImage& image, std::string_view ascii) {
    const std::pair<const char*, std::string> spellings[] = {
        {"UTF-8", std::string(ascii)},
        {"UTF-16LE", widened(ascii, 2, false)},
        {"UTF-16BE", widened(ascii, 2, true)},
        {"UTF-32LE", widened(ascii, 4, false)},
    };
    std::vector<std::string> found;
    for (const MemoryRegion& region : image)
        for (const auto& [name, spelling] : spellings)
            for (std::size_t at = 0; (at = region.content.find(spelling, at)) != std::string::npos; ++at) {
                std::ostringstream line;
                line << name << " at +0x" << std::hex << at << " of " << region.mapping << ": ";
                const std::size_t from = at < 48 ? 0 : at - 48;
                for (const char c : region.content.substr(from, spelling.size() + 96)) line << (c >= ' ' && c < 127 ? c : '.');
                found.push_back(line.str());
            }
    return found;
}

std::size_t count_positions(const MemoryImage& image, const std::vector<PenPosition>& positions) {
    std::size_t count = 0;
    for (const MemoryRegion& region : image)
        for (std::size_t at = 0; at + 8 <= region.content.size(); at += 4) {
            float pair[2];
            std::memcpy(pair, region.content.data() + at, sizeof pair);
            if (!(pair[0] > 0.5F && pair[0] < 500.0F && pair[1] > 0.5F && pair[1] < 500.0F)) continue;
            for (const PenPosition& position : positions)
                if (std::abs(pair[0] - position.x_mm) < position_tolerance_mm && std::abs(pair[1] - position.y_mm) < position_tolerance_mm) ++count;
        }
    return count;
}

}  // namespace stories
