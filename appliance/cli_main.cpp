// SPDX-License-Identifier: Apache-2.0
// inkseal: one entry for people and scripts.
#include "appliance/cli/command_line.h"

#include <cstdlib>

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    return cli::run_command_line(argc, argv);
}
