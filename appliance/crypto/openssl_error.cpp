// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/openssl_error.h"

#include <openssl/err.h>

#include <optional>

namespace crypto {

base::Failure openssl_failure(base::Fault fault, std::string_view what) {
    std::string detail(what);
    std::optional<base::Fault> keepers;
    const char* data = nullptr;
    int flags = 0;
    while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        char text[256];
        ERR_error_string_n(code, text, sizeof text);
        detail += "; ";
        detail += text;
        if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') {
            detail += " (";
            detail += data;
            detail += ')';
        }
        const int reason = ERR_GET_REASON(code);
        if (ERR_GET_LIB(code) == ERR_LIB_USER && reason >= 1 &&
            static_cast<std::size_t>(reason) <= base::fault_catalogue().size) {
            keepers = static_cast<base::Fault>(reason - 1);
        }
    }
    return {keepers.value_or(fault), std::move(detail)};
}

void raise_failure(const base::Failure& failure) {
    // Reason 0 is reserved by OpenSSL, hence the shift by one.
    ERR_raise_data(ERR_LIB_USER, static_cast<int>(failure.fault) + 1, "%s: %s",
                   std::string(base::row_of(failure.fault).name).c_str(), failure.detail.c_str());
}

void clear_openssl_errors() { ERR_clear_error(); }

}  // namespace crypto
