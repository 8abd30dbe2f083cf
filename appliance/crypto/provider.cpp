// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/provider.h"

#include "appliance/crypto/openssl_error.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include <array>

namespace crypto {
namespace {

const OSSL_ALGORITHM* query(void*, int operation, int* no_cache) {
    static const std::array keys{
        OSSL_ALGORITHM{"EC:id-ecPublicKey:1.2.840.10045.2.1", provider_properties, ec_key_functions(), nullptr},
        OSSL_ALGORITHM{"RSA:rsaEncryption:1.2.840.113549.1.1.1", provider_properties, rsa_key_functions(), nullptr},
        OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr}};
    static const std::array signatures{
        OSSL_ALGORITHM{"ECDSA", provider_properties, signature_functions(), nullptr},
        OSSL_ALGORITHM{"RSA", provider_properties, signature_functions(), nullptr},
        OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr}};
    *no_cache = 0;
    if (operation == OSSL_OP_KEYMGMT) return keys.data();
    if (operation == OSSL_OP_SIGNATURE) return signatures.data();
    return nullptr;
}

int initialise(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) {
    static const std::array functions{dispatch(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), OSSL_DISPATCH{0, nullptr}};
    *out = functions.data();
    // The provider keeps no state; OpenSSL only wants something that is not null.
    *context = const_cast<OSSL_CORE_HANDLE*>(handle);
    return 1;
}

// Held until the process ends, as OpenSSL's own reference counts ask.
struct Registration {
    OSSL_PROVIDER* standard = nullptr;
    OSSL_PROVIDER* ours = nullptr;
    bool is_complete = false;
};

Registration register_provider() {
    Registration made;
    // Loading any provider by hand stops OpenSSL from loading "default" by itself.
    made.standard = OSSL_PROVIDER_load(nullptr, "default");
    if (made.standard == nullptr || OSSL_PROVIDER_add_builtin(nullptr, "inkseal", initialise) != 1) return made;
    made.ours = OSSL_PROVIDER_load(nullptr, "inkseal");
    made.is_complete = made.ours != nullptr && EVP_set_default_properties(nullptr, "?provider=default") == 1;
    return made;
}

}  // namespace

base::Status require_provider() {
    static const Registration registration = register_provider();
    if (!registration.is_complete) return openssl_failure(base::Fault::crypto_failed, "register the key provider");
    return {};
}

}  // namespace crypto
