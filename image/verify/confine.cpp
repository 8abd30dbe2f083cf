// SPDX-License-Identifier: Apache-2.0
#include "image/verify/confine.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <vector>

namespace verify {
namespace {

using Program = std::vector<sock_filter>;

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t end = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EACCES;

void load(Program& program, std::size_t offset) {
    program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
}
void answer(Program& program, std::uint32_t action) { program.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }
void answer_if_equal(Program& program, long value, std::uint32_t action) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(value), 0, 1));
    answer(program, action);
}

// Numbers of system calls mean something only together with the architecture.
std::uint32_t architecture() {
    utsname about{};
    if (uname(&about) != 0) return 0;
    const std::string_view machine = about.machine;
    if (machine == "x86_64") return AUDIT_ARCH_X86_64;
    if (machine == "aarch64") return AUDIT_ARCH_AARCH64;
    return 0;
}

Program filter() {
    Program program;
    load(program, offsetof(seccomp_data, arch));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture(), 1, 0));
    answer(program, end);
    load(program, offsetof(seccomp_data, nr));
    for (const long call : {SYS_read, SYS_write, SYS_close, SYS_fstat, SYS_newfstatat, SYS_lseek, SYS_munmap,
                            SYS_mremap, SYS_brk, SYS_madvise, SYS_futex, SYS_exit, SYS_exit_group, SYS_clock_gettime,
                            SYS_getrandom, SYS_rt_sigreturn, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_sigaltstack,
                            SYS_getpid, SYS_gettid, SYS_sched_yield}) {
        answer_if_equal(program, call, allow);
    }
    for (const long call : {SYS_openat, SYS_readlinkat, SYS_ioctl}) answer_if_equal(program, call, refuse);
    for (const long call : {SYS_mmap, SYS_mprotect}) {
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4));
        load(program, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t));
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1));
        answer(program, end);
        answer(program, allow);
    }
    answer(program, end);
    return program;
}

}  // namespace

bool confine() {
    const rlimit none{0, 0};
    if (architecture() == 0 || setrlimit(RLIMIT_CORE, &none) != 0) return false;
    Program program = filter();
    const sock_fprog wanted{static_cast<unsigned short>(program.size()), program.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &wanted) == 0;
}

}  // namespace verify
