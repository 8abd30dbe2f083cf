// SPDX-License-Identifier: Apache-2.0
#include "emulator/foreign_key.h"

#include "appliance/crypto/key_file.h"
#include "appliance/crypto/key_file_writer.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/system_clock.h"
#include "emulator/bench_files.h"

namespace emulator {

base::Status write_foreign_key(const std::string& file, const std::string& password) {
    const auto made = TRY(crypto::SoftwareKey::generate(ports::KeyAlgorithm::rsa_2048));
    const base::SecretBytes pem = TRY(made->to_pem());
    const crypto::KeyFile key = TRY(crypto::read_key_file(pem.reveal(), std::nullopt, host::SystemClock().wall_ms()));
    const base::Bytes pfx = TRY(crypto::write_pfx(key.key, {}, base::SecretBytes(base::as_bytes(password))));
    return write_text(file, base::as_text(pfx));
}

}  // namespace emulator
