// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/reader/raw_syntax.h"

#include <charconv>
#include <string_view>

namespace documents {
namespace {

constexpr std::size_t nesting_max = 200;

bool is_delimiter(std::uint8_t byte) {
    return std::string_view("()<>[]{}/%").find(static_cast<char>(byte)) != std::string_view::npos;
}
bool is_regular(std::uint8_t byte) { return !is_white(byte) && !is_delimiter(byte); }

std::size_t after_regular(base::ByteView file, std::size_t at) {
    while (at < file.size() && is_regular(file[at])) ++at;
    return at;
}

bool is_number_text(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view text_of(base::ByteView file, Span span) {
    return base::as_text(file.subspan(span.begin, span.end - span.begin));
}

std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t value = 0;
    if (!is_number_text(text) || text.size() > 18) return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<std::size_t> end_of_literal_string(base::ByteView file, std::size_t at) {
    std::size_t depth = 0;
    for (; at < file.size(); ++at) {
        if (file[at] == '\\') {
            ++at;
        } else if (file[at] == '(') {
            ++depth;
        } else if (file[at] == ')' && --depth == 0) {
            return at + 1;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> end_of_hex_string(base::ByteView file, std::size_t at) {
    for (++at; at < file.size(); ++at) {
        if (file[at] == '>') return at + 1;
        const bool is_digit = std::string_view("0123456789abcdefABCDEF").find(static_cast<char>(file[at])) !=
                              std::string_view::npos;
        if (!is_digit && !is_white(file[at])) return std::nullopt;
    }
    return std::nullopt;
}

bool starts_with(base::ByteView file, std::size_t at, std::string_view text) {
    return at + text.size() <= file.size() && base::as_text(file.subspan(at, text.size())) == text;
}

// "7 0 R" when it begins at `at`.
std::optional<std::size_t> end_of_reference(base::ByteView file, std::size_t at) {
    for (int i = 0; i < 2; ++i) {
        const std::size_t end = after_regular(file, at);
        if (!is_number_text(text_of(file, {at, end}))) return std::nullopt;
        at = after_space(file, end);
    }
    if (!starts_with(file, at, "R") || after_regular(file, at) != at + 1) return std::nullopt;
    return at + 1;
}

// A name, string, number or keyword.
std::optional<std::size_t> end_of_atom(base::ByteView file, std::size_t at) {
    if (at >= file.size()) return std::nullopt;
    if (file[at] == '(') return end_of_literal_string(file, at);
    if (file[at] == '<') return end_of_hex_string(file, at);
    if (file[at] == '/') return after_regular(file, at + 1);
    if (const auto end = end_of_reference(file, at)) return end;
    const std::size_t end = after_regular(file, at);
    if (end == at) return std::nullopt;
    return end;
}

std::optional<std::string> name_at(base::ByteView file, Span span) {
    std::string out;
    const std::string_view text = text_of(file, span);
    if (!text.starts_with('/')) return std::nullopt;
    for (std::size_t i = 1; i < text.size(); ++i) {
        base::Bytes byte;
        if (text[i] == '#') {
            if (!base::from_hex(text.substr(i + 1, 2), byte) || byte.size() != 1) return std::nullopt;
            out.push_back(static_cast<char>(byte[0]));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

}  // namespace

bool is_white(std::uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' || byte == 0;
}

std::size_t after_white(base::ByteView file, std::size_t at) {
    while (at < file.size() && is_white(file[at])) ++at;
    return at;
}

std::size_t after_space(base::ByteView file, std::size_t at) {
    while (at < file.size()) {
        if (is_white(file[at])) {
            ++at;
        } else if (file[at] == '%') {
            while (at < file.size() && file[at] != '\n' && file[at] != '\r') ++at;
        } else {
            break;
        }
    }
    return at;
}

std::optional<std::size_t> end_of_value(base::ByteView file, std::size_t at) {
    std::string open;  // the brackets that wait for their counterpart
    do {
        at = open.empty() ? at : after_space(file, at);
        if (starts_with(file, at, "<<") || starts_with(file, at, "[")) {
            open.push_back(static_cast<char>(file[at]));
            at += file[at] == '<' ? 2 : 1;
            if (open.size() > nesting_max) return std::nullopt;
        } else if (!open.empty() && open.back() == '<' && starts_with(file, at, ">>")) {
            open.pop_back();
            at += 2;
        } else if (!open.empty() && open.back() == '[' && starts_with(file, at, "]")) {
            open.pop_back();
            at += 1;
        } else {
            const auto end = end_of_atom(file, at);
            if (!end) return std::nullopt;
            at = *end;
        }
    } while (!open.empty());
    return at;
}

std::optional<RawDictionary> dictionary_at(base::ByteView file, std::size_t at) {
    if (!starts_with(file, at, "<<")) return std::nullopt;
    RawDictionary entries;
    at = after_space(file, at + 2);
    while (!starts_with(file, at, ">>")) {
        if (at >= file.size() || file[at] != '/') return std::nullopt;
        const std::size_t key_end = after_regular(file, at + 1);
        const auto key = name_at(file, {at, key_end});
        const std::size_t begin = after_space(file, key_end);
        const auto end = end_of_value(file, begin);
        if (!key || !end) return std::nullopt;
        if (!entries.emplace(*key, Span{begin, *end}).second) return std::nullopt;
        at = after_space(file, *end);
    }
    return entries;
}

std::optional<RawObject> object_at(base::ByteView file, std::size_t at) {
    std::uint64_t numbers[2] = {0, 0};
    at = after_space(file, at);
    for (std::uint64_t& number : numbers) {
        const std::size_t end = after_regular(file, at);
        const auto value = to_number(text_of(file, {at, end}));
        if (!value || *value > 10'000'000) return std::nullopt;
        number = *value;
        at = after_space(file, end);
    }
    if (!starts_with(file, at, "obj")) return std::nullopt;
    const std::size_t begin = after_space(file, at + 3);
    const auto end = end_of_value(file, begin);
    if (!end) return std::nullopt;
    return RawObject{{static_cast<int>(numbers[0]), static_cast<int>(numbers[1])}, {begin, *end}};
}

std::optional<std::uint64_t> unsigned_at(base::ByteView file, Span span) { return to_number(text_of(file, span)); }

std::optional<Ref> reference_at(base::ByteView file, Span span) {
    if (end_of_reference(file, span.begin) != span.end) return std::nullopt;
    const std::size_t first_end = after_regular(file, span.begin);
    const std::size_t second = after_space(file, first_end);
    const auto number = to_number(text_of(file, {span.begin, first_end}));
    const auto generation = to_number(text_of(file, {second, after_regular(file, second)}));
    if (!number || !generation || *number > 10'000'000 || *generation > 65535) return std::nullopt;
    return Ref{static_cast<int>(*number), static_cast<int>(*generation)};
}

std::optional<std::vector<std::uint64_t>> unsigned_array_at(base::ByteView file, Span span) {
    constexpr std::size_t items_max = 1000;
    std::vector<std::uint64_t> items;
    if (!starts_with(file, span.begin, "[")) return std::nullopt;
    std::size_t at = after_space(file, span.begin + 1);
    while (!starts_with(file, at, "]")) {
        const std::size_t end = after_regular(file, at);
        const auto value = to_number(text_of(file, {at, end}));
        if (!value || items.size() == items_max) return std::nullopt;
        items.push_back(*value);
        at = after_space(file, end);
    }
    return items;
}

std::optional<base::Bytes> plain_hex_at(base::ByteView file, Span span) {
    if (span.end > file.size() || span.end - span.begin < 2) return std::nullopt;
    const std::string_view text = text_of(file, span);
    base::Bytes bytes;
    if (text.front() != '<' || text.back() != '>') return std::nullopt;
    if (!base::from_hex(text.substr(1, text.size() - 2), bytes)) return std::nullopt;
    return bytes;
}

}  // namespace documents
