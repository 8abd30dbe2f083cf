// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"

#include "appliance/base/check.h"
#include "appliance/crypto/algorithms.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace crypto {

using ports::HashAlgorithm;

std::size_t digest_size(HashAlgorithm algorithm) {
    switch (algorithm) {
    case HashAlgorithm::sha256: return 32;
    case HashAlgorithm::sha384: return 48;
    case HashAlgorithm::sha512: return 64;
    }
    CHECK(false);
}

void Hasher::Release::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Hasher::Hasher(HashAlgorithm algorithm) : m_algorithm(algorithm), m_context(EVP_MD_CTX_new()) {
    CHECK(m_context != nullptr);
    begin();
}

void Hasher::begin() { CHECK(EVP_DigestInit_ex2(m_context.get(), evp_md(m_algorithm), nullptr) == 1); }

void Hasher::update(base::ByteView bytes) {
    CHECK(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) == 1);
}

base::Bytes Hasher::finish() {
    base::Bytes out(digest_size(m_algorithm));
    unsigned int size = 0;
    CHECK(EVP_DigestFinal_ex(m_context.get(), out.data(), &size) == 1 && size == out.size());
    begin();
    return out;
}

base::Digest Hasher::finish_sha256() {
    CHECK(m_algorithm == HashAlgorithm::sha256);
    base::Digest out{};
    CHECK(EVP_DigestFinal_ex(m_context.get(), out.data(), nullptr) == 1);
    begin();
    return out;
}

base::Digest sha256(base::ByteView bytes) {
    base::Digest out{};
    CHECK(EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, evp_md(HashAlgorithm::sha256), nullptr) == 1);
    return out;
}

base::Bytes digest(HashAlgorithm algorithm, base::ByteView bytes) {
    base::Bytes out(digest_size(algorithm));
    CHECK(EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, evp_md(algorithm), nullptr) == 1);
    return out;
}

base::Bytes hmac_sha256(base::ByteView key, base::ByteView message) {
    static constexpr std::uint8_t empty = 0;  // a null key would mean "the key of the call before"
    base::Bytes out(32);
    unsigned int size = 0;
    CHECK(HMAC(evp_md(HashAlgorithm::sha256), key.empty() ? &empty : key.data(), static_cast<int>(key.size()),
               message.data(), message.size(), out.data(), &size) != nullptr && size == out.size());
    return out;
}

}  // namespace crypto
