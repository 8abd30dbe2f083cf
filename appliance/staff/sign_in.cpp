// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/sign_in.h"

#include "appliance/crypto/certificate.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/random.h"

namespace staff {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

constexpr std::string_view purpose = "inkseal staff sign-in v1";
constexpr std::size_t challenge_bytes = 32;

bool is_elliptic(ports::KeyAlgorithm algorithm) {
    return algorithm == ports::KeyAlgorithm::ecdsa_p256 || algorithm == ports::KeyAlgorithm::ecdsa_p384;
}

}  // namespace

base::Digest challenge_digest(const std::string& device, base::ByteView random) {
    Bytes text(purpose.begin(), purpose.end());
    text.push_back(0);
    text.insert(text.end(), device.begin(), device.end());
    text.push_back(0);
    text.insert(text.end(), random.begin(), random.end());
    return crypto::sha256(text);
}

Result<Person> recognise(ports::StaffToken& token, const Roster& roster, std::int64_t now_ms) {
    const Bytes der = TRY(token.certificate());
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
    return roster.find(certificate.public_key(), now_ms);
}

Result<Person> sign_in(ports::StaffToken& token, const base::Pin& code, const Roster& roster, const std::string& device,
                       std::int64_t now_ms) {
    Person person = TRY(recognise(token, roster, now_ms));
    TRY(token.present_code(code));
    ports::SigningKey& key = token.authentication_key();
    const ports::SignatureScheme scheme =
        is_elliptic(key.algorithm()) ? ports::SignatureScheme::ecdsa : ports::SignatureScheme::rsa_pkcs1;
    const Bytes random = crypto::random_bytes(challenge_bytes);
    const base::Digest digest = challenge_digest(device, random);
    const Bytes answer = TRY(key.sign(scheme, ports::HashAlgorithm::sha256, digest));
    // Against the roster's key, not the one that the token speaks of.
    if (!crypto::verify_signature(person.token_key, scheme, ports::HashAlgorithm::sha256, digest, answer)) {
        token.forget_code();
        return Failure{Fault::token_failed, "the answer to the challenge is not by the key on the roster"};
    }
    return person;
}

}  // namespace staff
