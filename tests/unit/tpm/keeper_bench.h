// SPDX-License-Identifier: Apache-2.0
// What the tests of named keys share: signing by name, custodians, a second chip.
#pragma once

#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

namespace bench {

inline const base::Bytes document_digest = crypto::digest(ports::HashAlgorithm::sha256, base::as_bytes("a document"));

// Puts the key behind the door, installs and gives a code, and signs with the key's natural hash.
inline base::Result<base::Bytes> sign_by_name(Device& device, const std::string& name,
                                              std::optional<ports::SignatureScheme> scheme = {}) {
    if (const auto done = device.tpm->keeper().guard(name); !done) return done.failure();
    ports::KeyGuard& guard = device.tpm->key_guard();
    if (const auto done = guard.install(pin_of("2468"), 3); !done) return done.failure();
    if (const auto done = guard.unlock(pin_of("2468")); !done) return done.failure();
    const bool is_p384 = guard.key().algorithm() == ports::KeyAlgorithm::ecdsa_p384;
    const bool is_ec = is_p384 || guard.key().algorithm() == ports::KeyAlgorithm::ecdsa_p256;
    const auto hash = is_p384 ? ports::HashAlgorithm::sha384 : ports::HashAlgorithm::sha256;
    return guard.key().sign(scheme.value_or(is_ec ? ports::SignatureScheme::ecdsa : ports::SignatureScheme::rsa_pkcs1), hash,
                            crypto::digest(hash, base::as_bytes("a document")));
}

// openssl's verdict on what sign_by_name made.
inline bool openssl_accepts_document(base::ByteView public_key, ports::KeyAlgorithm algorithm, base::ByteView signature,
                                     std::optional<ports::SignatureScheme> scheme = {}) {
    const bool is_p384 = algorithm == ports::KeyAlgorithm::ecdsa_p384;
    std::vector<std::string> options{is_p384 ? "digest:sha384" : "digest:sha256"};
    if (scheme == ports::SignatureScheme::rsa_pss) options = {"digest:sha256", "rsa_padding_mode:pss", "rsa_pss_saltlen:digest"};
    const auto hash = is_p384 ? ports::HashAlgorithm::sha384 : ports::HashAlgorithm::sha256;
    return openssl_accepts(public_key, crypto::digest(hash, base::as_bytes("a document")), signature, options);
}

inline crypto::SoftwareKey& custodian(std::size_t i) {
    static std::vector<std::shared_ptr<crypto::SoftwareKey>> made;
    while (made.size() <= i) made.push_back(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value());
    return *made[i];
}

inline ports::Quorum quorum(std::uint8_t needed, std::size_t of) {
    ports::Quorum out;
    out.needed = needed;
    for (std::size_t i = 0; i < of; ++i) out.custodians.push_back(custodian(i).public_key());
    return out;
}

inline base::Bytes word_of(std::size_t i, const ports::ReleaseRequest& request) {
    return custodian(i).sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, request.digest).value();
}

// A new key in the clear, as a key file gives it: taken out of a PEM by the openssl program.
ports::PrivateKey private_key(ports::KeyAlgorithm algorithm);

// A chip with seeds of its own, provisioned by the same authority: another device of the fleet.
struct OtherDevice {
    NewDevice unit;
    std::unique_ptr<tpm::DeviceTpm> tpm;

    OtherDevice() {
        unit.take_new_seeds();
        unit.provision().value();
        tpm = tpm::DeviceTpm::open(unit.chip->tcti(), unit.disk, unit.clock).value();
        auto approval = tpm->propose_approval({3'600'000, 1'000, 1'000}).value();
        tpm::sign_approval(approval, authority()).value();
        tpm->install_approval(approval).value();
    }
};

}  // namespace bench
