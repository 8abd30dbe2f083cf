// SPDX-License-Identifier: Apache-2.0
// Where the password of a key file comes from: the terminal, without showing it, or a
// file. Never from the command line, which every process on the machine can read.
#pragma once

#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <string>

namespace cli {

inline constexpr std::size_t password_bytes_max = 256;

// `file` empty: asks at the terminal. "-": standard input. /dev/fd/N: a descriptor.
// One line of UTF-8 without its end; may be empty, as some key files want.
// Faults: usage_invalid (no terminal, too long), disk_not_found.
base::Result<base::SecretBytes> read_password(const std::string& file, const char* question);

}  // namespace cli
