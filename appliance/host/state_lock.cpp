// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/state_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>

namespace host {

base::Result<StateLock> StateLock::take(const std::string& folder) {
    const std::string path = folder + "/.lock";
    Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0) return base::Failure{base::Fault::disk_failed, path + ": " + std::strerror(errno)};
    if (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return base::Failure{base::Fault::device_in_use, path};
        return base::Failure{base::Fault::disk_failed, path + ": " + std::strerror(errno)};
    }
    return StateLock(std::move(file));
}

}  // namespace host
