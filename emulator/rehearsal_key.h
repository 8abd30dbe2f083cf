// SPDX-License-Identifier: Apache-2.0
// A key that was made outside of any chip, as a customer brings one: with a certificate, in
// a PKCS#12 file with a password of its own.
#pragma once

#include "appliance/crypto/authority.h"

#include <filesystem>
#include <string>

namespace emulator {

// Writes `folder`/brought.pfx and brought.password. A day's certificate by `issuer`.
// Faults: disk_failed, crypto_failed, usage_invalid (the name).
base::Status bring_key(const std::filesystem::path& folder, const crypto::Issuer& issuer, const std::string& name);

}  // namespace emulator
