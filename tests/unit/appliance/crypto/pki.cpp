// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/crypto/pki.h"

#include <map>

namespace crypto_test {

using crypto::Certificate;
using crypto::SoftwareKey;
using ports::KeyAlgorithm;

std::shared_ptr<SoftwareKey> key_of(KeyAlgorithm algorithm, int number) {
    static std::map<std::pair<KeyAlgorithm, int>, std::shared_ptr<SoftwareKey>> keys;
    auto& key = keys[{algorithm, number}];
    if (key == nullptr) key = SoftwareKey::generate(algorithm).value();
    return key;
}

std::string pem_of(const std::shared_ptr<SoftwareKey>& key) {
    return std::string(base::as_text(key->to_pem().value().reveal()));
}

namespace {

Certificate root_of(const std::string& name, SoftwareKey& key) {
    return crypto::make_root(key, {name, "Inkseal"}, {now_ms - 2 * day, now_ms + 3650 * day}).value();
}

Certificate issuing_of(const Certificate& root, SoftwareKey& root_key, const SoftwareKey& key) {
    return crypto::make_issuing({root, root_key, "http://crl.example/root.crl"}, key.public_key(), {"Issuing CA", "Inkseal"},
                                {now_ms - day, now_ms + 1825 * day}).value();
}

}  // namespace

Pki::Pki(const std::string& root_name)
    : root_key(key_of(KeyAlgorithm::ecdsa_p384, 100)), issuing_key(key_of(KeyAlgorithm::ecdsa_p256, 101)),
      root(root_of(root_name, *root_key)), issuing(issuing_of(root, *root_key, *issuing_key)), chain{issuing} {
    trust.add_anchor(root);
}

Certificate Pki::signer_for(ports::SigningKey& key) const {
    return crypto::issue_signer(issuer(), key.public_key(), {"Zoë Señor", "Harbour"}, validity()).value();
}

}  // namespace crypto_test
