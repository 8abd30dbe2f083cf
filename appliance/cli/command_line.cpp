// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/command_line.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

namespace cli {

void add_every_command(CLI::App& app, Action& action) {
    add_verify(app, action);
    add_audit(app, action);
    add_device(app, action);
    add_keys(app, action);
    add_provision(app, action);
    add_runbook(app, action);
    add_retention(app, action);
    add_seal(app, action);
    add_seal_code(app, action);
    add_token(app, action);
    add_staff(app, action);
}

int run_command_line(int argc, char** argv) {
    try {
        CLI::App app("Inkseal: documents signed where people are, provable everywhere", "inkseal");
        app.require_subcommand(1);
        app.set_version_flag("--version", INKSEAL_VERSION);
        Action action;
        add_every_command(app, action);
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            const int status = app.exit(error);
            return status == 0 ? 0 : exit_usage;
        }
        return action();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "inkseal: %s\n", error.what());
        return 70;
    }
}

}  // namespace cli
