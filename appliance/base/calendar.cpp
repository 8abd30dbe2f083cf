// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/calendar.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace base {
namespace {

struct Civil {
    int year;
    unsigned month, day;
    int hour, minute, second;
};

Civil to_civil(std::int64_t wall_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> instant{milliseconds{wall_ms}};
    const sys_days day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(instant - day)};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
            static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count())};
}

std::string spell(const char* format, std::int64_t wall_ms) {
    const Civil c = to_civil(wall_ms);
    char text[64];
    const int length = std::snprintf(text, sizeof text, format, c.year, c.month, c.day, c.hour, c.minute, c.second);
    return {text, static_cast<std::size_t>(length)};
}

bool number(std::string_view text, std::size_t at, std::size_t digits, int& out) {
    const char* first = text.data() + at;
    const auto [end, error] = std::from_chars(first, first + digits, out);
    return error == std::errc() && end == first + digits && out >= 0;
}

}  // namespace

std::string to_rfc3339(std::int64_t wall_ms) { return spell("%04d-%02u-%02uT%02d:%02d:%02dZ", wall_ms); }

std::string to_pdf_date(std::int64_t wall_ms) { return spell("D:%04d%02u%02u%02d%02d%02dZ", wall_ms); }

std::optional<std::int64_t> from_rfc3339(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text[19] != 'Z')
        return std::nullopt;
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    if (!number(text, 0, 4, y) || !number(text, 5, 2, mo) || !number(text, 8, 2, d) || !number(text, 11, 2, h) ||
        !number(text, 14, 2, mi) || !number(text, 17, 2, s))
        return std::nullopt;
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!date.ok() || h > 23 || mi > 59 || s > 59) return std::nullopt;
    const auto instant = sys_days{date} + hours{h} + minutes{mi} + seconds{s};
    return duration_cast<milliseconds>(instant.time_since_epoch()).count();
}

}  // namespace base
