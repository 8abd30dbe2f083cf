// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/object_cipher.h"

#include "appliance/crypto/random.h"
#include "appliance/documents/pdf_syntax.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

namespace documents {
namespace {

using base::Bytes;
using base::ByteView;
using base::Fault;
using base::Result;

// OpenSSL 3 keeps RC4 in its legacy provider; old files still need it.
Bytes rc4(ByteView key, ByteView plain) {
    std::array<std::uint8_t, 256> state{};
    std::iota(state.begin(), state.end(), std::uint8_t{0});
    for (std::size_t i = 0, j = 0; i < 256; ++i) {
        j = (j + state[i] + key[i % key.size()]) & 255U;
        std::swap(state[i], state[j]);
    }
    Bytes out;
    out.reserve(plain.size());
    std::size_t i = 0;
    std::size_t j = 0;
    for (std::uint8_t byte : plain) {
        i = (i + 1) & 255U;
        j = (j + state[i]) & 255U;
        std::swap(state[i], state[j]);
        out.push_back(static_cast<std::uint8_t>(byte ^ state[(state[i] + state[j]) & 255U]));
    }
    return out;
}

// Algorithm 1: the file key mixed with the object's number.
Result<Bytes> object_key(const Encryption& encryption, Ref owner) {
    Bytes input = encryption.file_key;
    for (unsigned i = 0; i < 3; ++i) input.push_back(static_cast<std::uint8_t>(owner.number >> (8 * i) & 255));
    for (unsigned i = 0; i < 2; ++i) input.push_back(static_cast<std::uint8_t>(owner.generation >> (8 * i) & 255));
    if (encryption.method == EncryptionMethod::aes_v2) base::append(input, std::string_view("sAlT"));
    Bytes digest(16);
    unsigned size = 0;
    if (EVP_Digest(input.data(), input.size(), digest.data(), &size, EVP_md5(), nullptr) != 1 || size != 16) {
        return base::Failure{Fault::crypto_failed, "MD5"};
    }
    digest.resize(std::min<std::size_t>(16, encryption.file_key.size() + 5));
    return digest;
}

Result<Bytes> aes_cbc(const EVP_CIPHER* cipher, ByteView key, ByteView plain) {
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    Bytes out = crypto::random_bytes(16);  // the initialisation vector leads
    out.resize(16 + plain.size() + 16);
    if (key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher)) || plain.size() > (1U << 30U)) {
        return base::Failure{Fault::crypto_failed, "AES key"};
    }
    int head = 0;
    int tail = 0;
    if (EVP_EncryptInit_ex2(context.get(), cipher, key.data(), out.data(), nullptr) != 1 ||
        EVP_EncryptUpdate(context.get(), out.data() + 16, &head, plain.data(), static_cast<int>(plain.size())) != 1 ||
        EVP_EncryptFinal_ex(context.get(), out.data() + 16 + head, &tail) != 1) {
        return base::Failure{Fault::crypto_failed, "AES-CBC"};
    }
    out.resize(16 + static_cast<std::size_t>(head + tail));
    return out;
}

}  // namespace

Result<Bytes> ObjectCipher::encrypted(ByteView plain, Ref owner) const {
    if (m_encryption.file_key.empty()) return base::Failure{Fault::crypto_failed, "no file key"};
    switch (m_encryption.method) {
        case EncryptionMethod::none:
            return base::to_bytes(plain);
        case EncryptionMethod::rc4: {
            const Bytes key = TRY(object_key(m_encryption, owner));
            return rc4(key, plain);
        }
        case EncryptionMethod::aes_v2: {
            const Bytes key = TRY(object_key(m_encryption, owner));
            return aes_cbc(EVP_aes_128_cbc(), key, plain);
        }
        case EncryptionMethod::aes_v3:
            return aes_cbc(EVP_aes_256_cbc(), m_encryption.file_key, plain);
    }
    return Fault::crypto_failed;
}

Result<std::string> ObjectCipher::strings(std::string_view spelt, Ref owner) const {
    std::string out;
    for (std::size_t at = 0; at < spelt.size();) {
        if (spelt[at] == '(') return base::Failure{Fault::document_structure_unsupported, "literal string"};
        if (spelt[at] != '<') {
            out += spelt[at++];
            continue;
        }
        if (spelt.substr(at, 2) == "<<") {
            out += "<<";
            at += 2;
            continue;
        }
        const std::size_t close = spelt.find('>', at);
        const auto plain = close == std::string_view::npos ? std::nullopt : read_bytes(spelt.substr(at, close + 1 - at));
        if (!plain) return base::Failure{Fault::document_structure_unsupported, "string is not hexadecimal"};
        if (m_encryption.method == EncryptionMethod::none || !m_encryption.are_strings_encrypted) {
            out += spell_bytes(*plain);
        } else {
            const Bytes hidden = TRY(encrypted(*plain, owner));
            out += spell_bytes(hidden);
        }
        at = close + 1;
    }
    return out;
}

Result<Bytes> ObjectCipher::stream(ByteView data, Ref owner) const {
    if (m_encryption.method == EncryptionMethod::none || !m_encryption.are_streams_encrypted) return base::to_bytes(data);
    return encrypted(data, owner);
}

}  // namespace documents
