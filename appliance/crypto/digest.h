// SPDX-License-Identifier: Apache-2.0
// Digests and HMAC. Nothing here can fail except by a bug or by exhausted memory,
// so nothing returns a Result.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/ports/signing_key.h"

#include <memory>

struct evp_md_ctx_st;

namespace crypto {

// In bytes: 32, 48 or 64.
std::size_t digest_size(ports::HashAlgorithm algorithm);

// Hashes while the bytes pass by; large documents never sit in memory for it.
class Hasher {
public:
    explicit Hasher(ports::HashAlgorithm algorithm = ports::HashAlgorithm::sha256);

    void update(base::ByteView bytes);
    // The digest of everything since the beginning, or since the last finish; then begins anew.
    base::Bytes finish();
    // The same as a value of fixed size; only for a SHA-256 hasher.
    base::Digest finish_sha256();

private:
    struct Release {
        void operator()(evp_md_ctx_st* context) const;
    };
    void begin();

    ports::HashAlgorithm m_algorithm;
    std::unique_ptr<evp_md_ctx_st, Release> m_context;
};

base::Digest sha256(base::ByteView bytes);
base::Bytes digest(ports::HashAlgorithm algorithm, base::ByteView bytes);

// RFC 2104 with SHA-256. The key is a ByteView because commitments in the audit log use
// keys that are published later; a secret key is revealed by its owner at the call.
base::Bytes hmac_sha256(base::ByteView key, base::ByteView message);

}  // namespace crypto
