// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/readable_folders.h"

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

base::Status allow_reading(int ruleset, const std::string& path) {
    const int folder = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (folder < 0) return {};  // does not exist: nothing to allow
    struct stat about {};
    const bool is_folder = fstat(folder, &about) == 0 && S_ISDIR(about.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    if (is_folder) rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    rule.parent_fd = folder;
    const long added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(folder);
    if (added != 0) return unavailable("landlock_add_rule");
    return {};
}

}  // namespace

base::Status restrict_files_to(const std::vector<std::string>& readable_folders) {
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return unavailable("landlock");
    landlock_ruleset_attr wanted{};
    wanted.handled_access_fs = handled_accesses(version);
    const int ruleset = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &wanted, sizeof(wanted.handled_access_fs), 0));
    if (ruleset < 0) return unavailable("landlock_create_ruleset");
    base::Status status;
    for (const std::string& path : readable_folders) {
        if (status) status = allow_reading(ruleset, path);
    }
    if (status && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) status = unavailable("landlock_restrict_self");
    close(ruleset);
    return status;
}

}  // namespace host
