// SPDX-License-Identifier: Apache-2.0
// How long to wait. Full jitter: after the n-th failure in a row a uniform draw from
// 0 .. min(cap, 5 s * 2^n), so that a fleet that failed together does not return
// together.
#pragma once

#include <cstdint>
#include <optional>

namespace exchange {

inline constexpr std::uint32_t backoff_first_s = 5;
inline constexpr std::uint32_t backoff_cap_s = 600;
inline constexpr std::uint32_t backoff_long_cap_s = 3600;            // once the trouble has lasted ...
inline constexpr std::int64_t backoff_long_after_ms = 6 * 3'600'000;  // ... this long

// A uniform number below `bound` made of 64 random bits; 0 when bound is 0.
std::uint64_t draw_below(std::uint64_t random, std::uint64_t bound);

// `failures` counts from 1. Milliseconds.
std::int64_t delay_after_failure(std::uint32_t failures, std::int64_t trouble_lasts_ms, std::uint64_t random);

// The server's Retry-After plus 0 .. 20 %, at most a day.
std::int64_t delay_after_retry_after(std::uint64_t seconds, std::uint64_t random);

}  // namespace exchange
