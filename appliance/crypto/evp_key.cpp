// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/evp_key.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/provider.h"
#include "appliance/crypto/signature_params.h"

#include <openssl/params.h>

namespace crypto {

using base::Failure;
using base::Fault;
using base::Result;

Result<EvpKey> evp_key_for(std::shared_ptr<ports::SigningKey> key) {
    TRY(require_provider());
    clear_openssl_errors();
    const char* type = is_rsa(key->algorithm()) ? "RSA" : "EC";
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, type, provider_properties));
    void* pointer = &key;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_ptr(keeper_parameter, &pointer, sizeof key),
                           OSSL_PARAM_construct_end()};
    EVP_PKEY* made = nullptr;
    if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, params) != 1) {
        return openssl_failure(Fault::crypto_failed, "lend the key to OpenSSL");
    }
    return EvpKey(std::shared_ptr<evp_pkey_st>(made, EVP_PKEY_free));
}

Result<EvpKey> evp_public_key(base::ByteView spki) {
    const unsigned char* cursor = spki.data();
    KeyHandle key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(spki.size())));
    if (key == nullptr || cursor != spki.data() + spki.size()) {
        return openssl_failure(Fault::key_algorithm_unsupported, "read SubjectPublicKeyInfo");
    }
    TRY(algorithm_of(key.get()));
    return EvpKey(std::shared_ptr<evp_pkey_st>(std::move(key)));
}

base::Status verify_signature(base::ByteView spki, ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                              base::ByteView digest, base::ByteView signature) {
    const auto key = evp_public_key(spki);
    if (!key) return Failure{Fault::signature_invalid, key.failure().detail};
    if (!verify_with(key->raw(), scheme, hash, digest, signature)) return Fault::signature_invalid;
    return {};
}

}  // namespace crypto
