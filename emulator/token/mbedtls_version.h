// SPDX-License-Identifier: Apache-2.0
// Where mbedTLS 2.28 (Debian 12) and 3.6 (Debian 13) differ for a card. CMake chooses
// mbedtls2.cpp or mbedtls3.cpp.
#pragma once

#include <mbedtls/rsa.h>

namespace token {

void start_rsa(mbedtls_rsa_context& context);

}  // namespace token
