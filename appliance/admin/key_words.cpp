// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/key_words.h"

#include "appliance/base/calendar.h"

namespace admin {

std::string algorithm_words(ports::KeyAlgorithm algorithm) {
    switch (algorithm) {
        case ports::KeyAlgorithm::ecdsa_p256: return "P-256";
        case ports::KeyAlgorithm::ecdsa_p384: return "P-384";
        case ports::KeyAlgorithm::rsa_2048: return "RSA 2048";
        case ports::KeyAlgorithm::rsa_3072: return "RSA 3072";
    }
    return {};
}

void erase_last(std::string& text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
}

std::string day_words(std::int64_t ms) { return base::to_rfc3339(ms).substr(0, 10); }

}  // namespace admin
