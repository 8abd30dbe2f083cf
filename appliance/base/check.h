// SPDX-License-Identifier: Apache-2.0
// CHECK states what must be true if our own code is right. A failure ends the
// process: the supervisor restarts it and the storage format makes that safe.
// Never CHECK input: bytes from outside get a Result (see result.h).
#pragma once

namespace base {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace base

#define CHECK(condition)                                         \
    do {                                                         \
        if (!(condition)) [[unlikely]]                           \
            ::base::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
