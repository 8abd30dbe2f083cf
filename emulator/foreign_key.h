// SPDX-License-Identifier: Apache-2.0
// A key that was made somewhere else, in a file, as people bring it on a stick.
#pragma once

#include "appliance/base/result.h"

#include <string>

namespace emulator {

// PKCS#12 with a new RSA key and no certificate. Faults: password_weak, disk_failed, crypto_failed.
base::Status write_foreign_key(const std::string& file, const std::string& password);

}  // namespace emulator
