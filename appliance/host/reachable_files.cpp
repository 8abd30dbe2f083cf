// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/reachable_files.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace host {
namespace {

base::Failure unavailable(const char* what) {
    return {base::Fault::sandbox_unavailable, std::string(what) + " errno " + std::to_string(errno)};
}

// Bits that each version of the interface added (linux/landlock.h); asking an older
// kernel for a newer bit is an error there.
std::uint64_t handled_accesses(long version) {
    std::uint64_t bits = (1ULL << 13U) - 1;        // version 1: execute ... make_sym
    if (version >= 2) bits |= 1ULL << 13U;         // refer
    if (version >= 3) bits |= 1ULL << 14U;         // truncate
    if (version >= 5) bits |= 1ULL << 15U;         // ioctl on devices
    return bits;
}

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// No links, no devices, nothing moved from one folder to another.
constexpr std::uint64_t changing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | (1ULL << 14U);

base::Status allow(int ruleset, const std::string& path, std::uint64_t accesses) {
    const int folder = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (folder < 0) return {};  // does not exist: nothing to allow
    struct stat about {};
    const bool is_folder = fstat(folder, &about) == 0 && S_ISDIR(about.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = is_folder ? accesses : accesses & of_files;
    rule.parent_fd = folder;
    const long added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(folder);
    if (added != 0) return unavailable("landlock_add_rule");
    return {};
}

}  // namespace

base::Status restrict_files_to(const ReachableFiles& reachable) {
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return unavailable("landlock");
    landlock_ruleset_attr wanted{};
    wanted.handled_access_fs = handled_accesses(version);
    const int ruleset = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &wanted, sizeof(wanted.handled_access_fs), 0));
    if (ruleset < 0) return unavailable("landlock_create_ruleset");
    base::Status status;
    for (const std::string& path : reachable.readable)
        if (status) status = allow(ruleset, path, reading);
    for (const std::string& path : reachable.listed)
        if (status) status = allow(ruleset, path, LANDLOCK_ACCESS_FS_READ_DIR);
    const std::uint64_t truncating = version >= 3 ? 1ULL << 14U : 0;
    for (const std::string& path : reachable.writable)
        if (status) status = allow(ruleset, path, reading | changing | truncating);
    if (status && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) status = unavailable("landlock_restrict_self");
    close(ruleset);
    return status;
}

}  // namespace host
