// SPDX-License-Identifier: Apache-2.0
// Internal: OpenSSL's small ASN.1 values as ours, and back.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/crypto/handles.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crypto {

inline base::ByteView view_of(const ASN1_STRING* text) {
    return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// Milliseconds since 1970 UTC; nothing when the time cannot be read.
std::optional<std::int64_t> to_ms(const ASN1_TIME* time);
// Null when the year is not within 1950..9999. UTCTime until 2049 (RFC 5280, 4.1.2.5).
TimeHandle to_asn1_time(std::int64_t ms);

// GeneralizedTime as RFC 3161 restricts it: "20261122104005[.123]Z".
std::optional<std::int64_t> parse_generalized_time(std::string_view text);

// UTF-8 of the last common name, safe to show; empty when there is none.
std::string common_name_of(const X509_NAME* name);
base::Bytes der_of(const X509_NAME* name);
// Lower-case, no sign, no leading zero byte.
std::string serial_hex_of(const ASN1_INTEGER* serial);
IntegerHandle serial_from_hex(std::string_view hex);

}  // namespace crypto
