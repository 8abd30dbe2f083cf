// SPDX-License-Identifier: Apache-2.0
// Internal: the parameters with which OpenSSL configures a signature of our provider.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/ports/signing_key.h"

#include <openssl/core.h>

#include <optional>

struct evp_pkey_st;

namespace crypto {

struct SignatureParams {
    std::optional<ports::HashAlgorithm> hash;
    bool is_rsa = false;
    bool is_pss = false;
    int salt = -1;  // OpenSSL's numbers: -1 as the digest, -2 automatic, -3 longest, -4 at most as the digest
};

bool set_hash(SignatureParams& params, const char* name);
bool set_signature_params(SignatureParams& params, const OSSL_PARAM given[]);
bool get_signature_params(const SignatureParams& params, OSSL_PARAM wanted[]);
const OSSL_PARAM* settable_signature_params(void* context, void* provider);
const OSSL_PARAM* gettable_signature_params(void* context, void* provider);

ports::SignatureScheme scheme_of(const SignatureParams& params);
std::optional<ports::HashAlgorithm> hash_by_size(std::size_t size);
bool is_salt_as_long_as_digest(const SignatureParams& params);

// In OpenSSL's own provider. Accepts any salt length. Leaves no errors behind.
bool verify_with(evp_pkey_st* key, ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest,
                 base::ByteView signature);

}  // namespace crypto
