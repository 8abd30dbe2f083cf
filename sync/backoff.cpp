// SPDX-License-Identifier: Apache-2.0
#include "sync/backoff.h"

#include <algorithm>

namespace exchange {

std::uint64_t draw_below(std::uint64_t random, std::uint64_t bound) {
    // The high half of random * bound: uniform without a division's bias worth naming.
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Wide>(random) * bound >> 64U);
}

std::int64_t delay_after_failure(std::uint32_t failures, std::int64_t trouble_lasts_ms, std::uint64_t random) {
    const std::uint64_t cap = trouble_lasts_ms >= backoff_long_after_ms ? backoff_long_cap_s : backoff_cap_s;
    const std::uint64_t doubled = std::uint64_t{backoff_first_s} << std::min(failures, 20U);
    return static_cast<std::int64_t>(draw_below(random, std::min(cap, doubled) * 1000 + 1));
}

std::int64_t delay_after_retry_after(std::uint64_t seconds, std::uint64_t random) {
    const std::uint64_t wait_ms = std::min<std::uint64_t>(seconds, 86'400) * 1000;
    return static_cast<std::int64_t>(wait_ms + draw_below(random, wait_ms / 5 + 1));
}

}  // namespace exchange
