// SPDX-License-Identifier: Apache-2.0
// Spelling of instants. All in UTC; milliseconds since 1970 in, text out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// "2026-11-22T10:40:05Z" (RFC 3339, seconds, rounded down).
std::string to_rfc3339(std::int64_t wall_ms);
std::optional<std::int64_t> from_rfc3339(std::string_view text);
// "D:20261122104005Z" (ISO 32000-1, 7.9.4).
std::string to_pdf_date(std::int64_t wall_ms);

}  // namespace base
