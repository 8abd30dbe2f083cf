// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/aead.h"

#include "appliance/crypto/gcm.h"
#include "appliance/crypto/random.h"

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Fault;
using base::Result;
using base::SecretBytes;

Result<Bytes> seal(const SecretBytes& key, ByteView aad, ByteView plain) {
    Bytes out(plain.size() + aead_overhead);
    const std::span<std::uint8_t> all(out);
    fill_random(all.first(gcm_nonce_size));
    TRY(gcm_encrypt(key, all.first(gcm_nonce_size), aad, plain, all.subspan(gcm_nonce_size, plain.size()),
                    all.last(gcm_tag_size)));
    return out;
}

Result<Bytes> open(const SecretBytes& key, ByteView aad, ByteView sealed) {
    if (sealed.size() < aead_overhead) return base::Failure{Fault::cipher_tampered, "shorter than nonce and tag"};
    Bytes plain(sealed.size() - aead_overhead);
    TRY(gcm_decrypt(key, sealed.first(gcm_nonce_size), aad, sealed.subspan(gcm_nonce_size, plain.size()),
                    sealed.last(gcm_tag_size), plain));
    return plain;
}

Result<SecretBytes> open_secret(const SecretBytes& key, ByteView aad, ByteView sealed) {
    if (sealed.size() < aead_overhead) return base::Failure{Fault::cipher_tampered, "shorter than nonce and tag"};
    SecretBytes plain(sealed.size() - aead_overhead);
    TRY(gcm_decrypt(key, sealed.first(gcm_nonce_size), aad, sealed.subspan(gcm_nonce_size, plain.size()),
                    sealed.last(gcm_tag_size), plain.reveal_to_fill()));
    return plain;
}

}  // namespace crypto
