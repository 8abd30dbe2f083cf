// SPDX-License-Identifier: Apache-2.0
// Internal: what each Purpose asks of the leaf certificate.
#pragma once

#include "appliance/crypto/trust.h"

namespace crypto {

// The X509_PURPOSE_ number that path validation applies to the chain.
int openssl_purpose(Purpose purpose);

// What OpenSSL does not check, or not strictly enough. True where it does.
bool is_leaf_fit(const Certificate& leaf, Purpose purpose);

}  // namespace crypto
