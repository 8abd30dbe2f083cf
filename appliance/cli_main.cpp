// SPDX-License-Identifier: Apache-2.0
// inkseal: one entry for people and scripts.
#include "appliance/cli/commands.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    try {
        CLI::App app("Inkseal: documents signed where people are, provable everywhere", "inkseal");
        app.require_subcommand(1);
        app.set_version_flag("--version", INKSEAL_VERSION);
        cli::Action action;
        cli::add_verify(app, action);
        cli::add_audit(app, action);
        cli::add_device(app, action);
        cli::add_keys(app, action);
        cli::add_provision(app, action);
        cli::add_seal(app, action);
        cli::add_seal_code(app, action);
        cli::add_token(app, action);
        cli::add_staff(app, action);
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            const int status = app.exit(error);
            return status == 0 ? 0 : cli::exit_usage;
        }
        return action();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "inkseal: %s\n", error.what());
        return 70;
    }
}
