// SPDX-License-Identifier: Apache-2.0
// The words for bytes that are not secret. Secrets are base::SecretBytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// A SHA-256 value. Other digests travel as Bytes beside their algorithm.
using Digest = std::array<std::uint8_t, 32>;

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }
inline Bytes to_bytes(std::string_view text) { return to_bytes(as_bytes(text)); }

inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }
inline void append(Bytes& out, std::string_view more) { append(out, as_bytes(more)); }

// Compares without a data-dependent branch; unequal lengths are unequal.
bool equal_constant_time(ByteView a, ByteView b);

// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
// Accepts either case; false on an odd length or a foreign character.
bool from_hex(std::string_view text, Bytes& out);

// RFC 4648 section 4, padded, no line breaks; the reader accepts nothing else.
std::string to_base64(ByteView bytes);
bool from_base64(std::string_view text, Bytes& out);

}  // namespace base
