// SPDX-License-Identifier: Apache-2.0
// Where mbedTLS 2.28 (Debian 12) and 3.6 (Debian 13) differ for us. CMake chooses
// mbedtls2.cpp or mbedtls3.cpp.
#pragma once

#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

namespace verify {

bool start_library();
bool has_key_usage(const mbedtls_x509_crt& certificate);
mbedtls_ecp_group_id curve_of(const mbedtls_pk_context& elliptic_key);

}  // namespace verify
