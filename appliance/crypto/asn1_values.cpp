// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/asn1_values.h"

#include "appliance/base/check.h"

#include <charconv>
#include <chrono>
#include <ctime>

namespace crypto {
namespace {

constexpr std::size_t shown_name_max = 256;

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text[0] == '-') return std::nullopt;
    return value;
}

std::optional<std::int64_t> utc_ms(int year, int month, int day, int hour, int minute, int second) {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const auto instant = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
    return duration_cast<milliseconds>(instant.time_since_epoch()).count();
}

}  // namespace

std::optional<std::int64_t> to_ms(const ASN1_TIME* time) {
    std::tm utc{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) return std::nullopt;
    return utc_ms(utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

TimeHandle to_asn1_time(std::int64_t ms) {
    constexpr std::int64_t year_1950 = -631152000;
    constexpr std::int64_t year_10000 = 253402300800;
    const std::int64_t seconds = ms / 1000;
    if (seconds < year_1950 || seconds >= year_10000) return nullptr;
    return TimeHandle(ASN1_TIME_set(nullptr, static_cast<std::time_t>(seconds)));
}

std::optional<std::int64_t> parse_generalized_time(std::string_view text) {
    if (text.size() < 15 || text.back() != 'Z') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(4, 2));
    const auto day = number(text.substr(6, 2));
    const auto hour = number(text.substr(8, 2));
    const auto minute = number(text.substr(10, 2));
    const auto second = number(text.substr(12, 2));
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const auto instant = utc_ms(*year, *month, *day, *hour, *minute, *second);
    std::string_view fraction = text.substr(14, text.size() - 15);
    if (!instant || fraction.empty()) return instant;
    if (fraction[0] != '.' || fraction.size() < 2 || fraction.size() > 10) return std::nullopt;
    fraction.remove_prefix(1);
    if (!number(fraction)) return std::nullopt;
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return *instant + ms;
}

std::string common_name_of(const X509_NAME* name) {
    int last = -1;
    for (int i = -1; (i = X509_NAME_get_index_by_NID(name, NID_commonName, i)) >= 0;) last = i;
    if (last < 0) return {};
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (size < 0) return {};
    std::string out;
    for (int i = 0; i < size && out.size() + 3 <= shown_name_max; ++i) {
        if (utf8[i] < 0x20U || utf8[i] == 0x7fU) {
            out += "\xef\xbf\xbd";  // U+FFFD: a name must not move the cursor of whoever prints it
        } else {
            out += static_cast<char>(utf8[i]);
        }
    }
    OPENSSL_free(utf8);
    return out;
}

base::Bytes der_of(const X509_NAME* name) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_NAME(name, &der);
    CHECK(size > 0);
    base::Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

std::string serial_hex_of(const ASN1_INTEGER* serial) {
    base::ByteView digits = view_of(serial);
    while (digits.size() > 1 && digits[0] == 0) digits = digits.subspan(1);
    return base::to_hex(digits);
}

IntegerHandle serial_from_hex(std::string_view hex) {
    base::Bytes digits;
    if (!base::from_hex(hex, digits) || digits.empty() || digits.size() > 20) return nullptr;
    IntegerHandle serial(ASN1_INTEGER_new());
    CHECK(serial != nullptr && ASN1_STRING_set(serial.get(), digits.data(), static_cast<int>(digits.size())) == 1);
    return serial;
}

}  // namespace crypto
