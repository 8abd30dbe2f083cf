// SPDX-License-Identifier: Apache-2.0
// One of our own programs, running beside us with nothing but what it was handed: the
// descriptors named (every other one is closed), the arguments, an empty environment
// but for LC_ALL, no new privileges, no core file.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/host/descriptor.h"
#include "appliance/host/sandbox_profile.h"

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace host {

struct HandedOver {
    int number;      // what the program sees; 0 to 9
    int descriptor;  // ours; stays open here
};

struct Program {
    std::string path;
    std::vector<std::string> arguments;  // without the program's own name
    std::vector<HandedOver> descriptors; // of 0, 1 and 2, those left out are /dev/null
    SandboxProfile profile;              // its wall time is the caller's business
};

// How a program ended: by itself with `status`, or by `signal` (then not 0).
struct Ending {
    int status = 0;
    int signal = 0;
    bool is_success() const { return status == 0 && signal == 0; }
};

class ChildProcess {
public:
    // Faults: program_missing, program_failed.
    static base::Result<ChildProcess> start(const Program& program);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    // Kills and reaps what still runs.
    ~ChildProcess();

    // Waits for the end, and for no longer than this; then kills.
    // Faults: program_time_limit.
    base::Result<Ending> wait(int time_limit_ms);
    Ending kill_and_wait();
    // Kills without waiting; wait() is still due. Nothing happens to one that has ended.
    void kill() const;

    pid_t process() const { return m_pid; }

private:
    ChildProcess(pid_t pid, Descriptor handle) : m_pid(pid), m_handle(std::move(handle)) {}
    Ending reap();

    pid_t m_pid = -1;      // -1: reaped
    Descriptor m_handle;   // pidfd
};

// A program that reads one input, writes one output and ends.
struct Errand {
    std::string path;
    std::vector<std::string> arguments;
    base::ByteView input;                    // becomes a sealed file on descriptor 0
    std::vector<base::ByteView> more_inputs; // the same, on descriptors 3, 4, ...; at most 7
    std::size_t output_max_bytes = 1U << 20U;
    SandboxProfile profile;
};

struct ErrandReport {
    Ending ending;
    base::Bytes output;      // descriptor 1
    bool is_output_cut = false;  // it wrote more than allowed, and was killed for it
    std::string complaints;  // descriptor 2, the first 4 KiB; for the service log
};

// Faults: program_missing, program_failed, program_time_limit. A program that ends badly is a report, not a fault: only the
// caller knows what that means.
base::Result<ErrandReport> run_errand(const Errand& errand);

}  // namespace host
