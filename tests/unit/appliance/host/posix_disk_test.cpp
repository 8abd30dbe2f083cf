// SPDX-License-Identifier: Apache-2.0
// fsync is replaced for this test program, so that a failing medium can be had.
#include "appliance/host/posix_disk.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

std::atomic<int> fsync_calls = 0;
std::atomic<int> fsync_fails_at = 0;  // counts calls; 0: never

}  // namespace

extern "C" __attribute__((visibility("default"))) int fsync(int descriptor) {
    if (++fsync_calls == fsync_fails_at) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace {

using base::Fault;

class PosixDiskTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "inkseal-disk-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        m_root = pattern;
        fsync_calls = 0;
        fsync_fails_at = 0;
    }
    void TearDown() override { std::filesystem::remove_all(m_root); }
    host::PosixDisk open() { return std::move(host::PosixDisk::open(m_root)).value(); }

    std::string m_root;
};

base::ByteView bytes(std::string_view text) { return base::as_bytes(text); }

TEST_F(PosixDiskTest, ReadsBackWhatItWroteAndReplacesItWhole) {
    host::PosixDisk disk = open();
    ASSERT_TRUE(disk.write_atomically("log/tile/0", bytes("first, longer")));
    ASSERT_TRUE(disk.write_atomically("log/tile/0", bytes("second")));
    EXPECT_EQ(disk.read("log/tile/0").value(), base::to_bytes("second"));
    EXPECT_TRUE(disk.exists("log/tile/0"));
    EXPECT_FALSE(disk.exists("log/tile/1"));
    EXPECT_EQ(disk.read("log/tile/1").fault(), Fault::disk_not_found);
    EXPECT_EQ(disk.read("nowhere/at/all").fault(), Fault::disk_not_found);
}

TEST_F(PosixDiskTest, MakesTheFileAndEveryFolderItTouchedDurable) {
    host::PosixDisk disk = open();
    ASSERT_TRUE(disk.write_atomically("a/b/file", bytes("x")));
    EXPECT_EQ(fsync_calls, 4);  // root (a made), a (b made), file, b (renamed)
    fsync_calls = 0;
    ASSERT_TRUE(disk.write_atomically("a/b/file", bytes("y")));
    EXPECT_EQ(fsync_calls, 2);
    fsync_calls = 0;
    ASSERT_TRUE(disk.remove("a/b/file"));
    EXPECT_EQ(fsync_calls, 1);
}

TEST_F(PosixDiskTest, ListsSortedNamesWithoutLeftovers) {
    host::PosixDisk disk = open();
    ASSERT_TRUE(disk.write_atomically("in/b", bytes("1")));
    ASSERT_TRUE(disk.write_atomically("in/a", bytes("2")));
    std::ofstream(m_root + "/in/.new-c") << "torn";
    EXPECT_EQ(disk.list("in").value(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(disk.list("").value(), std::vector<std::string>{"in"});
    EXPECT_TRUE(disk.list("absent").value().empty());
}

TEST_F(PosixDiskTest, ReplacesALeftoverOfAPowerCut) {
    host::PosixDisk disk = open();
    std::ofstream(m_root + "/.new-file") << "torn and longer than what follows";
    ASSERT_TRUE(disk.write_atomically("file", bytes("whole")));
    EXPECT_EQ(disk.read("file").value(), base::to_bytes("whole"));
    EXPECT_FALSE(std::filesystem::exists(m_root + "/.new-file"));
}

TEST_F(PosixDiskTest, RemovesAndIsContentWhenNothingIsThere) {
    host::PosixDisk disk = open();
    ASSERT_TRUE(disk.write_atomically("file", bytes("x")));
    EXPECT_TRUE(disk.remove("file"));
    EXPECT_TRUE(disk.remove("file"));
    EXPECT_TRUE(disk.remove("absent/file"));
    EXPECT_FALSE(disk.exists("file"));
}

TEST_F(PosixDiskTest, RefusesPathsThatAreNotStrict) {
    host::PosixDisk disk = open();
    for (std::string_view path : {"", "/etc/passwd", "../x", "a/../x", "a//b", "a/", "./a", ".", "..", ".new-a"}) {
        EXPECT_FALSE(disk.write_atomically(path, bytes("x"))) << path;
        EXPECT_FALSE(disk.read(path)) << path;
        EXPECT_FALSE(disk.remove(path)) << path;
    }
    EXPECT_FALSE(disk.write_atomically(std::string_view("a\0b", 3), bytes("x")));
}

TEST_F(PosixDiskTest, ReadsNoFileThatIsMostlyHole) {
    host::PosixDisk disk = open();
    ASSERT_TRUE(disk.write_atomically("roster.p7m", bytes("x")));
    std::filesystem::resize_file(m_root + "/roster.p7m", std::uintmax_t{4} << 40U);
    EXPECT_EQ(disk.read("roster.p7m").fault(), Fault::disk_failed);
}

TEST_F(PosixDiskTest, FollowsNoSymbolicLinks) {
    host::PosixDisk disk = open();
    std::filesystem::create_symlink("/etc", m_root + "/folder");
    std::filesystem::create_symlink("/etc/passwd", m_root + "/file");
    EXPECT_FALSE(disk.read("folder/passwd"));
    EXPECT_FALSE(disk.read("file"));
    EXPECT_FALSE(disk.write_atomically("folder/inkseal", bytes("x")));
    ASSERT_TRUE(disk.write_atomically("file", bytes("ours")));  // replaces the link, not its target
    EXPECT_EQ(disk.read("file").value(), base::to_bytes("ours"));
}

TEST_F(PosixDiskTest, NeverTriesAgainAfterAFailedFsync) {
    for (int failing = 1; failing <= 2; ++failing) {  // the file's, the folder's
        host::PosixDisk disk = open();
        ASSERT_TRUE(disk.write_atomically("old", bytes("old")));
        fsync_calls = 0;
        fsync_fails_at = failing;
        EXPECT_EQ(disk.write_atomically("new", bytes("new")).fault(), Fault::disk_failed);
        EXPECT_EQ(disk.write_atomically("other", bytes("x")).fault(), Fault::disk_failed);
        EXPECT_EQ(disk.remove("old").fault(), Fault::disk_failed);
        EXPECT_EQ(fsync_calls, failing);
        EXPECT_EQ(disk.read("old").value(), base::to_bytes("old"));
        fsync_fails_at = 0;
    }
}

TEST_F(PosixDiskTest, KeepsTheOldContentWhenTheDiskIsFull) {
    if (mount("tmpfs", m_root.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "may not mount: errno " << errno;
    {
        host::PosixDisk disk = open();
        EXPECT_TRUE(disk.write_atomically("file", bytes("small")));
        const base::Bytes big(1U << 20U, 'x');
        EXPECT_EQ(disk.write_atomically("file", big).fault(), Fault::disk_full);
        EXPECT_EQ(disk.read("file").value(), base::to_bytes("small"));
        EXPECT_EQ(disk.list("").value(), std::vector<std::string>{"file"});
        EXPECT_TRUE(disk.write_atomically("file", bytes("again")));
    }
    umount(m_root.c_str());
}

TEST_F(PosixDiskTest, WritersOfOneFileTakeTurnsAndReadersSeeItWhole) {
    host::PosixDisk disk = open();
    const base::Bytes first(3'000, 'a'), second(70'000, 'b');
    ASSERT_TRUE(disk.write_atomically("file", first));
    std::atomic<int> torn = 0, failed = 0;
    std::vector<std::thread> threads;
    for (const base::Bytes* content : {&first, &second, &first})
        threads.emplace_back([&disk, &failed, content] {
            for (int i = 0; i < 20; ++i) failed += disk.write_atomically("file", *content) ? 0 : 1;
        });
    threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) {
            const auto read = disk.read("file");
            torn += read && (*read == first || *read == second) ? 0 : 1;
        }
    });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(disk.list("").value(), std::vector<std::string>{"file"});
}

TEST_F(PosixDiskTest, IsMadeOnlyForWhoeverBeginsSomethingThere) {
    const std::string fresh = m_root + "/fresh";
    EXPECT_EQ(host::PosixDisk::open(fresh).fault(), Fault::disk_not_found);
    EXPECT_FALSE(std::filesystem::exists(fresh));
    EXPECT_TRUE(host::PosixDisk::open_or_make(fresh));
    EXPECT_TRUE(host::PosixDisk::open(fresh));
    EXPECT_FALSE(host::PosixDisk::open_or_make(m_root + "/no/parent"));
}

TEST_F(PosixDiskTest, KnowsItsFreeSpace) { EXPECT_GT(open().free_bytes().value(), 0U); }

}  // namespace
