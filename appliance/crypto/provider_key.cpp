// SPDX-License-Identifier: Apache-2.0
// Key management: everything about the public half is answered by OpenSSL's own key.
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/provider.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>

namespace crypto {
namespace {

KeeperKey& key_of(void* data) { return *static_cast<KeeperKey*>(data); }
const KeeperKey& key_of(const void* data) { return *static_cast<const KeeperKey*>(data); }

void* make(void*) { return new KeeperKey; }
void release(void* data) { delete static_cast<KeeperKey*>(data); }
void* duplicate(const void* data, int) { return new KeeperKey(key_of(data)); }

const OSSL_PARAM* import_types(int) {
    static const std::array types{OSSL_PARAM{keeper_parameter, OSSL_PARAM_OCTET_PTR, nullptr, 0, 0},
                                  OSSL_PARAM{nullptr, 0, nullptr, 0, 0}};
    return types.data();
}

int import(void* data, int, const OSSL_PARAM params[]) {
    const OSSL_PARAM* parameter = OSSL_PARAM_locate_const(params, keeper_parameter);
    const void* pointer = nullptr;
    std::size_t size = 0;
    if (parameter == nullptr || OSSL_PARAM_get_octet_ptr(parameter, &pointer, &size) != 1 || pointer == nullptr) return 0;
    const auto& keeper = *static_cast<const std::shared_ptr<ports::SigningKey>*>(pointer);
    const auto public_half = evp_public_key(keeper->public_key());
    if (!public_half) {
        raise_failure(public_half.failure());
        return 0;
    }
    key_of(data) = KeeperKey{keeper, *public_half};
    return 1;
}

int has(const void* data, int) { return key_of(data).keeper != nullptr ? 1 : 0; }

int match(const void* a, const void* b, int) {
    return EVP_PKEY_eq(key_of(a).public_half.raw(), key_of(b).public_half.raw());
}

int get_params(void* data, OSSL_PARAM params[]) { return EVP_PKEY_get_params(key_of(data).public_half.raw(), params); }

const OSSL_PARAM* gettable_params(void*) {
    static const std::array list{OSSL_PARAM{OSSL_PKEY_PARAM_BITS, OSSL_PARAM_INTEGER, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_PKEY_PARAM_SECURITY_BITS, OSSL_PARAM_INTEGER, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_PKEY_PARAM_MAX_SIZE, OSSL_PARAM_INTEGER, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_PKEY_PARAM_DEFAULT_DIGEST, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{nullptr, 0, nullptr, 0, 0}};
    return list.data();
}

// Fails when the private half is wanted; provider.h says why this must be so.
int export_public(void* data, int selection, OSSL_CALLBACK* callback, void* argument) {
    if ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0 || key_of(data).keeper == nullptr) return 0;
    return EVP_PKEY_export(key_of(data).public_half.raw(), selection, callback, argument);
}

const OSSL_PARAM* export_types(int) {
    static const std::array types{OSSL_PARAM{OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                  OSSL_PARAM{OSSL_PKEY_PARAM_PUB_KEY, OSSL_PARAM_OCTET_STRING, nullptr, 0, 0},
                                  OSSL_PARAM{OSSL_PKEY_PARAM_RSA_N, OSSL_PARAM_UNSIGNED_INTEGER, nullptr, 0, 0},
                                  OSSL_PARAM{OSSL_PKEY_PARAM_RSA_E, OSSL_PARAM_UNSIGNED_INTEGER, nullptr, 0, 0},
                                  OSSL_PARAM{nullptr, 0, nullptr, 0, 0}};
    return types.data();
}

const char* ec_operation(int operation) { return operation == OSSL_OP_SIGNATURE ? "ECDSA" : nullptr; }
const char* rsa_operation(int operation) { return operation == OSSL_OP_SIGNATURE ? "RSA" : nullptr; }

auto key_functions(const char* (*operation_name)(int)) {
    return std::array{dispatch(OSSL_FUNC_KEYMGMT_NEW, make),
                      dispatch(OSSL_FUNC_KEYMGMT_FREE, release),
                      dispatch(OSSL_FUNC_KEYMGMT_DUP, duplicate),
                      dispatch(OSSL_FUNC_KEYMGMT_IMPORT, import),
                      dispatch(OSSL_FUNC_KEYMGMT_IMPORT_TYPES, import_types),
                      dispatch(OSSL_FUNC_KEYMGMT_EXPORT, export_public),
                      dispatch(OSSL_FUNC_KEYMGMT_EXPORT_TYPES, export_types),
                      dispatch(OSSL_FUNC_KEYMGMT_HAS, has),
                      dispatch(OSSL_FUNC_KEYMGMT_MATCH, match),
                      dispatch(OSSL_FUNC_KEYMGMT_GET_PARAMS, get_params),
                      dispatch(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, gettable_params),
                      dispatch(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, operation_name),
                      OSSL_DISPATCH{0, nullptr}};
}

}  // namespace

const OSSL_DISPATCH* ec_key_functions() {
    static const auto functions = key_functions(ec_operation);
    return functions.data();
}

const OSSL_DISPATCH* rsa_key_functions() {
    static const auto functions = key_functions(rsa_operation);
    return functions.data();
}

}  // namespace crypto
