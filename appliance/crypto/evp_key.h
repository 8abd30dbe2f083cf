// SPDX-License-Identifier: Apache-2.0
// Lends a ports::SigningKey to OpenSSL: the result is an EVP_PKEY that libssl, libcurl
// and the X.509 functions take for a private key, while each signature is made by
// the keeper (TPM, token). It cannot be exported, and writing it as PEM fails.
//
// Underneath is a provider inside this process, named "inkseal" and registered in
// OpenSSL's default library context, because that is the one libcurl and libssl use.
// The registration happens once per process, at the first use of this file, and stays
// until the end: OpenSSL keeps pointers to it in every key it made. It also makes
// "default" the preferred provider, so that nothing else in the process notices ours.
//
// RSA-PSS uses a salt as long as the digest and the same hash in MGF1; TLS 1.3 wants
// exactly that (RFC 8446, 4.2.3), and every other choice is refused.
#pragma once

#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <memory>

struct evp_pkey_st;

namespace crypto {

class EvpKey {
public:
    explicit EvpKey(std::shared_ptr<evp_pkey_st> key) : m_key(std::move(key)) {}
    // Owned by this object; OpenSSL's own reference counts make up_ref enough to keep it.
    evp_pkey_st* raw() const { return m_key.get(); }

private:
    std::shared_ptr<evp_pkey_st> m_key;
};

// A key that wants whole messages (see SigningKey::whole_messages) gets them, up to
// 1 MiB; asking such a key for the signature of a bare digest fails.
// The keeper's Fault survives the way through OpenSSL when the caller of OpenSSL is in
// this directory; elsewhere its name is in OpenSSL's error queue (library "user").
// Faults: key_algorithm_unsupported, crypto_failed.
base::Result<EvpKey> evp_key_for(std::shared_ptr<ports::SigningKey> key);

// The public half only, in OpenSSL's own provider. Fault: key_algorithm_unsupported.
base::Result<EvpKey> evp_public_key(base::ByteView subject_public_key_info);

// Verifies what SigningKey::sign made. Fault: signature_invalid.
base::Status verify_signature(base::ByteView subject_public_key_info, ports::SignatureScheme scheme,
                              ports::HashAlgorithm hash, base::ByteView digest, base::ByteView signature);

}  // namespace crypto
