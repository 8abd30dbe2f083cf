// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/text_encoding.h"

#include <array>

namespace documents {
namespace {

// PDFDocEncoding where it differs from Latin-1 (ISO 32000-1, annex D.3).
char32_t from_pdf_doc(std::uint8_t byte) {
    static constexpr std::array<char16_t, 8> low{0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc};
    static constexpr std::array<char16_t, 33> high{
        0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203a, 0x2212,
        0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141,
        0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0xfffd, 0x20ac};
    if (byte >= 0x18 && byte <= 0x1f) return low[byte - 0x18U];
    if (byte >= 0x80 && byte <= 0xa0) return high[byte - 0x80U];
    return byte;
}

}  // namespace

std::string utf8_of_text_string(base::ByteView bytes) {
    std::string out;
    if (bytes.size() >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) {
        for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
            char32_t unit = static_cast<char32_t>(bytes[i] << 8U | bytes[i + 1]);
            if (unit >= 0xd800 && unit < 0xdc00 && i + 3 < bytes.size()) {
                const auto low = static_cast<char32_t>(bytes[i + 2] << 8U | bytes[i + 3]);
                if (low >= 0xdc00 && low < 0xe000) {
                    unit = 0x10000 + ((unit - 0xd800) << 10U) + (low - 0xdc00);
                    i += 2;
                }
            }
            append_utf8(out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
        }
        return out;
    }
    if (bytes.size() >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf) {  // PDF 2.0
        const std::string_view text = base::as_text(bytes.subspan(3));
        return code_points(text) ? std::string(text) : std::string("\xef\xbf\xbd");
    }
    for (std::uint8_t byte : bytes) append_utf8(out, from_pdf_doc(byte));
    return out;
}

std::optional<std::u32string> code_points(std::string_view utf8) {
    std::u32string out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<std::uint8_t>(utf8[i]);
        std::size_t size = 1;
        char32_t point = lead;
        if (lead >= 0xf0 && lead < 0xf5) {
            size = 4;
            point = lead & 7U;
        } else if (lead >= 0xe0 && lead < 0xf0) {
            size = 3;
            point = lead & 15U;
        } else if (lead >= 0xc2 && lead < 0xe0) {
            size = 2;
            point = lead & 31U;
        } else if (lead >= 0x80) {
            return std::nullopt;
        }
        if (i + size > utf8.size()) return std::nullopt;
        for (std::size_t k = 1; k < size; ++k) {
            const auto more = static_cast<std::uint8_t>(utf8[i + k]);
            if ((more & 0xc0U) != 0x80) return std::nullopt;
            point = point << 6U | (more & 0x3fU);
        }
        const bool is_overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
        if (is_overlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return std::nullopt;
        out += point;
        i += size;
    }
    return out;
}

void append_utf8(std::string& out, char32_t point) {
    const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<std::uint8_t>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xc0 | point >> 6U);
        byte(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        byte(0xe0 | point >> 12U);
        byte(0x80 | (point >> 6U & 0x3f));
        byte(0x80 | (point & 0x3f));
    } else {
        byte(0xf0 | point >> 18U);
        byte(0x80 | (point >> 12U & 0x3f));
        byte(0x80 | (point >> 6U & 0x3f));
        byte(0x80 | (point & 0x3f));
    }
}

void append_utf16be(base::Bytes& out, char32_t point) {
    const auto unit = [&out](char32_t value) {
        out.push_back(static_cast<std::uint8_t>(value >> 8U));
        out.push_back(static_cast<std::uint8_t>(value & 0xffU));
    };
    if (point < 0x10000) {
        unit(point);
    } else {
        unit(0xd800 + ((point - 0x10000) >> 10U));
        unit(0xdc00 + ((point - 0x10000) & 0x3ffU));
    }
}

}  // namespace documents
