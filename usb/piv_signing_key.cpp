// SPDX-License-Identifier: Apache-2.0
#include "usb/piv_signing_key.h"

#include "appliance/crypto/certificate.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/emsa.h"
#include "appliance/crypto/evp_key.h"

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

// The leftmost bits of the digest, as many as the field has; a shorter one keeps its value.
Bytes field_block(ByteView digest, std::size_t field_size) {
    if (digest.size() >= field_size) return base::to_bytes(digest.first(field_size));
    Bytes block(field_size - digest.size(), 0);
    base::append(block, digest);
    return block;
}

Result<Bytes> block_for(KeyAlgorithm algorithm, SignatureScheme scheme, HashAlgorithm hash, ByteView digest) {
    const bool is_elliptic = algorithm == KeyAlgorithm::ecdsa_p256 || algorithm == KeyAlgorithm::ecdsa_p384;
    if (is_elliptic != (scheme == SignatureScheme::ecdsa)) return Failure{Fault::key_algorithm_unsupported, "scheme does not fit the key"};
    if (digest.size() != crypto::digest_size(hash)) return Failure{Fault::usage_invalid, "the digest is not as long as its hash"};
    switch (algorithm) {
    case KeyAlgorithm::ecdsa_p256: return field_block(digest, 32);
    case KeyAlgorithm::ecdsa_p384: return field_block(digest, 48);
    case KeyAlgorithm::rsa_2048: return crypto::emsa_block(scheme, hash, digest, 256);
    case KeyAlgorithm::rsa_3072: return crypto::emsa_block(scheme, hash, digest, 384);
    }
    CHECK(false);
}

}  // namespace

Result<std::shared_ptr<PivSigningKey>> PivSigningKey::open(std::shared_ptr<PivToken> token, PivSlot slot, std::shared_ptr<PinSource> pins) {
    if (auto about = TRY(token->metadata(slot)))
        return std::make_shared<PivSigningKey>(std::move(token), slot, about->algorithm, std::move(about->public_key), std::move(pins));
    const auto der = TRY(token->certificate(slot));
    if (!der) return Failure{Fault::key_missing, "nothing says which key slot " + std::string(name_of(slot)) + " holds"};
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(*der));
    const KeyAlgorithm algorithm = TRY(certificate.key_algorithm());
    return std::make_shared<PivSigningKey>(std::move(token), slot, algorithm, certificate.public_key(), std::move(pins));
}

Status PivSigningKey::show_pin() {
    const auto tries = TRY(m_token->tries_left());
    if (tries && *tries == 0) return Failure{Fault::pin_locked, "the token's code is locked"};
    const base::Pin pin = TRY(m_pins->pin(m_slot, tries));
    return m_token->verify(pin);
}

Result<Bytes> PivSigningKey::sign_block(ByteView block) {
    // One turn: between the code and the signature no other command may come (9C).
    const auto turn = m_token->take_turn();
    if (m_slot == PivSlot::signature) TRY(show_pin());
    auto made = TRY(m_token->sign_block(m_slot, m_algorithm, block));
    if (!made && m_slot != PivSlot::signature) {
        TRY(show_pin());
        made = TRY(m_token->sign_block(m_slot, m_algorithm, block));
    }
    if (!made) return Failure{Fault::token_failed, "the token took the code and refuses to sign"};
    return std::move(*made);
}

Result<Bytes> PivSigningKey::sign(SignatureScheme scheme, HashAlgorithm hash, ByteView digest) {
    const Bytes block = TRY(block_for(m_algorithm, scheme, hash, digest));
    Bytes signature = TRY(sign_block(block));
    if (const auto verified = crypto::verify_signature(m_public_key, scheme, hash, digest, signature); !verified)
        return Failure{Fault::token_failed, "the token's signature is not by its key"};
    return signature;
}

}  // namespace usb
