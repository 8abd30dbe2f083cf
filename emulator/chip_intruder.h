// SPDX-License-Identifier: Apache-2.0
// What somebody does to a chip who reaches it before the device's system starts: its own
// commands, byte for byte (TPM 2.0 Library, part 3), over the bus, with no secret at all.
// The chip serves one client at a time, so the kiosk must not hold it.
#pragma once

#include "appliance/base/result.h"

#include <cstdint>
#include <string>

namespace emulator {

// Extends register `pcr` (SHA-256 bank) as a boot loader would that measures something
// else than before. Undone by the next power cycle, and by nothing else.
// Faults: program_failed when the chip is not there or refuses.
base::Status extend_register(const std::string& tcti, std::uint8_t pcr);

// Guesses wrong authorisations, of an object made for the purpose, until the chip itself
// answers TPM_RC_LOCKOUT. Returns how many guesses it took.
// Faults: program_failed, also when `guesses_max` were not enough.
base::Result<int> guess_until_locked_out(const std::string& tcti, int guesses_max = 64);

}  // namespace emulator
