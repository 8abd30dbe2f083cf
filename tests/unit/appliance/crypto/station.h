// SPDX-License-Identifier: Apache-2.0
// A time-stamping authority for the tests, with numbers from ffff on.
#pragma once

#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "tests/unit/appliance/crypto/pki.h"

namespace crypto_test {

struct Station {
    Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key;
    crypto::Certificate certificate;
    std::shared_ptr<std::uint64_t> serial = std::make_shared<std::uint64_t>(0xfffe);
    crypto::TimestampAuthority authority;

    explicit Station(ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256)
        : key(key_of(algorithm, 4)),
          certificate(crypto::issue_timestamping(pki.issuer(), key->public_key(), {"Time", ""}, pki.validity()).value()),
          authority(certificate, pki.chain, key, [counter = serial]() -> base::Result<std::uint64_t> { return ++*counter; }) {}
};

inline const std::string stamped_text = "signature value";
inline const base::Digest imprint = crypto::sha256(base::as_bytes(stamped_text));
inline const base::Bytes nonce = {0x80, 1, 2, 3, 4, 5, 6, 7};

inline base::Bytes token_of(const Station& station) {
    const base::Bytes response = station.authority.answer(crypto::make_timestamp_request(imprint, nonce), now_ms + 123).value();
    return crypto::verify_response(response, imprint, nonce, station.pki.trust, now_ms).value().token;
}

}  // namespace crypto_test
