// SPDX-License-Identifier: Apache-2.0
#include "ui/clean_text.h"

#include <cstdint>

namespace ui {
namespace {

struct Character {
    std::uint32_t code = 0xFFFD;
    std::size_t length = 1;
};

// The first character of `text`, which is not empty (RFC 3629: no surrogates, shortest form).
Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (length == 0 || lead >= 0xF5 || text.size() < length) return {};
    std::uint32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {};
        code = code << 6U | (byte(i) & 0x3FU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
    return {code, length};
}

bool is_dropped(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C || code == 0x180E ||
           (code >= 0x200B && code <= 0x200F && code != 0x200C && code != 0x200D) ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF);
}

bool is_break(std::uint32_t code) {
    return code == '\n' || code == '\r' || code == '\t' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

}  // namespace

std::string clean(std::string_view untrusted, std::size_t length_max) {
    std::string out;
    std::size_t length = 0;
    while (!untrusted.empty()) {
        const Character character = first_of(untrusted);
        const std::string_view spelled = untrusted.substr(0, character.length);
        untrusted.remove_prefix(character.length);
        if (is_dropped(character.code) && !is_break(character.code)) continue;
        if (length++ == length_max) return out + "\u2026";
        if (is_break(character.code)) {
            out += ' ';
        } else if (character.code == 0xFFFD) {
            out += "\uFFFD";
        } else {
            out += spelled;
        }
    }
    return out;
}

std::string isolate(std::string_view untrusted) { return "\u2068" + clean(untrusted) + "\u2069"; }

std::string without_isolates(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view mark = text.substr(i, 3);
        if (mark == "\u2068" || mark == "\u2069") i += 2;
        else out += text[i];
    }
    return out;
}

std::string with_values(std::string_view pattern, const std::map<std::string, std::string, std::less<>>& values) {
    std::string out;
    while (!pattern.empty()) {
        const std::size_t open = pattern.find('{');
        const std::size_t close = open == pattern.npos ? open : pattern.find('}', open);
        if (close == pattern.npos) break;
        out += pattern.substr(0, open);
        const auto value = values.find(pattern.substr(open + 1, close - open - 1));
        if (value != values.end()) {
            out += isolate(value->second);
        } else {
            out += pattern.substr(open, close - open + 1);
        }
        pattern.remove_prefix(close + 1);
    }
    return out.append(pattern);
}

}  // namespace ui
