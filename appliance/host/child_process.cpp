// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace host {
namespace {

constexpr int numbers_max = 10;  // descriptors 0 to 9 of the program
constexpr int high_number = 100; // ours are moved up here first, out of their way

base::Failure failed(const char* what, int error) {
    return {base::Fault::program_failed, std::string(what) + " errno " + std::to_string(error)};
}

struct Preparation {
    std::vector<char*> arguments;
    std::array<int, numbers_max> sources{};  // -1: close
    int report = -1;                         // where an errno goes if exec fails
    const char* path = nullptr;
    SandboxProfile profile;
};

bool limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
    const rlimit wanted{soft, hard};
    return setrlimit(resource, &wanted) == 0;
}

bool set_limits(const SandboxProfile& profile) {
    return limit(RLIMIT_CORE, 0, 0) &&
           (profile.cpu_seconds_max == 0 ||
            limit(RLIMIT_CPU, profile.cpu_seconds_max, profile.cpu_seconds_max + 1)) &&
           (profile.memory_max_bytes == 0 ||
            limit(RLIMIT_AS, profile.memory_max_bytes, profile.memory_max_bytes));
}

// Between fork and exec: system calls only, since other threads may have held locks.
[[noreturn]] void become(const Preparation& wanted) {
    char locale[] = "LC_ALL=C.UTF-8";
    std::array<char*, 2> environment{locale, nullptr};
    sigset_t no_signals;
    sigemptyset(&no_signals);
    bool is_ready = set_limits(wanted.profile) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                    sigprocmask(SIG_SETMASK, &no_signals, nullptr) == 0 && signal(SIGPIPE, SIG_DFL) != SIG_ERR;
    for (int number = 0; is_ready && number < numbers_max; ++number) {
        const int source = wanted.sources[static_cast<std::size_t>(number)];
        if (source >= 0) {
            is_ready = dup2(source, number) == number;
        } else {
            close(number);
        }
    }
    const int keep = dup2(wanted.report, numbers_max);  // the report is the last one left open
    is_ready = is_ready && keep == numbers_max && fcntl(keep, F_SETFD, FD_CLOEXEC) == 0 &&
               syscall(SYS_close_range, numbers_max + 1, ~0U, 0) == 0;
    if (is_ready) execve(wanted.path, wanted.arguments.data(), environment.data());
    const int error = errno;
    (void)!write(keep >= 0 ? keep : wanted.report, &error, sizeof(error));
    _exit(127);
}

base::Result<Descriptor> moved_up(int number) {
    Descriptor copy(fcntl(number, F_DUPFD_CLOEXEC, high_number));
    if (!copy) return failed("dup", errno);
    return copy;
}

}  // namespace

base::Result<ChildProcess> ChildProcess::start(const Program& program) {
    Preparation wanted;
    wanted.path = program.path.c_str();
    wanted.profile = program.profile;
    wanted.arguments.push_back(const_cast<char*>(wanted.path));
    for (const std::string& argument : program.arguments) {
        wanted.arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    wanted.arguments.push_back(nullptr);

    std::vector<Descriptor> kept;
    const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing) return failed("/dev/null", errno);
    kept.push_back(TRY(moved_up(nothing.number())));
    wanted.sources.fill(-1);
    for (std::size_t number = 0; number < 3; ++number) wanted.sources[number] = kept[0].number();
    for (const HandedOver& handed : program.descriptors) {
        CHECK(handed.number >= 0 && handed.number < numbers_max);
        kept.push_back(TRY(moved_up(handed.descriptor)));
        wanted.sources[static_cast<std::size_t>(handed.number)] = kept.back().number();
    }
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return failed("pipe", errno);
    const Descriptor report(ends[0]);
    Descriptor report_end(ends[1]);
    kept.push_back(TRY(moved_up(report_end.number())));
    report_end.reset();
    wanted.report = kept.back().number();

    const pid_t pid = fork();
    if (pid < 0) return failed("fork", errno);
    if (pid == 0) become(wanted);
    kept.clear();
    ChildProcess child(pid, Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))));
    if (!child.m_handle) return failed("pidfd_open", errno);
    int error = 0;
    ssize_t got = 0;
    do got = read(report.number(), &error, sizeof(error));
    while (got < 0 && errno == EINTR);
    if (got == 0) return child;  // exec closed it
    child.reap();
    if (error == ENOENT || error == EACCES) return base::Failure{base::Fault::program_missing, program.path};
    return failed("exec", error);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_handle(std::move(other.m_handle)) {}

ChildProcess::~ChildProcess() {
    if (m_pid > 0) kill_and_wait();
}

base::Result<Ending> ChildProcess::wait(int time_limit_ms) {
    pollfd ended{m_handle.number(), POLLIN, 0};
    int ready = 0;
    do ready = poll(&ended, 1, time_limit_ms);
    while (ready < 0 && errno == EINTR);
    if (ready > 0) return reap();
    kill_and_wait();
    return base::Failure{base::Fault::program_time_limit, std::to_string(time_limit_ms) + " ms"};
}

void ChildProcess::kill() const {
    if (m_handle) (void)syscall(SYS_pidfd_send_signal, m_handle.number(), SIGKILL, nullptr, 0);
}

Ending ChildProcess::kill_and_wait() {
    if (m_pid > 0) ::kill(m_pid, SIGKILL);  // not reaped yet, so the number is still its own
    return reap();
}

Ending ChildProcess::reap() {
    if (m_pid <= 0) return {};
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
    if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
    return {WEXITSTATUS(status), 0};
}

}  // namespace host
