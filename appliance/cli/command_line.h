// SPDX-License-Identifier: Apache-2.0
// All of `inkseal`, for its main file and for the bench's twin of it.
#pragma once

#include "appliance/cli/commands.h"

namespace cli {

void add_every_command(CLI::App& app, Action& action);

// Reads the words, does what they say, gives the exit status.
int run_command_line(int argc, char** argv);

}  // namespace cli
