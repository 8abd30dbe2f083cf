// SPDX-License-Identifier: Apache-2.0
#include "emulator/rehearsal_key.h"

#include "appliance/crypto/key_file.h"
#include "appliance/crypto/key_file_writer.h"
#include "appliance/crypto/password_strength.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

namespace emulator {

base::Status bring_key(const std::filesystem::path& folder, const crypto::Issuer& issuer, const std::string& name) {
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t now_ms = host::SystemClock().wall_ms();
    const auto made = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256));
    const crypto::Certificate certificate = TRY(crypto::issue_signer(issuer, made->public_key(), {name, "Rehearsal"}, {now_ms - day_ms, now_ms + day_ms}));
    const base::SecretBytes pem = TRY(made->to_pem());
    const crypto::KeyFile key = TRY(crypto::read_key_file(pem.reveal(), std::nullopt, now_ms));
    const base::SecretBytes password = crypto::make_password();
    const base::Bytes pfx = TRY(crypto::write_pfx(key.key, {certificate, issuer.certificate}, password));
    TRY(write_text(folder / "brought.pfx", base::as_text(pfx)));
    return write_private(folder / "brought.password", password);
}

}  // namespace emulator
