// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/system_clock.h"

#include "appliance/base/check.h"

#include <ctime>

namespace host {
namespace {

std::int64_t read_ms(clockid_t which) {
    timespec now{};
    CHECK(clock_gettime(which, &now) == 0);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

std::int64_t SystemClock::wall_ms() const { return read_ms(CLOCK_REALTIME); }
std::int64_t SystemClock::boot_ms() const { return read_ms(CLOCK_BOOTTIME); }

}  // namespace host
