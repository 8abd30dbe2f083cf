// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/plain_line.h"

namespace cli {
namespace {

// Bytes that a character at the beginning of `text` has, when it is one that is not printed.
std::size_t unprintable(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;  // U+0080..9F
    if (byte(0) == 0xd8 && byte(1) == 0x9c) return 2;                     // U+061C
    if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xa8 && byte(2) <= 0xae))) return 3;
    if (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3;
    return 0;
}

}  // namespace

std::string plain_line(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t bad = unprintable(text);
        if (bad == 0) out += text.front();
        else out += '?';
        text.remove_prefix(bad == 0 ? 1 : bad);
    }
    return out;
}

}  // namespace cli
