// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/pdf_syntax.h"

#include <array>
#include <charconv>
#include <cmath>

namespace documents {
namespace {

constexpr std::string_view k_white{" \t\r\n\f\0", 6};
constexpr std::string_view k_delimiters = "()<>[]{}/%";

bool is_white(char c) { return k_white.find(c) != std::string_view::npos; }
bool is_regular(char c) { return !is_white(c) && k_delimiters.find(c) == std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
    return text;
}

// The length of the value at the front, references excepted; 0 when there is none.
std::size_t value_length(std::string_view text) {
    if (text.empty()) return 0;
    if (text.front() == '(') return 0;  // never spelt so; see the header
    if (text.front() == '/') {
        std::size_t end = 1;
        while (end < text.size() && is_regular(text[end])) ++end;
        return end;
    }
    if (text.front() == '[' || text.starts_with("<<")) {
        int depth = 0;
        for (std::size_t at = 0; at < text.size();) {
            if (text.substr(at, 2) == "<<") {
                ++depth;
                at += 2;
            } else if (text.substr(at, 2) == ">>") {
                at += 2;
                if (--depth == 0) return at;
            } else if (text[at] == '[') {
                ++depth;
                ++at;
            } else if (text[at] == ']') {
                ++at;
                if (--depth == 0) return at;
            } else if (text[at] == '<') {
                const std::size_t close = text.find('>', at);
                if (close == std::string_view::npos) return 0;
                at = close + 1;
            } else if (text[at] == '(') {
                return 0;
            } else {
                ++at;
            }
        }
        return 0;
    }
    if (text.front() == '<') {
        const std::size_t close = text.find('>');
        return close == std::string_view::npos ? 0 : close + 1;
    }
    std::size_t end = 0;
    while (end < text.size() && is_regular(text[end])) ++end;
    return end;
}

bool is_integer(std::string_view text) {
    if (text.empty()) return false;
    for (char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return true;
}

// Takes the next value from the front, joining "n g R".
std::optional<std::string_view> take_value(std::string_view& rest) {
    rest = trimmed(rest);
    const std::size_t length = value_length(rest);
    if (length == 0) return std::nullopt;
    std::string_view value = rest.substr(0, length);
    if (is_integer(value)) {
        std::string_view after = trimmed(rest.substr(length));
        const std::size_t second = value_length(after);
        if (second != 0 && is_integer(after.substr(0, second))) {
            std::string_view third = trimmed(after.substr(second));
            if (third.starts_with("R") && (third.size() == 1 || !is_regular(third[1]))) {
                value = rest.substr(0, static_cast<std::size_t>(third.data() - rest.data()) + 1);
            }
        }
    }
    rest.remove_prefix(value.size());
    return value;
}

}  // namespace

std::string spell_reference(Ref id) {
    return std::to_string(id.number) + " " + std::to_string(id.generation) + " R";
}

std::string spell_number(double value) {
    if (!std::isfinite(value)) return "0";
    std::array<char, 64> buffer{};
    const double rounded = std::round(value * 10000.0) / 10000.0;
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded, std::chars_format::fixed, 4);
    if (error != std::errc{}) return "0";
    std::string text(buffer.data(), end);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string spell_name(std::string_view raw) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "/";
    for (char c : raw) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte > 0x20 && byte < 0x7f && c != '#' && is_regular(c)) {
            out += c;
        } else {
            out += '#';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

std::string spell_bytes(base::ByteView bytes) { return "<" + base::to_hex(bytes) + ">"; }

std::string spell_text(std::string_view utf8) {
    bool is_plain = true;
    for (char c : utf8) {
        const auto byte = static_cast<std::uint8_t>(c);
        is_plain = is_plain && byte < 0x7f && (byte >= 0x20 || c == '\n' || c == '\r' || c == '\t');
    }
    if (is_plain) return spell_bytes(base::as_bytes(utf8));
    base::Bytes units{0xfe, 0xff};
    for (char32_t point : code_points(utf8).value_or(U"\ufffd")) append_utf16be(units, point);
    return spell_bytes(units);
}

std::string spell_rectangle(const Rectangle& r) {
    return "[" + spell_number(r.left) + " " + spell_number(r.bottom) + " " + spell_number(r.right) + " " + spell_number(r.top) + "]";
}

std::string spell_dictionary(const Dictionary& entries) {
    std::string out = "<<";
    for (const auto& [key, value] : entries) {
        out += key;
        if (is_regular(value.empty() ? 'n' : value.front())) out += ' ';
        out += value.empty() ? "null" : value;
    }
    return out + ">>";
}

std::string spell_array(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const std::string& item : items) {
        if (out.size() > 1) out += ' ';
        out += item;
    }
    return out + "]";
}

std::optional<Ref> read_reference(std::string_view text) {
    text = trimmed(text);
    Ref id;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, id.number);
    if (first.ec != std::errc{} || id.number < 0 || first.ptr == end || !is_white(*first.ptr)) return std::nullopt;
    const char* at = first.ptr;
    while (at != end && is_white(*at)) ++at;
    const auto second = std::from_chars(at, end, id.generation);
    if (second.ec != std::errc{} || id.generation < 0) return std::nullopt;
    at = second.ptr;
    while (at != end && is_white(*at)) ++at;
    if (at + 1 != end || *at != 'R' || id.is_null()) return std::nullopt;
    return id;
}

std::optional<double> read_number(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with("+")) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<base::Bytes> read_bytes(std::string_view text) {
    text = trimmed(text);
    if (text.size() < 2 || text.front() != '<' || text.back() != '>' || text[1] == '<') return std::nullopt;
    std::string digits;
    for (char c : text.substr(1, text.size() - 2)) {
        if (!is_white(c)) digits += c;
    }
    if (digits.size() % 2 == 1) digits += '0';
    base::Bytes bytes;
    if (!base::from_hex(digits, bytes)) return std::nullopt;
    return bytes;
}

std::optional<std::string> read_name(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text.front() != '/' || value_length(text) != text.size()) return std::nullopt;
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        base::Bytes byte;
        if (text[i] == '#' && i + 2 < text.size() && base::from_hex(text.substr(i + 1, 2), byte)) {
            out += static_cast<char>(byte.front());
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<std::string> read_text(std::string_view text) {
    const auto bytes = read_bytes(text);
    if (!bytes) return std::nullopt;
    return utf8_of_text_string(*bytes);
}

std::optional<std::vector<std::string>> read_array(std::string_view text) {
    text = trimmed(text);
    if (text.size() < 2 || text.front() != '[' || value_length(text) != text.size()) return std::nullopt;
    std::string_view rest = text.substr(1, text.size() - 2);
    std::vector<std::string> items;
    while (!trimmed(rest).empty()) {
        const auto item = take_value(rest);
        if (!item) return std::nullopt;
        items.emplace_back(*item);
    }
    return items;
}

std::optional<Dictionary> read_dictionary(std::string_view text) {
    text = trimmed(text);
    if (text.size() < 4 || !text.starts_with("<<") || value_length(text) != text.size()) return std::nullopt;
    std::string_view rest = text.substr(2, text.size() - 4);
    Dictionary entries;
    while (!trimmed(rest).empty()) {
        const auto key = take_value(rest);
        if (!key) return std::nullopt;
        const auto value = take_value(rest);
        if (!value || !key->starts_with("/")) return std::nullopt;
        if (!entries.emplace(std::string(*key), std::string(*value)).second) return std::nullopt;
    }
    return entries;
}

}  // namespace documents
