// SPDX-License-Identifier: Apache-2.0
// Every case runs in a process of its own (a death test): there is no way back.
#include "appliance/host/lockdown.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

using testing::ExitedWithCode;
using testing::KilledBySignal;

void lock(const host::Lockdown& wanted = {}) {
    if (!host::lock_down(wanted)) host::leave(99);
}

TEST(Lockdown, LeavesComputingReadingAndWritingAlone) {
    EXPECT_EXIT({
        int ends[2];
        if (pipe(ends) != 0) host::leave(1);
        lock();
        std::vector<char> much(32U << 20U, 'x');
        char back = 0;
        const bool works = write(ends[1], &much[77], 1) == 1 && read(ends[0], &back, 1) == 1 && back == 'x';
        host::leave(works ? 0 : 2);
    }, ExitedWithCode(0), "");
}

TEST(Lockdown, EndsWhoOpensASocket) {
    EXPECT_EXIT({ lock(); socket(AF_INET, SOCK_STREAM, 0); host::leave(0); }, KilledBySignal(SIGSYS), "");
}

TEST(Lockdown, EndsWhoForks) {
    EXPECT_EXIT({ lock(); (void)!fork(); host::leave(0); }, KilledBySignal(SIGSYS), "");
}

TEST(Lockdown, EndsWhoStartsAProgram) {
    EXPECT_EXIT({ lock(); execl("/bin/true", "true", nullptr); host::leave(0); }, KilledBySignal(SIGSYS), "");
}

TEST(Lockdown, EndsWhoMakesExecutableMemory) {
    EXPECT_EXIT({
        lock();
        mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        host::leave(0);
    }, KilledBySignal(SIGSYS), "");
    EXPECT_EXIT({
        void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        lock();
        mprotect(page, 4096, PROT_READ | PROT_EXEC);
        host::leave(0);
    }, KilledBySignal(SIGSYS), "");
}

TEST(Lockdown, EndsWhoSignalsAnotherProcess) {
    EXPECT_EXIT({ lock(); kill(getppid(), 0); host::leave(0); }, KilledBySignal(SIGSYS), "");
}

TEST(Lockdown, EndsWhoReceivesDescriptorsUninvited) {
    EXPECT_EXIT({ lock(); msghdr message{}; recvmsg(0, &message, 0); host::leave(0); }, KilledBySignal(SIGSYS), "");
    EXPECT_EXIT({
        host::Lockdown wanted;
        wanted.may_receive_descriptors = true;
        lock(wanted);
        msghdr message{};
        recvmsg(0, &message, 0);  // fails: no socket; but the call is allowed
        host::leave(0);
    }, ExitedWithCode(0), "");
}

TEST(Lockdown, RefusesToOpenFilesWithoutEndingTheProgram) {
    EXPECT_EXIT({
        lock();
        const bool is_refused = open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES;
        struct stat about {};
        const bool is_unseen = stat("/etc/passwd", &about) != 0;
        host::leave(is_refused && is_unseen ? 0 : 1);
    }, ExitedWithCode(0), "");
}

TEST(Lockdown, OpensForReadingOnlyWhatLiesInTheFoldersNamed) {
    std::string folder = testing::TempDir() + "inkseal-lockdown-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string file = folder + "/font";
    std::fclose(std::fopen(file.c_str(), "w"));
    EXPECT_EXIT({
        host::Lockdown wanted;
        wanted.readable_folders.push_back(folder);
        wanted.readable_folders.push_back("/no/such/folder");
        lock(wanted);
        const bool can_read = open(file.c_str(), O_RDONLY | O_CLOEXEC) >= 0;
        const bool elsewhere = open("/etc/passwd", O_RDONLY) >= 0;
        const bool around = open((folder + "/../../../../../../../../etc/passwd").c_str(), O_RDONLY) >= 0;
        host::leave(can_read && !elsewhere && !around ? 0 : 1);
    }, ExitedWithCode(0), "");
    EXPECT_EXIT({
        host::Lockdown wanted;
        wanted.readable_folders = {folder};
        lock(wanted);
        open(file.c_str(), O_RDWR);
        host::leave(0);
    }, KilledBySignal(SIGSYS), "");
    unlink(file.c_str());
    rmdir(folder.c_str());
}

TEST(Lockdown, EndsWhoComputesTooLong) {
    EXPECT_EXIT({
        host::Lockdown wanted;
        wanted.cpu_seconds_max = 1;
        lock(wanted);
        for (volatile bool is_busy = true; is_busy;) {
        }
    }, KilledBySignal(SIGXCPU), "");
}

TEST(Lockdown, LimitsTheFileThatMayBeWritten) {
    EXPECT_EXIT({
        const int file = memfd_create("out", MFD_CLOEXEC);
        host::Lockdown wanted;
        wanted.written_file_max_bytes = 4096;
        lock(wanted);
        const std::vector<char> block(8192);
        (void)!write(file, block.data(), 4096);
        (void)!write(file, block.data(), 4096);
        host::leave(0);
    }, KilledBySignal(SIGXFSZ), "");
}

TEST(Lockdown, LetsAbortEndTheProgramAsAbort) {
    EXPECT_EXIT({ lock(); std::abort(); }, KilledBySignal(SIGABRT), "");
}

}  // namespace
