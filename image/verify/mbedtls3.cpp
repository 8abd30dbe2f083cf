// SPDX-License-Identifier: Apache-2.0
#include "image/verify/mbedtls_version.h"

#include <psa/crypto.h>

namespace verify {

// A build of 3.6 may route X.509 through PSA, which wants to be started.
bool start_library() { return psa_crypto_init() == PSA_SUCCESS; }

bool has_key_usage(const mbedtls_x509_crt& certificate) {
    return mbedtls_x509_crt_has_ext_type(&certificate, MBEDTLS_X509_EXT_KEY_USAGE) != 0;
}

mbedtls_ecp_group_id curve_of(const mbedtls_pk_context& elliptic_key) {
    return mbedtls_ecp_keypair_get_group_id(mbedtls_pk_ec(elliptic_key));
}

}  // namespace verify
