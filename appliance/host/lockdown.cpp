// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/lockdown.h"

#include "appliance/host/reachable_files.h"
#include "appliance/host/syscall_filter.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace host {
namespace {

base::Failure unavailable(const char* what, int number) {
    return {base::Fault::sandbox_unavailable, std::string(what) + " error " + std::to_string(number)};
}

base::Status limit(int resource, rlim_t soft, rlim_t hard, const char* name) {
    rlimit now{};
    if (getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return unavailable(name, errno);
    // A launcher may already have set a stricter limit, and only root could raise it.
    const rlimit wanted{soft < now.rlim_max ? soft : now.rlim_max, hard < now.rlim_max ? hard : now.rlim_max};
    if (setrlimit(static_cast<__rlimit_resource>(resource), &wanted) != 0) return unavailable(name, errno);
    return {};
}

base::Status set_limits(const Lockdown& wanted) {
    constexpr rlim_t files_max = 64;  // fonts are files; poll() counts against it as well
    TRY(limit(RLIMIT_CORE, 0, 0, "RLIMIT_CORE"));
    TRY(limit(RLIMIT_NOFILE, files_max, files_max, "RLIMIT_NOFILE"));
    TRY(limit(RLIMIT_FSIZE, wanted.written_file_max_bytes, wanted.written_file_max_bytes, "RLIMIT_FSIZE"));
    if (wanted.memory_max_bytes > 0) {
        TRY(limit(RLIMIT_AS, wanted.memory_max_bytes, wanted.memory_max_bytes, "RLIMIT_AS"));
    }
    if (wanted.cpu_seconds_max > 0) {
        TRY(limit(RLIMIT_CPU, wanted.cpu_seconds_max, wanted.cpu_seconds_max + 1, "RLIMIT_CPU"));
    }
    return {};
}

void allow_computing(SyscallFilter& filter) {
    for (int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
                     SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(poll), SCMP_SYS(ppoll),
                     SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                     SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
                     SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
                     SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
                     SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getpid), SCMP_SYS(gettid),
                     SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
                     SCMP_SYS(sigaltstack)}) {
        filter.allow(call);
    }
    filter.allow_if(SCMP_SYS(mmap), bits_are(2, PROT_EXEC, 0));
    filter.allow_if(SCMP_SYS(mprotect), bits_are(2, PROT_EXEC, 0));
    filter.allow_if(SCMP_SYS(prlimit64), equals(2, 0));  // reading a limit, not setting one
    for (int command : {F_GETFL, F_GETFD, F_SETFD, F_GET_SEALS}) {
        filter.allow_if(SCMP_SYS(fcntl), equals(1, static_cast<scmp_datum_t>(command)));
    }
    // abort(): only to ourselves, and only deadly.
    filter.allow_if(SCMP_SYS(tgkill), equals(0, static_cast<scmp_datum_t>(getpid())));
    filter.refuse(SCMP_SYS(ioctl), ENOTTY);  // isatty(), asked by stdio
    filter.refuse(SCMP_SYS(memfd_create), EPERM);
    filter.refuse(SCMP_SYS(openat2), ENOSYS);
    filter.refuse(SCMP_SYS(open), EACCES);
    filter.refuse(SCMP_SYS(getcwd), EACCES);
}

void allow_reading_files(SyscallFilter& filter) {
    // Landlock decides where; this decides how.
    filter.allow_if(SCMP_SYS(openat), bits_are(2, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
    for (int call : {SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
                     SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
                     SCMP_SYS(fstatfs), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fadvise64)}) {
        filter.allow(call);
    }
}

void refuse_files(SyscallFilter& filter) {
    for (int call : {SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
                     SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(stat), SCMP_SYS(lstat)}) {
        filter.refuse(call, EACCES);
    }
    filter.refuse(SCMP_SYS(statx), ENOSYS);
    // fstat(fd) is fstatat(fd, "", AT_EMPTY_PATH) in current C libraries.
    filter.allow_if(SCMP_SYS(newfstatat), bits_are(3, AT_EMPTY_PATH, AT_EMPTY_PATH));
    filter.refuse_if(SCMP_SYS(newfstatat), EACCES, bits_are(3, AT_EMPTY_PATH, 0));
}

}  // namespace

base::Status lock_down(const Lockdown& wanted) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return unavailable("no_new_privs", errno);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return unavailable("dumpable", errno);
    TRY(set_limits(wanted));
    SyscallFilter filter(SCMP_ACT_KILL_PROCESS);
    allow_computing(filter);
    if (wanted.may_receive_descriptors) filter.allow(SCMP_SYS(recvmsg));
    if (wanted.readable_folders.empty()) {
        refuse_files(filter);
    } else {
        TRY(restrict_files_to({.readable = wanted.readable_folders, .listed = {}, .writable = {}}));
        allow_reading_files(filter);
    }
    if (const int error = filter.load(); error != 0) return unavailable("seccomp", error);
    return {};
}

void leave(int exit_status) { _exit(exit_status); }

}  // namespace host
