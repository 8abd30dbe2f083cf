// SPDX-License-Identifier: Apache-2.0
// Signatures: the digest is computed here, the keeper signs it (or the whole message),
// and verifying is passed on to OpenSSL's own key.
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/provider.h"
#include "appliance/crypto/signature_params.h"

#include <array>
#include <cstring>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using ports::HashAlgorithm;
using ports::SignatureScheme;

// Far above any CertificateVerify, certificate or request; far below a denial of service.
constexpr std::size_t whole_message_max = 1024 * 1024;

struct Signing {
    KeeperKey key;
    SignatureParams params;
    MdContextHandle digest;
    Bytes message;  // kept only for keepers that want whole messages
    bool is_too_long = false;
};

Signing& signing_of(void* context) { return *static_cast<Signing*>(context); }

void* make(void*, const char*) { return new Signing; }
void release(void* context) { delete static_cast<Signing*>(context); }

void* duplicate(void* context) {
    const Signing& from = signing_of(context);
    auto copy = std::make_unique<Signing>();
    copy->key = from.key;
    copy->params = from.params;
    copy->message = from.message;
    copy->is_too_long = from.is_too_long;
    if (from.digest != nullptr) {
        copy->digest.reset(EVP_MD_CTX_new());
        if (EVP_MD_CTX_copy_ex(copy->digest.get(), from.digest.get()) != 1) return nullptr;
    }
    return copy.release();
}

int set_params(void* context, const OSSL_PARAM params[]) {
    return set_signature_params(signing_of(context).params, params) ? 1 : 0;
}

int get_params(void* context, OSSL_PARAM params[]) {
    return get_signature_params(signing_of(context).params, params) ? 1 : 0;
}

// A null key means "the one of the last time".
int begin(void* context, void* key, const OSSL_PARAM params[]) {
    Signing& signing = signing_of(context);
    if (key != nullptr) signing.key = *static_cast<const KeeperKey*>(key);
    if (signing.key.keeper == nullptr) return 0;
    signing.params.is_rsa = is_rsa(signing.key.keeper->algorithm());
    return set_params(context, params);
}

int begin_digest(void* context, const char* name, void* key, const OSSL_PARAM params[]) {
    Signing& signing = signing_of(context);
    if (name != nullptr && *name != '\0' && !set_hash(signing.params, name)) return 0;
    if (begin(context, key, params) != 1) return 0;
    if (!signing.params.hash) signing.params.hash = natural_hash(signing.key.keeper->algorithm());
    signing.digest.reset(EVP_MD_CTX_new());
    signing.message.clear();
    signing.is_too_long = false;
    return EVP_DigestInit_ex2(signing.digest.get(), evp_md(*signing.params.hash), nullptr);
}

int update(void* context, const unsigned char* data, std::size_t size) {
    Signing& signing = signing_of(context);
    if (signing.digest == nullptr) return 0;
    if (signing.key.keeper->whole_messages() != nullptr) {
        signing.is_too_long = signing.is_too_long || size > whole_message_max - signing.message.size();
        if (!signing.is_too_long) base::append(signing.message, ByteView(data, size));
    }
    return EVP_DigestUpdate(signing.digest.get(), data, size);
}

std::optional<Bytes> finish_digest(Signing& signing) {
    if (signing.digest == nullptr || !signing.params.hash) return std::nullopt;
    Bytes out(digest_size(*signing.params.hash));
    if (EVP_DigestFinal_ex(signing.digest.get(), out.data(), nullptr) != 1) return std::nullopt;
    return out;
}

int deliver(const Result<Bytes>& made, unsigned char* out, std::size_t* size, std::size_t capacity) {
    if (!made) {
        raise_failure(made.failure());
        return 0;
    }
    if (made->size() > capacity) return 0;
    std::memcpy(out, made->data(), made->size());
    *size = made->size();
    return 1;
}

int report_size(const Signing& signing, std::size_t* size) {
    const int largest = EVP_PKEY_get_size(signing.key.public_half.raw());
    if (largest <= 0) return 0;
    *size = static_cast<std::size_t>(largest);
    return 1;
}

bool may_salt(const Signing& signing) {
    if (is_salt_as_long_as_digest(signing.params)) return true;
    raise_failure({Fault::key_algorithm_unsupported, "RSA-PSS with another salt than as long as the digest"});
    return false;
}

int sign_digest(void* context, unsigned char* out, std::size_t* size, std::size_t capacity,
                const unsigned char* digest, std::size_t digest_length) {
    Signing& signing = signing_of(context);
    if (out == nullptr) return report_size(signing, size);
    const auto hash = signing.params.hash ? signing.params.hash : hash_by_size(digest_length);
    if (!hash || digest_size(*hash) != digest_length) {
        raise_failure({Fault::key_algorithm_unsupported, "not the digest of a supported hash"});
        return 0;
    }
    if (!may_salt(signing)) return 0;
    return deliver(signing.key.keeper->sign(scheme_of(signing.params), *hash, {digest, digest_length}), out, size, capacity);
}

int sign_final(void* context, unsigned char* out, std::size_t* size, std::size_t capacity) {
    Signing& signing = signing_of(context);
    if (out == nullptr) return report_size(signing, size);
    if (!may_salt(signing)) return 0;
    const auto digest = finish_digest(signing);
    if (!digest) return 0;
    const SignatureScheme scheme = scheme_of(signing.params);
    if (ports::MessageSigner* whole = signing.key.keeper->whole_messages(); whole != nullptr) {
        if (signing.is_too_long) return deliver(Failure{Fault::message_invalid, "message to sign longer than 1 MiB"}, out, size, capacity);
        return deliver(whole->sign_message(scheme, *signing.params.hash, signing.message), out, size, capacity);
    }
    return deliver(signing.key.keeper->sign(scheme, *signing.params.hash, *digest), out, size, capacity);
}

int verify_digest(void* context, const unsigned char* signature, std::size_t size, const unsigned char* digest,
                  std::size_t digest_length) {
    const Signing& signing = signing_of(context);
    const auto hash = signing.params.hash ? signing.params.hash : hash_by_size(digest_length);
    if (!hash) return 0;
    return verify_with(signing.key.public_half.raw(), scheme_of(signing.params), *hash, {digest, digest_length},
                       {signature, size}) ? 1 : 0;
}

int verify_final(void* context, const unsigned char* signature, std::size_t size) {
    const auto digest = finish_digest(signing_of(context));
    return digest ? verify_digest(context, signature, size, digest->data(), digest->size()) : 0;
}

}  // namespace

const OSSL_DISPATCH* signature_functions() {
    static const std::array functions{dispatch(OSSL_FUNC_SIGNATURE_NEWCTX, make),
                                      dispatch(OSSL_FUNC_SIGNATURE_FREECTX, release),
                                      dispatch(OSSL_FUNC_SIGNATURE_DUPCTX, duplicate),
                                      dispatch(OSSL_FUNC_SIGNATURE_SIGN_INIT, begin),
                                      dispatch(OSSL_FUNC_SIGNATURE_SIGN, sign_digest),
                                      dispatch(OSSL_FUNC_SIGNATURE_VERIFY_INIT, begin),
                                      dispatch(OSSL_FUNC_SIGNATURE_VERIFY, verify_digest),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, begin_digest),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE, update),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL, sign_final),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT, begin_digest),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE, update),
                                      dispatch(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL, verify_final),
                                      dispatch(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, set_params),
                                      dispatch(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, settable_signature_params),
                                      dispatch(OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, get_params),
                                      dispatch(OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS, gettable_signature_params),
                                      OSSL_DISPATCH{0, nullptr}};
    return functions.data();
}

}  // namespace crypto
