// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/receipt_code.h"

#include <algorithm>

namespace app {
namespace {

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

std::string receipt_code(const base::Digest& seal_id) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i) bits = bits << 8U | seal_id[i];
    std::string code;
    for (int shift = 35; shift >= 0; shift -= 5) {
        code.push_back(letters[bits >> static_cast<unsigned>(shift) & 31U]);
        if (code.size() == 4) code.push_back('-');
    }
    return code;
}

std::string receipt_qr(const base::DeviceId& device, const base::Digest& seal_id, const base::Digest& byterange_digest) {
    return upper("inkseal:1:" + device.text + ":" + base::to_hex(seal_id) + ":" + base::to_hex(byterange_digest));
}

std::string fingerprint_of(const base::Digest& digest) {
    const std::string hex = upper(base::to_hex(base::ByteView(digest).first(8)));
    return hex.substr(0, 4) + " " + hex.substr(4, 4) + " " + hex.substr(8, 4) + " " + hex.substr(12, 4);
}

}  // namespace app
