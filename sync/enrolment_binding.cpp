// SPDX-License-Identifier: Apache-2.0
#include "sync/enrolment_binding.h"

#include "appliance/crypto/digest.h"

#include <string>

namespace exchange {

base::Digest code_digest(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c == '-' || c == ' ') continue;
        plain.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return crypto::sha256(base::as_bytes(plain));
}

base::Digest enrolment_binding(const base::Digest& code) {
    base::Bytes message = base::to_bytes(std::string_view("inkseal enrolment\n"));
    base::append(message, code);
    return crypto::sha256(message);
}

base::Digest log_key_binding(std::string_view origin, const base::Digest& code) {
    base::Bytes message = base::to_bytes(origin);
    message.push_back('\n');
    base::append(message, code);
    return crypto::sha256(message);
}

}  // namespace exchange
