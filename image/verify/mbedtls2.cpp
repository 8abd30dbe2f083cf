// SPDX-License-Identifier: Apache-2.0
#include "image/verify/mbedtls_version.h"

namespace verify {

bool start_library() { return true; }

bool has_key_usage(const mbedtls_x509_crt& certificate) {
    return (certificate.ext_types & MBEDTLS_X509_EXT_KEY_USAGE) != 0;
}

mbedtls_ecp_group_id curve_of(const mbedtls_pk_context& elliptic_key) {
    return mbedtls_pk_ec(elliptic_key)->grp.id;
}

}  // namespace verify
