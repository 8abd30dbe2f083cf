// SPDX-License-Identifier: Apache-2.0
#include "emulator/full_disk.h"

#include <atomic>
#include <cerrno>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace emulator {
namespace {

std::atomic<bool> disk_is_full{false};

bool lacks_room(int file) {
    struct stat about {};
    return disk_is_full && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
}

ssize_t no_room() {
    errno = ENOSPC;
    return -1;
}

}  // namespace

void set_disk_full(bool is_full) { disk_is_full = is_full; }

}  // namespace emulator

// The linker takes these for the whole process before the C library's own of these names.
extern "C" {

[[gnu::visibility("default")]] ssize_t write(int file, const void* bytes, size_t size) {
    return emulator::lacks_room(file) ? emulator::no_room() : syscall(SYS_write, file, bytes, size);
}

[[gnu::visibility("default")]] ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
    return emulator::lacks_room(file) ? emulator::no_room() : syscall(SYS_pwrite64, file, bytes, size, at);
}

[[gnu::visibility("default")]] ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) { return pwrite64(file, bytes, size, at); }

[[gnu::visibility("default")]] int posix_fallocate64(int file, off64_t from, off64_t size) {
    if (emulator::lacks_room(file)) return ENOSPC;
    return syscall(SYS_fallocate, file, 0, from, size) == 0 ? 0 : errno;
}

[[gnu::visibility("default")]] int posix_fallocate(int file, off_t from, off_t size) { return posix_fallocate64(file, from, size); }

[[gnu::visibility("default")]] int fstatvfs(int file, struct statvfs* about) noexcept {
    struct statfs raw {};
    if (syscall(SYS_fstatfs, file, &raw) != 0) return -1;
    *about = {};
    about->f_bsize = static_cast<unsigned long>(raw.f_bsize);
    about->f_frsize = static_cast<unsigned long>(raw.f_frsize != 0 ? raw.f_frsize : raw.f_bsize);
    about->f_blocks = raw.f_blocks;
    about->f_bfree = emulator::disk_is_full ? 0 : raw.f_bfree;
    about->f_bavail = emulator::disk_is_full ? 0 : raw.f_bavail;
    about->f_files = raw.f_files;
    about->f_ffree = raw.f_ffree;
    about->f_namemax = static_cast<unsigned long>(raw.f_namelen);
    return 0;
}

}  // extern "C"
