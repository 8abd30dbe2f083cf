// SPDX-License-Identifier: Apache-2.0
// inkseal-command-emulated: `inkseal` as a story's people type it, with the bench's clock:
// INKSEAL_CLOCK_OFFSET_MS milliseconds beside the system's. The program that ships has no
// such variable: its clock is another file.
#include "appliance/cli/command_line.h"
#include "appliance/cli/device_clock.h"
#include "emulator/movable_clock.h"

#include <cstdlib>

namespace cli {

std::unique_ptr<base::Clock> device_clock() {
    auto clock = std::make_unique<emulator::MovableClock>();
    if (const char* offset = std::getenv("INKSEAL_CLOCK_OFFSET_MS"); offset != nullptr) clock->set_offset_ms(std::strtoll(offset, nullptr, 10));
    return clock;
}

}  // namespace cli

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    return cli::run_command_line(argc, argv);
}
