// SPDX-License-Identifier: Apache-2.0
// What the kernel says of a process: memory, processor time, children.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace bench {

// Children of this process, and theirs, whose program has this name.
std::optional<pid_t> find_descendant(const std::string& program);

struct Memory {
    double rss_mb = 0;   // resident, shared libraries included (1 MB = 1,000,000 bytes)
    double pss_mb = 0;   // its fair share of what it shares
};
Memory memory_of(pid_t pid);
// The most it ever had resident.
double peak_rss_mb(pid_t pid);
double cpu_ms(pid_t pid);

// Looks every 20 ms at a process and its children; remembers the most it saw.
class MemoryWatch {
public:
    explicit MemoryWatch(pid_t pid);
    ~MemoryWatch();
    MemoryWatch(const MemoryWatch&) = delete;
    MemoryWatch& operator=(const MemoryWatch&) = delete;

    double own_pss_mb() const { return m_own; }
    double family_pss_mb() const { return m_family; }

private:
    void look();

    pid_t m_pid;
    std::atomic<bool> m_is_ending = false;
    std::atomic<double> m_own = 0, m_family = 0;
    std::thread m_thread;
};

}  // namespace bench
