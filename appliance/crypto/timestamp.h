// SPDX-License-Identifier: Apache-2.0
// Time-stamps (RFC 3161, RFC 5816): asking, checking, and (platform only) answering.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/crypto/trust.h"

#include <functional>
#include <optional>

namespace crypto {

// What a token says, before anyone believed it.
struct TimestampClaim {
    std::int64_t generated_ms = 0;  // milliseconds since 1970 UTC
    ports::HashAlgorithm hash = ports::HashAlgorithm::sha256;
    base::Bytes imprint;
    std::string serial_hex;
    std::string policy;  // dotted decimal
    // The INTEGER's octets as they were encoded: RFC 3161 bounds neither size nor sign,
    // and some clients send random bits. Empty when absent.
    base::Bytes nonce;
};

struct Timestamp {
    TimestampClaim claim;
    Certificate authority;
    std::vector<Certificate> chain;  // authority..root
    base::Bytes token;               // DER ContentInfo, what goes into a signature
};

// A DER TimeStampReq for a SHA-256 imprint that asks for the authority's certificate.
// `nonce` has 8 to 32 random bytes.
base::Bytes make_timestamp_request(const base::Digest& imprint, base::ByteView nonce);

// Fault: timestamp_invalid.
base::Result<TimestampClaim> read_token(base::ByteView token);

// The token in a document time-stamp's /Contents, which zeros fill up to the end of the
// hole. What is not one value and zeros comes back as it is, to be refused.
base::ByteView token_in(base::ByteView contents);

// The token is well formed, stamps `imprint` (made with the claim's hash), its one
// signature is right and bound to the authority's certificate (ESSCertID or ESSCertIDv2),
// and that certificate leads to an anchor for time-stamping at `at_ms`, and was valid at
// the stamped time. `extra` are certificates from elsewhere, for tokens without any.
// Faults: timestamp_invalid, and those of TrustStore::verify.
base::Result<Timestamp> verify_token(base::ByteView token, base::ByteView imprint, const TrustStore& trust,
                                     std::int64_t at_ms, const std::vector<Certificate>& extra = {});

// The same for a whole TimeStampResp, which must be granted and repeat our nonce.
// Fault also: server_refused (the authority declined; detail says why).
base::Result<Timestamp> verify_response(base::ByteView response, const base::Digest& imprint, base::ByteView nonce,
                                        const TrustStore& trust, std::int64_t at_ms);

// The answering side is OpenSSL's TS. Its policy is `timestamp_policy_oid`, its imprints are
// SHA-256, 384 and 512, its accuracy is one second, and the token names the authority's
// certificate by SHA-256 (ESSCertIDv2). A nonce, whatever INTEGER it is, comes back as it came.
// OpenSSL also signs a signing-time, of the system's clock; the stamped time is `now_ms`.
// Any number of threads may ask at once, when the key and the serial source allow it.
class TimestampAuthority {
public:
    // Each call gives a number that was never given before, and is durable.
    using SerialSource = std::function<base::Result<std::uint64_t>()>;

    TimestampAuthority(Certificate certificate, std::vector<Certificate> chain,
                       std::shared_ptr<ports::SigningKey> key, SerialSource next_serial)
        : m_certificate(std::move(certificate)), m_chain(std::move(chain)), m_key(std::move(key)),
          m_next_serial(std::move(next_serial)) {}

    // A DER TimeStampResp. A request we cannot serve (also one that is not DER, or longer
    // than 4 KiB) gets a rejection with its reason, which is an answer too; a Failure means
    // that the authority itself is in trouble, and nothing leaves.
    // `now_ms` is the authority's clock, stamped to the millisecond.
    // Faults: those of the serial source and of SigningKey::sign; certificate_invalid (not
    // this key's, or not one for time-stamping); key_algorithm_unsupported, crypto_failed.
    base::Result<base::Bytes> answer(base::ByteView request, std::int64_t now_ms) const;

    const Certificate& certificate() const { return m_certificate; }

private:
    Certificate m_certificate;
    std::vector<Certificate> m_chain;
    std::shared_ptr<ports::SigningKey> m_key;
    SerialSource m_next_serial;
};

}  // namespace crypto
