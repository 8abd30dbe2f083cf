// SPDX-License-Identifier: Apache-2.0
#include "image/verify/pdf_object.h"

#include <algorithm>

namespace verify {
namespace {

constexpr int depth_max = 16;
constexpr std::size_t entries_max = 64;
constexpr std::size_t digits_max = 10;  // a ByteRange number; files are below 10 GB

bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }
bool is_hex(std::uint8_t byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}
bool is_delimiter(std::uint8_t byte) {
    return std::string_view("()<>[]{}/%").find(static_cast<char>(byte)) != std::string_view::npos;
}
bool is_regular(std::uint8_t byte) { return !is_white(byte) && !is_delimiter(byte); }

class Scanner {
public:
    Scanner(base::ByteView file, std::size_t at) : m_file(file), m_at(at) {}

    std::size_t at() const { return m_at; }
    bool starts_with(std::string_view text) const {
        return m_file.size() - m_at >= text.size() && base::as_text(m_file.subspan(m_at, text.size())) == text;
    }
    bool take(std::string_view text) {
        if (!starts_with(text)) return false;
        m_at += text.size();
        return true;
    }
    void skip_white() {
        while (m_at < m_file.size() && is_white(m_file[m_at])) ++m_at;
    }
    std::string_view take_regular() {
        const std::size_t begin = m_at;
        while (m_at < m_file.size() && is_regular(m_file[m_at])) ++m_at;
        return base::as_text(m_file.subspan(begin, m_at - begin));
    }

    bool skip_value(int depth) {
        if (depth > depth_max || m_at >= m_file.size()) return false;
        if (take("<<")) return skip_entries(depth);
        if (take("<")) return skip_hex_string();
        if (take("(")) return skip_literal_string();
        if (take("[")) return skip_items(depth);
        if (take("/")) return !take_regular().empty();
        return skip_word();
    }

private:
    bool skip_entries(int depth) {
        for (skip_white(); !take(">>"); skip_white()) {
            if (!take("/") || take_regular().empty()) return false;
            skip_white();
            if (!skip_value(depth + 1)) return false;
        }
        return true;
    }
    bool skip_items(int depth) {
        for (skip_white(); !take("]"); skip_white()) {
            if (!skip_value(depth + 1)) return false;
        }
        return true;
    }
    bool skip_hex_string() {
        while (m_at < m_file.size() && (is_hex(m_file[m_at]) || is_white(m_file[m_at]))) ++m_at;
        return take(">");
    }
    bool skip_literal_string() {
        for (int open = 1; m_at < m_file.size(); ++m_at) {
            const std::uint8_t byte = m_file[m_at];
            if (byte == '\\' && m_at + 1 < m_file.size()) ++m_at;
            if (byte == '(') ++open;
            if (byte == ')') --open;
            if (open == 0) {
                ++m_at;
                return true;
            }
        }
        return false;
    }
    // A number, a reference, true, false or null.
    bool skip_word() {
        const std::string_view word = take_regular();
        if (word == "true" || word == "false" || word == "null") return true;
        const bool is_number = !word.empty() && word.find_first_not_of("+-.0123456789") == std::string_view::npos;
        if (!is_number) return false;
        Scanner ahead = *this;
        ahead.skip_white();
        const std::string_view generation = ahead.take_regular();
        ahead.skip_white();
        const bool is_reference = !generation.empty() &&
                                  generation.find_first_not_of("0123456789") == std::string_view::npos &&
                                  ahead.take_regular() == "R";
        if (is_reference) *this = ahead;
        return true;
    }

    base::ByteView m_file;
    std::size_t m_at;
};

// Where the dictionary of the object around `inside` begins.
std::optional<std::size_t> find_object(base::ByteView file, std::size_t inside) {
    const std::string_view text = base::as_text(file);
    const std::size_t keyword = text.rfind("obj", inside);
    if (keyword == std::string_view::npos) return std::nullopt;
    std::size_t at = keyword;
    for (int number = 0; number < 2; ++number) {  // backwards: generation, then number
        std::size_t end = at;
        while (at > 0 && is_white(file[at - 1])) --at;
        if (at == end) return std::nullopt;  // "endobj" lands here
        end = at;
        while (at > 0 && is_digit(file[at - 1])) --at;
        if (at == end) return std::nullopt;
    }
    if (at > 0 && !is_white(file[at - 1])) return std::nullopt;
    return keyword + 3;
}

}  // namespace

bool is_white(std::uint8_t byte) {
    return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

std::optional<std::vector<DictionaryEntry>> read_dictionary_around(base::ByteView file, std::size_t inside) {
    const auto begin = find_object(file, inside);
    if (!begin) return std::nullopt;
    Scanner scanner(file, *begin);
    std::vector<DictionaryEntry> entries;
    scanner.skip_white();
    if (!scanner.take("<<")) return std::nullopt;
    for (scanner.skip_white(); !scanner.take(">>"); scanner.skip_white()) {
        DictionaryEntry entry;
        entry.key_at.begin = scanner.at();
        if (!scanner.take("/")) return std::nullopt;
        entry.key = scanner.take_regular();
        entry.key_at.end = scanner.at();
        const bool is_repeated = std::any_of(entries.begin(), entries.end(),
                                             [&](const DictionaryEntry& other) { return other.key == entry.key; });
        const bool is_odd = entry.key.empty() || entry.key.find('#') != std::string_view::npos;
        if (is_odd || is_repeated || entries.size() == entries_max) return std::nullopt;
        scanner.skip_white();
        entry.value_at.begin = scanner.at();
        if (!scanner.skip_value(0)) return std::nullopt;
        entry.value_at.end = scanner.at();
        entries.push_back(entry);
    }
    scanner.skip_white();
    if (!scanner.take("endobj")) return std::nullopt;
    return entries;
}

std::optional<ByteRange> read_byte_range(base::ByteView file, std::size_t begin) {
    ByteRange range;
    Scanner scanner(file, begin);
    if (!scanner.take("[")) return std::nullopt;
    for (std::size_t* number : {&range.first_begin, &range.first_size, &range.second_begin, &range.second_size}) {
        scanner.skip_white();
        const std::string_view digits = scanner.take_regular();
        const bool is_plain = !digits.empty() && digits.size() <= digits_max &&
                              digits.find_first_not_of("0123456789") == std::string_view::npos &&
                              (digits == "0" || digits[0] != '0');
        if (!is_plain) return std::nullopt;
        for (const char digit : digits) *number = *number * 10 + static_cast<std::size_t>(digit - '0');
    }
    scanner.skip_white();
    if (!scanner.take("]")) return std::nullopt;
    range.at = {begin, scanner.at()};
    return range;
}

}  // namespace verify
