// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/signature_params.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <array>
#include <charconv>
#include <string_view>

namespace crypto {

using ports::HashAlgorithm;
using ports::SignatureScheme;

namespace {

struct SaltName {
    const char* name;
    int number;
};
constexpr std::array salt_names = {SaltName{OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST, -1},
                                   SaltName{OSSL_PKEY_RSA_PSS_SALT_LEN_AUTO, -2},
                                   SaltName{OSSL_PKEY_RSA_PSS_SALT_LEN_MAX, -3},
                                   SaltName{"auto-digestmax", -4}};

// OpenSSL writes both of RSA's parameters now as a number, now as a word.
std::optional<std::string_view> word(const OSSL_PARAM* parameter) {
    const char* text = nullptr;
    if (parameter->data_type != OSSL_PARAM_UTF8_STRING || OSSL_PARAM_get_utf8_string_ptr(parameter, &text) != 1 ||
        text == nullptr) {
        return std::nullopt;
    }
    return text;
}

bool set_padding(SignatureParams& params, const OSSL_PARAM* parameter) {
    int mode = 0;
    if (const auto name = word(parameter)) {
        if (*name != OSSL_PKEY_RSA_PAD_MODE_PSS && *name != OSSL_PKEY_RSA_PAD_MODE_PKCSV15) return false;
        mode = *name == OSSL_PKEY_RSA_PAD_MODE_PSS ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    } else if (OSSL_PARAM_get_int(parameter, &mode) != 1) {
        return false;
    }
    if (mode != RSA_PKCS1_PSS_PADDING && mode != RSA_PKCS1_PADDING) return false;
    params.is_pss = mode == RSA_PKCS1_PSS_PADDING;
    return true;
}

bool set_salt(SignatureParams& params, const OSSL_PARAM* parameter) {
    const auto name = word(parameter);
    if (!name) return OSSL_PARAM_get_int(parameter, &params.salt) == 1;
    for (const SaltName& known : salt_names) {
        if (*name == known.name) {
            params.salt = known.number;
            return true;
        }
    }
    const auto [end, error] = std::from_chars(name->data(), name->data() + name->size(), params.salt);
    return error == std::errc{} && end == name->data() + name->size();
}

bool get_salt(const SignatureParams& params, OSSL_PARAM* wanted) {
    if (wanted->data_type != OSSL_PARAM_UTF8_STRING) return OSSL_PARAM_set_int(wanted, params.salt) == 1;
    for (const SaltName& known : salt_names) {
        if (params.salt == known.number) return OSSL_PARAM_set_utf8_string(wanted, known.name) == 1;
    }
    return OSSL_PARAM_set_utf8_string(wanted, std::to_string(params.salt).c_str()) == 1;
}

bool get_padding(const SignatureParams& params, OSSL_PARAM* wanted) {
    if (wanted->data_type == OSSL_PARAM_UTF8_STRING) {
        return OSSL_PARAM_set_utf8_string(wanted, params.is_pss ? OSSL_PKEY_RSA_PAD_MODE_PSS : OSSL_PKEY_RSA_PAD_MODE_PKCSV15) == 1;
    }
    return OSSL_PARAM_set_int(wanted, params.is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1;
}

}  // namespace

bool set_hash(SignatureParams& params, const char* name) {
    const auto hash = hash_by_name(name);
    if (hash) params.hash = hash;
    return hash.has_value();
}

bool set_signature_params(SignatureParams& params, const OSSL_PARAM given[]) {
    if (given == nullptr) return true;
    const char* name = nullptr;
    if (const auto* p = OSSL_PARAM_locate_const(given, OSSL_SIGNATURE_PARAM_DIGEST);
        p != nullptr && (OSSL_PARAM_get_utf8_string_ptr(p, &name) != 1 || !set_hash(params, name))) {
        return false;
    }
    if (!params.is_rsa) return true;
    if (const auto* p = OSSL_PARAM_locate_const(given, OSSL_SIGNATURE_PARAM_PAD_MODE); p != nullptr && !set_padding(params, p)) return false;
    if (const auto* p = OSSL_PARAM_locate_const(given, OSSL_SIGNATURE_PARAM_PSS_SALTLEN); p != nullptr && !set_salt(params, p)) return false;
    if (const auto* p = OSSL_PARAM_locate_const(given, OSSL_SIGNATURE_PARAM_MGF1_DIGEST)) {
        return OSSL_PARAM_get_utf8_string_ptr(p, &name) == 1 && hash_by_name(name) == params.hash;
    }
    return true;
}

bool get_signature_params(const SignatureParams& params, OSSL_PARAM wanted[]) {
    const HashAlgorithm hash = params.hash.value_or(HashAlgorithm::sha256);
    const char* hash_name = EVP_MD_get0_name(evp_md(hash));
    if (auto* p = OSSL_PARAM_locate(wanted, OSSL_SIGNATURE_PARAM_ALGORITHM_ID)) {
        const base::Bytes identifier = signature_identifier(scheme_of(params), hash);
        if (OSSL_PARAM_set_octet_string(p, identifier.data(), identifier.size()) != 1) return false;
    }
    if (auto* p = OSSL_PARAM_locate(wanted, OSSL_SIGNATURE_PARAM_DIGEST); p != nullptr && OSSL_PARAM_set_utf8_string(p, hash_name) != 1) return false;
    if (!params.is_rsa) return true;
    if (auto* p = OSSL_PARAM_locate(wanted, OSSL_SIGNATURE_PARAM_MGF1_DIGEST); p != nullptr && OSSL_PARAM_set_utf8_string(p, hash_name) != 1) return false;
    if (auto* p = OSSL_PARAM_locate(wanted, OSSL_SIGNATURE_PARAM_PAD_MODE); p != nullptr && !get_padding(params, p)) return false;
    if (auto* p = OSSL_PARAM_locate(wanted, OSSL_SIGNATURE_PARAM_PSS_SALTLEN); p != nullptr && !get_salt(params, p)) return false;
    return true;
}

const OSSL_PARAM* settable_signature_params(void*, void*) {
    static const std::array list{OSSL_PARAM{OSSL_SIGNATURE_PARAM_DIGEST, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_PROPERTIES, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_PSS_SALTLEN, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_MGF1_DIGEST, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_MGF1_PROPERTIES, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{nullptr, 0, nullptr, 0, 0}};
    return list.data();
}

const OSSL_PARAM* gettable_signature_params(void*, void*) {
    static const std::array list{OSSL_PARAM{OSSL_SIGNATURE_PARAM_ALGORITHM_ID, OSSL_PARAM_OCTET_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_DIGEST, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_PSS_SALTLEN, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{OSSL_SIGNATURE_PARAM_MGF1_DIGEST, OSSL_PARAM_UTF8_STRING, nullptr, 0, 0},
                                 OSSL_PARAM{nullptr, 0, nullptr, 0, 0}};
    return list.data();
}

SignatureScheme scheme_of(const SignatureParams& params) {
    if (!params.is_rsa) return SignatureScheme::ecdsa;
    return params.is_pss ? SignatureScheme::rsa_pss : SignatureScheme::rsa_pkcs1;
}

std::optional<HashAlgorithm> hash_by_size(std::size_t size) {
    for (const auto hash : {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512}) {
        if (digest_size(hash) == size) return hash;
    }
    return std::nullopt;
}

bool is_salt_as_long_as_digest(const SignatureParams& params) {
    if (!params.is_rsa || !params.is_pss || params.salt == -1 || params.salt == -4) return true;
    return params.hash && params.salt == static_cast<int>(digest_size(*params.hash));
}

bool verify_with(evp_pkey_st* key, SignatureScheme scheme, HashAlgorithm hash, base::ByteView digest,
                 base::ByteView signature) {
    ERR_set_mark();
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    bool is_right = context != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_signature_md(context.get(), evp_md(hash)) == 1;
    if (is_right && scheme != SignatureScheme::ecdsa) {
        const int padding = scheme == SignatureScheme::rsa_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
        is_right = EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) == 1;
    }
    is_right = is_right && EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(), digest.size()) == 1;
    ERR_pop_to_mark();
    return is_right;
}

}  // namespace crypto
