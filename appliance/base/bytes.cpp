// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/bytes.h"

namespace base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool equal_constant_time(ByteView a, ByteView b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

std::string to_hex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::uint8_t byte : bytes) {
        text.push_back(hex_digits[byte >> 4U]);
        text.push_back(hex_digits[byte & 15U]);
    }
    return text;
}

bool from_hex(std::string_view text, Bytes& out) {
    out.clear();
    if (text.size() % 2 != 0) return false;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return false;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return true;
}

std::string to_base64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = bytes.size() - i;
        const unsigned group = static_cast<unsigned>(bytes[i]) << 16U |
                               (left > 1 ? static_cast<unsigned>(bytes[i + 1]) << 8U : 0U) |
                               (left > 2 ? static_cast<unsigned>(bytes[i + 2]) : 0U);
        text.push_back(base64_digits[group >> 18U]);
        text.push_back(base64_digits[group >> 12U & 63U]);
        text.push_back(left > 1 ? base64_digits[group >> 6U & 63U] : '=');
        text.push_back(left > 2 ? base64_digits[group & 63U] : '=');
    }
    return text;
}

bool from_base64(std::string_view text, Bytes& out) {
    out.clear();
    if (text.size() % 4 != 0) return false;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool is_last = i + 4 == text.size();
        std::size_t padding = 0;
        unsigned group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const char c = text[i + k];
            if (c == '=') {
                if (!is_last || k < 2) return false;
                ++padding;
                group <<= 6U;
                continue;
            }
            const std::size_t value = base64_digits.find(c);
            if (value == std::string_view::npos || padding != 0) return false;
            group = group << 6U | static_cast<unsigned>(value);
        }
        // Unused low bits must be zero, so that one value has one spelling.
        if ((padding == 1 && (group & 0xffU) != 0) || (padding == 2 && (group & 0xffffU) != 0)) return false;
        out.push_back(static_cast<std::uint8_t>(group >> 16U));
        if (padding < 2) out.push_back(static_cast<std::uint8_t>(group >> 8U & 255U));
        if (padding < 1) out.push_back(static_cast<std::uint8_t>(group & 255U));
    }
    return true;
}

}  // namespace base
