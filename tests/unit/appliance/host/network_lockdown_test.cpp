// SPDX-License-Identifier: Apache-2.0
// Every case runs in a process of its own (a death test): there is no way back.
#include "appliance/host/network_lockdown.h"

#include "appliance/host/lockdown.h"
#include "appliance/host/posix_disk.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using testing::ExitedWithCode;

struct State {
    State() {
        std::string pattern = (fs::temp_directory_path() / "inkseal-test-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) std::abort();
        path = pattern;
        for (const char* folder : {"inbox", "outbox", "courier", "log", "device"}) fs::create_directory(path / folder);
        std::ofstream(path / "vault.db") << "the vault";
        std::ofstream(path / "device" / "platform.pem") << "a root";
        std::ofstream(path / "log" / "checkpoint") << "a note";
        std::ofstream(path / "outbox" / "0001.manifest") << "a manifest";
    }
    ~State() { fs::remove_all(path); }
    std::string at(const char* name) const { return (path / name).string(); }

    void lock() const {
        const host::ReachableFiles files{{at("log"), "/etc"}, {path.string()}, {at("inbox"), at("outbox"), at("courier")}};
        if (!host::lock_down_for_network(files)) host::leave(99);
    }
    fs::path path;
};

// 0 when the errno is one of a refusal.
int refused(bool failed) { return failed && (errno == EPERM || errno == EACCES) ? 0 : 1; }

TEST(NetworkLockdown, LeavesTheCouriersOwnFoldersToIt) {
    State state;
    EXPECT_EXIT({
        auto disk = host::PosixDisk::open(state.path.string());
        state.lock();
        const auto read = disk->read("log/checkpoint");
        const bool wrote = static_cast<bool>(disk->write_atomically("inbox/1.receipt", base::as_bytes("a receipt")));
        const bool removed = static_cast<bool>(disk->remove("outbox/0001.manifest"));
        const auto names = disk->list("inbox");
        host::leave(read && wrote && removed && names && names->size() == 1 ? 0 : 1);
    }, ExitedWithCode(0), "");
}

TEST(NetworkLockdown, KeepsTheRestOfTheDeviceFromIt) {
    State state;
    for (const char* name : {"vault.db", "device/platform.pem"}) {
        EXPECT_EXIT({ state.lock(); host::leave(refused(open(state.at(name).c_str(), O_RDONLY) < 0)); }, ExitedWithCode(0), "") << name;
        EXPECT_EXIT({ state.lock(); host::leave(refused(open(state.at(name).c_str(), O_WRONLY) < 0)); }, ExitedWithCode(0), "") << name;
        EXPECT_EXIT({ state.lock(); host::leave(refused(unlink(state.at(name).c_str()) != 0)); }, ExitedWithCode(0), "") << name;
    }
    const std::string made = state.at("inbox/made");
    EXPECT_EXIT({
        state.lock();
        close(open(made.c_str(), O_WRONLY | O_CREAT, 0600));
        // From a folder of its own into one that is not.
        host::leave(rename(made.c_str(), state.at("device/platform.pem").c_str()) != 0 ? 0 : 1);
    }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(open(state.at("log/checkpoint").c_str(), O_WRONLY) < 0)); }, ExitedWithCode(0), "");
    // A security chip is a device node like this one.
    EXPECT_EXIT({ state.lock(); host::leave(refused(open("/dev/null", O_RDWR) < 0)); }, ExitedWithCode(0), "");
}

TEST(NetworkLockdown, MakesNoLinkThatOthersWouldFollow) {
    State state;
    EXPECT_EXIT({ state.lock(); host::leave(refused(symlink("../device/platform.pem", state.at("inbox/roster.p7m").c_str()) != 0)); },
                ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(link(state.at("log/checkpoint").c_str(), state.at("inbox/x").c_str()) != 0)); },
                ExitedWithCode(0), "");
}

TEST(NetworkLockdown, StartsNoProgramAndNoProcessAndTracesNone) {
    State state;
    EXPECT_EXIT({ state.lock(); host::leave(refused(execl("/bin/true", "true", nullptr) != 0)); }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(fork() < 0)); }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) != 0)); }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(kill(getppid(), 0) != 0)); }, ExitedWithCode(0), "");
}

TEST(NetworkLockdown, MakesNoExecutableMemory) {
    State state;
    EXPECT_EXIT({
        state.lock();
        host::leave(refused(mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED));
    }, ExitedWithCode(0), "");
    EXPECT_EXIT({
        void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        state.lock();
        host::leave(refused(mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0));
    }, ExitedWithCode(0), "");
}

TEST(NetworkLockdown, CallsOthersAndIsNotCalled) {
    State state;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EXIT({
        state.lock();
        const int caller = socket(AF_INET, SOCK_STREAM, 0);
        host::leave(connect(caller, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : 1);
    }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(listen(socket(AF_INET, SOCK_STREAM, 0), 1) != 0)); }, ExitedWithCode(0), "");
    EXPECT_EXIT({ state.lock(); host::leave(refused(socket(AF_PACKET, SOCK_RAW, 0) < 0)); }, ExitedWithCode(0), "");
    close(listener);
}

TEST(NetworkLockdown, LooksNamesUpInAThreadOfItsOwn) {
    State state;
    EXPECT_EXIT({
        state.lock();
        bool worked = false;
        std::thread([&worked] { worked = open("/etc/hosts", O_RDONLY) >= 0; }).join();
        host::leave(worked ? 0 : 1);
    }, ExitedWithCode(0), "");
}

}  // namespace
