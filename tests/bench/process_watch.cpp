// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process_watch.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace bench {
namespace {

namespace fs = std::filesystem;

std::string folder_of(pid_t pid) { return "/proc/" + std::to_string(pid); }

// The fields of /proc/PID/stat after the program's name; empty when it is gone.
std::vector<std::string> stat_of(pid_t pid) {
    std::ifstream in(folder_of(pid) + "/stat");
    std::string line;
    std::getline(in, line);
    const std::size_t after_name = line.rfind(')');
    if (after_name == std::string::npos) return {};
    std::istringstream rest(line.substr(after_name + 1));
    std::vector<std::string> fields;
    for (std::string field; rest >> field;) fields.push_back(field);
    return fields;
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto pid = static_cast<pid_t>(std::stol(name));
        const std::vector<std::string> fields = stat_of(pid);
        if (fields.size() > 1 && fields[1] == std::to_string(parent)) found.push_back(pid);
    }
    return found;
}

double kilobytes(const std::string& path, const std::string& key) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1));
    return 0;
}

constexpr double mb_of_kib = 1024.0 / 1e6;

}  // namespace

std::optional<pid_t> find_descendant(const std::string& program) {
    std::vector<pid_t> left = children_of(getpid());
    while (!left.empty()) {
        const pid_t pid = left.back();
        left.pop_back();
        std::error_code error;
        if (fs::read_symlink(folder_of(pid) + "/exe", error).filename() == program) return pid;
        for (const pid_t child : children_of(pid)) left.push_back(child);
    }
    return std::nullopt;
}

Memory memory_of(pid_t pid) {
    const std::string path = folder_of(pid) + "/smaps_rollup";
    return {kilobytes(path, "Rss") * mb_of_kib, kilobytes(path, "Pss") * mb_of_kib};
}

double peak_rss_mb(pid_t pid) { return kilobytes(folder_of(pid) + "/status", "VmHWM") * mb_of_kib; }

double cpu_ms(pid_t pid) {
    const std::vector<std::string> fields = stat_of(pid);
    if (fields.size() < 13) return 0;
    const double ticks = std::stod(fields[11]) + std::stod(fields[12]);  // utime, stime
    return ticks * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

MemoryWatch::MemoryWatch(pid_t pid) : m_pid(pid), m_thread([this] {
    while (!m_is_ending) {
        look();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}) {}

MemoryWatch::~MemoryWatch() {
    m_is_ending = true;
    m_thread.join();
}

void MemoryWatch::look() {
    const double own = memory_of(m_pid).pss_mb;
    double family = own;
    for (const pid_t child : children_of(m_pid)) family += memory_of(child).pss_mb;
    m_own = std::max(m_own.load(), own);
    m_family = std::max(m_family.load(), family);
}

}  // namespace bench
