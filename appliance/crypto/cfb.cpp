// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/cfb.h"

#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <array>

namespace crypto {
namespace {

using base::ByteView;
using base::Fault;

constexpr std::size_t key_size = 16;

base::Status turn(const base::SecretBytes& key, ByteView in, std::uint8_t* out, int is_encrypting) {
    if (key.size() != key_size) return base::Failure{Fault::usage_invalid, "a key of another size"};
    clear_openssl_errors();
    const CipherHandle context(EVP_CIPHER_CTX_new());
    const std::array<std::uint8_t, 16> iv{};
    int size = 0;
    if (context == nullptr ||
        EVP_CipherInit_ex2(context.get(), EVP_aes_128_cfb128(), key.reveal().data(), iv.data(), is_encrypting, nullptr) != 1 ||
        EVP_CipherUpdate(context.get(), out, &size, in.data(), static_cast<int>(in.size())) != 1 ||
        static_cast<std::size_t>(size) != in.size())
        return openssl_failure(Fault::crypto_failed, "AES-CFB");
    return {};
}

}  // namespace

base::Result<base::Bytes> encrypt_cfb(const base::SecretBytes& key, const base::SecretBytes& plain) {
    base::Bytes out(plain.size());
    TRY(turn(key, plain.reveal(), out.data(), 1));
    return out;
}

base::Result<base::SecretBytes> decrypt_cfb(const base::SecretBytes& key, ByteView cipher) {
    base::SecretBytes out(cipher.size());
    TRY(turn(key, cipher, out.reveal_to_fill().data(), 0));
    return out;
}

}  // namespace crypto
