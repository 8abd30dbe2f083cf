// SPDX-License-Identifier: Apache-2.0
#include "usb/piv_staff_token.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/certificate.h"
#include "usb/piv_signing_key.h"

namespace usb {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

// The code was presented before; this one cannot ask a person.
struct AlreadyPresented final : PinSource {
    Result<base::Pin> pin(PivSlot, std::optional<unsigned>) override { return Failure{Fault::staff_session_over, "the token wants its code again"}; }
};

// For this one signature.
class PresentedNow final : public PinSource {
public:
    explicit PresentedNow(const base::Pin& code) : m_code(code) {}
    Result<base::Pin> pin(PivSlot, std::optional<unsigned>) override {
        base::Pin copy;
        for (const std::uint8_t digit : m_code.reveal()) copy.push(static_cast<char>(digit));
        return copy;
    }

private:
    const base::Pin& m_code;
};

struct NoKey final : ports::SigningKey {
    ports::KeyAlgorithm algorithm() const override { return ports::KeyAlgorithm::ecdsa_p256; }
    const Bytes& public_key() const override { return m_nothing; }
    Result<Bytes> sign(ports::SignatureScheme, ports::HashAlgorithm, base::ByteView) override {
        return Failure{Fault::key_missing, "slot 9a has no certificate"};
    }

private:
    Bytes m_nothing;
};

}  // namespace

Result<std::unique_ptr<PivStaffToken>> PivStaffToken::open(std::shared_ptr<PivToken> token, std::string name) {
    std::unique_ptr<ports::SigningKey> authentication = std::make_unique<NoKey>();
    const auto der = TRY(token->certificate(PivSlot::authentication));
    if (der) {
        const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(*der));
        const ports::KeyAlgorithm algorithm = TRY(certificate.key_algorithm());
        authentication =
            std::make_unique<PivSigningKey>(token, PivSlot::authentication, algorithm, certificate.public_key(), std::make_shared<AlreadyPresented>());
    }
    return std::make_unique<PivStaffToken>(std::move(token), std::move(name), std::move(authentication));
}

std::string PivStaffToken::title() const {
    const std::string name = m_name.empty() ? "Security token" : m_name;
    return m_token->serial().empty() ? name : name + ", " + m_token->serial();
}

Result<Bytes> PivStaffToken::certificate_of(PivSlot slot) {
    auto der = TRY(m_token->certificate(slot));
    if (!der) return Failure{Fault::certificate_invalid, "slot " + std::string(name_of(slot)) + " has none"};
    return std::move(*der);
}

Result<Bytes> PivStaffToken::certificate() { return certificate_of(PivSlot::authentication); }

// A certificate is an object that its holder may write; the key behind it says who approves.
Result<Bytes> PivStaffToken::approval_certificate() {
    Bytes der = TRY(certificate_of(PivSlot::signature));
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
    const auto known = TRY(m_token->metadata(PivSlot::signature));
    if (known && known->public_key != certificate.public_key())
        return Failure{Fault::certificate_invalid, "slot " + std::string(name_of(PivSlot::signature)) + " has one of another key"};
    return der;
}

Result<Bytes> PivStaffToken::approve(const base::Pin& code, const base::Digest& digest) {
    const Bytes der = TRY(certificate_of(PivSlot::signature));
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
    const ports::KeyAlgorithm algorithm = TRY(certificate.key_algorithm());
    PivSigningKey key(m_token, PivSlot::signature, algorithm, certificate.public_key(), std::make_shared<PresentedNow>(code));
    return key.sign(crypto::natural_scheme(algorithm), ports::HashAlgorithm::sha256, digest);
}

// A token that is gone has forgotten it too.
void PivStaffToken::forget_code() { (void)m_token->forget(); }

}  // namespace usb
