// SPDX-License-Identifier: Apache-2.0
#include "sync/names.h"

#include "appliance/base/check.h"

#include <algorithm>

namespace exchange {
namespace {

constexpr std::size_t digits = 12;
constexpr std::string_view work_prefix = "work-";
constexpr std::string_view parcel_ending = ".parcel";

bool is_plain_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

bool is_name(std::string_view name, std::size_t size_max) {
    return !name.empty() && name.size() <= size_max && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), is_plain_character);
}

}  // namespace

std::string sequence_name(std::uint64_t sequence, std::string_view ending) {
    CHECK(sequence >= 1 && sequence <= sequence_max);
    std::string text = std::to_string(sequence);
    text.insert(0, digits - text.size(), '0');
    return text.append(ending);
}

std::string parcel_name(std::uint64_t sequence) { return sequence_name(sequence, parcel_ending); }
std::string manifest_name(std::uint64_t sequence) { return sequence_name(sequence, ".manifest"); }
std::string receipt_name(std::uint64_t sequence) { return sequence_name(sequence, ".receipt"); }
std::string timestamp_name(std::uint64_t sequence) { return sequence_name(sequence, ".timestamp"); }

std::optional<std::uint64_t> sequence_of(std::string_view name, std::string_view ending) {
    if (name.size() != digits + ending.size() || name.substr(digits) != ending) return std::nullopt;
    std::uint64_t value = 0;
    for (char c : name.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value == 0 ? std::nullopt : std::optional(value);
}

std::string work_order_file(std::string_view work_order) {
    return std::string(work_prefix).append(work_order).append(parcel_ending);
}

std::optional<std::string> work_order_of(std::string_view name) {
    if (!name.starts_with(work_prefix) || !name.ends_with(parcel_ending)) return std::nullopt;
    name.remove_prefix(work_prefix.size());
    if (name.size() <= parcel_ending.size()) return std::nullopt;
    name.remove_suffix(parcel_ending.size());
    return is_plain_name(name) ? std::optional(std::string(name)) : std::nullopt;
}

bool is_mailbox_name(std::string_view name) { return is_name(name, 120); }

bool is_plain_name(std::string_view name) {
    return is_name(name, 64) && name.front() != '_' && name.front() != '-' &&
           name.find("..") == std::string_view::npos;
}

}  // namespace exchange
