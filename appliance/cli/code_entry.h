// SPDX-License-Identifier: Apache-2.0
// Where a code comes from: the terminal, without showing it, or a file. Never from the
// command line, which every process on the machine can read.
#pragma once

#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <string>

namespace cli {

// `file` empty: asks at the terminal. "-": standard input. /dev/fd/N: a descriptor.
// One line of digits. Faults: pin_malformed, disk_not_found, usage_invalid (no terminal).
base::Result<base::Pin> read_code(const std::string& file, const char* question);

}  // namespace cli
