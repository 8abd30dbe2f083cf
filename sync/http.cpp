// SPDX-License-Identifier: Apache-2.0
#include "sync/http.h"

#include <algorithm>
#include <charconv>

namespace exchange {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_names(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string> field(const HttpFields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (equal_names(key, name)) return value;
    return std::nullopt;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> number_field(const HttpFields& fields, std::string_view name) {
    const auto text = field(fields, name);
    return text ? parse_decimal(*text) : std::nullopt;
}

}  // namespace exchange
