// SPDX-License-Identifier: Apache-2.0
// Somebody else's certification authority, as a clinic may have one of its own: signs
// requests that come as files. Its name carries the word TEST, as everything of the bench.
#pragma once

#include "appliance/crypto/certificate.h"

#include <filesystem>
#include <memory>

namespace crypto {
class SoftwareKey;
}

namespace emulator {

class OtherAuthority {
public:
    // Writes its own certificate to `file`, PEM. Faults: crypto_failed, disk_failed.
    static base::Result<std::unique_ptr<OtherAuthority>> open(const std::filesystem::path& file);
    ~OtherAuthority();

    // A document signer's certificate for the PKCS#10 request (PEM or DER), for a year. Faults:
    // those of crypto::verify_csr, disk_*.
    base::Status certify(const std::filesystem::path& request, const std::filesystem::path& certificate) const;

private:
    OtherAuthority(std::shared_ptr<crypto::SoftwareKey> key, crypto::Certificate root);
    std::shared_ptr<crypto::SoftwareKey> m_key;
    crypto::Certificate m_root;
};

}  // namespace emulator
