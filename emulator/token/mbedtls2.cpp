// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/mbedtls_version.h"

namespace token {

void start_rsa(mbedtls_rsa_context& context) { mbedtls_rsa_init(&context, MBEDTLS_RSA_PKCS_V15, 0); }

}  // namespace token
