// SPDX-License-Identifier: Apache-2.0
#include "emulator/other_authority.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/software_key.h"
#include "emulator/bench_files.h"

#include <chrono>

namespace emulator {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr const char* house = "Harbour Clinic";

std::int64_t now_ms() {
    using std::chrono::duration_cast, std::chrono::milliseconds;
    return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

OtherAuthority::OtherAuthority(std::shared_ptr<crypto::SoftwareKey> key, crypto::Certificate root) : m_key(std::move(key)), m_root(std::move(root)) {}
OtherAuthority::~OtherAuthority() = default;

base::Result<std::unique_ptr<OtherAuthority>> OtherAuthority::open(const std::filesystem::path& file) {
    const auto key = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p384));
    crypto::Certificate root = TRY(crypto::make_root(*key, {"Harbour Clinic CA (TEST)", house}, {now_ms() - day_ms, now_ms() + 3650 * day_ms}));
    TRY(write_text(file, root.to_pem()));
    return std::unique_ptr<OtherAuthority>(new OtherAuthority(key, std::move(root)));
}

base::Status OtherAuthority::certify(const std::filesystem::path& request, const std::filesystem::path& certificate) const {
    const base::Bytes text = TRY(read_bytes(request));
    const base::Bytes der = TRY(crypto::csr_from_file(text));
    const crypto::ParsedCsr asked = TRY(crypto::verify_csr(der));
    const crypto::Issuer issuer{m_root, *m_key, {}};
    const crypto::Certificate made = TRY(crypto::issue_signer(issuer, asked.public_key, {"harbour-otter-41", house}, {now_ms() - day_ms, now_ms() + 365 * day_ms}));
    return write_text(certificate, made.to_pem() + m_root.to_pem());
}

}  // namespace emulator
