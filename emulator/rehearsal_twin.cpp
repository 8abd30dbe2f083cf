// SPDX-License-Identifier: Apache-2.0
#include "emulator/rehearsal_twin.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/software_key.h"
#include "emulator/bench_files.h"

namespace emulator {

base::Result<base::Bytes> twin_of(const provisioning::Draft& draft, const crypto::Issuer& issuer, std::int64_t now_ms) {
    constexpr std::int64_t second_ms = 1000, day_ms = 86'400 * second_ms;
    const crypto::Validity today{now_ms - day_ms, now_ms + day_ms};
    const auto provisioner_key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    const auto rehearser_key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    const crypto::Certificate provisioner = TRY(crypto::issue_provisioner(issuer, provisioner_key->public_key(), {"The desk", ""}, today));
    const crypto::Certificate rehearser = TRY(crypto::issue_rehearsal(issuer, rehearser_key->public_key(), {"The desk", ""}, today));
    const std::vector<crypto::Certificate> issuers{issuer.certificate};

    provisioning::Draft twin = draft;
    twin.profile.is_test = true;
    twin.not_before_ms = (now_ms - day_ms) / second_ms * second_ms;
    twin.expires_ms = twin.not_before_ms + 2 * day_ms;
    const base::Bytes payload = TRY(provisioning::make_payload(twin));
    // The device asks for a rehearsal, and this is the rehearsal: the desk's word stands for it here.
    provisioning::Rehearsal word{.payload = crypto::sha256(payload), .date_ms = now_ms / second_ms * second_ms, .emulator = "this desk", .results = {}};
    for (const std::string_view step : provisioning::rehearsal_steps) word.results.push_back({std::string(step), true, word.payload});
    const base::Bytes certified = TRY(provisioning::certify_rehearsal(word, {rehearser, issuers, *rehearser_key}));
    return provisioning::sign_bundle(payload, certified, std::nullopt, {provisioner, issuers, *provisioner_key});
}

base::Result<base::Bytes> twin_by_platform(const provisioning::Draft& draft, const std::filesystem::path& platform, std::int64_t now_ms) {
    const base::Bytes issuing = TRY(read_bytes(platform / "public" / "issuing.pem"));
    const auto certificates = TRY(crypto::Certificate::all_from_pem(issuing));
    const base::SecretBytes pem = TRY(read_private(platform / "keys" / "issuing.key"));
    const auto key = TRY(crypto::SoftwareKey::from_pem(pem));
    return twin_of(draft, {certificates.front(), *key, {}}, now_ms);
}

}  // namespace emulator
