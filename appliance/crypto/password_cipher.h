// SPDX-License-Identifier: Apache-2.0
// Internal: what is encrypted under a password in key files (PKCS#5 and PKCS#12 schemes,
// RFC 8018 and RFC 7292, appendix B). What costs time is weighed before it is begun.
#pragma once

#include "appliance/crypto/key_file_content.h"

struct X509_algor_st;

namespace crypto {

// Notes cipher, rounds and warnings in `out`. An absent password is the empty one.
// Faults: key_file_cipher (named), key_file_password (what came out is not padded as it must be).
base::Result<base::SecretBytes> decrypt_with_password(const X509_algor_st* algorithm, base::ByteView encrypted,
                                                      const KeyFilePassword& password, KeyFileContent& out);

}  // namespace crypto
