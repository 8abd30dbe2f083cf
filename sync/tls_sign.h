// SPDX-License-Identifier: Apache-2.0
// The borrowed key of the TLS handshake: what may be signed, and the messages that
// ask for it (README.md, "tls-sign").
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <string>
#include <variant>

namespace exchange {

// Exactly what a TLS 1.3 client signs in its CertificateVerify (RFC 8446, 4.4.3): 64
// spaces, "TLS 1.3, client CertificateVerify", a zero byte, and a transcript hash of 32
// or 48 bytes. No signature over such bytes means anything elsewhere.
bool is_client_certificate_verify(base::ByteView content);

inline constexpr std::size_t tls_sign_message_max = 4096;

struct AskPublicKey {};
struct AskSignature { ports::HashAlgorithm hash; ports::SignatureScheme scheme; base::Bytes content; };
using TlsSignRequest = std::variant<AskPublicKey, AskSignature>;

std::string write_tls_sign_request(const TlsSignRequest& request);
// Fault message_invalid, also for content that is no CertificateVerify.
base::Result<TlsSignRequest> read_tls_sign_request(base::ByteView message);

struct PublicKeyAnswer { ports::KeyAlgorithm algorithm; base::Bytes spki; };
std::string write_public_key_answer(const PublicKeyAnswer& answer);
std::string write_signature_answer(base::ByteView signature);
std::string write_refusal(base::Fault fault);
// Faults: message_invalid; the fault that a refusal names.
base::Result<PublicKeyAnswer> read_public_key_answer(base::ByteView message);
base::Result<base::Bytes> read_signature_answer(base::ByteView message);

}  // namespace exchange
