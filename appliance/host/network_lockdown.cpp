// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/network_lockdown.h"

#include "appliance/host/syscall_filter.h"

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace host {
namespace {

base::Failure unavailable(const char* what, int number) {
    return {base::Fault::sandbox_unavailable, std::string(what) + " error " + std::to_string(number)};
}

void allow_computing(SyscallFilter& filter) {
    for (int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
                     SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select),
                     SCMP_SYS(pselect6), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                     SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
                     SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
                     SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname),
                     SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid),
                     SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction),
                     SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
                     SCMP_SYS(membarrier), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(fcntl), SCMP_SYS(dup), SCMP_SYS(umask)}) {
        filter.allow(call);
    }
    filter.allow_if(SCMP_SYS(mmap), bits_are(2, PROT_EXEC, 0));
    filter.allow_if(SCMP_SYS(mprotect), bits_are(2, PROT_EXEC, 0));
    filter.allow_if(SCMP_SYS(prlimit64), equals(2, 0));  // reading a limit, not setting one
    // A thread of ours (names are looked up in one), never another process. What clone3
    // is asked for lies in memory, where no filter sees it: the C library then uses clone.
    filter.allow_if(SCMP_SYS(clone), bits_are(0, CLONE_THREAD, CLONE_THREAD));
    filter.refuse(SCMP_SYS(clone3), ENOSYS);
    filter.allow_if(SCMP_SYS(tgkill), equals(0, static_cast<scmp_datum_t>(getpid())));  // abort()
    filter.refuse(SCMP_SYS(openat2), ENOSYS);
}

void allow_files(SyscallFilter& filter) {
    // Landlock decides where.
    for (int call : {SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(stat), SCMP_SYS(lstat),
                     SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
                     SCMP_SYS(getdents64), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(fadvise64), SCMP_SYS(fsync),
                     SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
                     SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(getcwd)}) {
        filter.allow(call);
    }
}

void allow_network(SyscallFilter& filter) {
    // Local sockets for the kiosk that signs handshakes, netlink for the C library's name look-up.
    for (int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK}) {
        filter.allow_if(SCMP_SYS(socket), equals(0, static_cast<scmp_datum_t>(family)));
    }
    for (int call : {SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
                     SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
                     SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown)}) {
        filter.allow(call);
    }
    for (scmp_datum_t request : {scmp_datum_t{FIONBIO}, scmp_datum_t{FIONREAD}}) filter.allow_if(SCMP_SYS(ioctl), equals(1, request));
}

}  // namespace

base::Status lock_down_for_network(const ReachableFiles& files) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return unavailable("no_new_privs", errno);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return unavailable("dumpable", errno);
    const rlimit none{};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return unavailable("RLIMIT_CORE", errno);
    TRY(restrict_files_to(files));
    SyscallFilter filter(SCMP_ACT_ERRNO(EPERM));
    allow_computing(filter);
    allow_files(filter);
    allow_network(filter);
    if (const int error = filter.load(); error != 0) return unavailable("seccomp", error);
    return {};
}

}  // namespace host
