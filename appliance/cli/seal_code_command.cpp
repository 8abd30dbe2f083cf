// SPDX-License-Identifier: Apache-2.0
// inkseal seal-code --state DIR --tpm TCTI [--pin-file FILE] [--token SERIAL]
#include "appliance/app/institution_seal.h"
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/code_entry.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/staff_door.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    DevicePlace place;
    StaffOptions staff;
    std::string pin_file;
};

base::Result<base::Pin> new_code(const std::string& file) {
    base::Pin code = TRY(read_code(file, "New code for the institution's seal: "));
    if (!file.empty()) return code;
    const base::Pin again = TRY(read_code(file, "The same code again: "));
    if (!std::ranges::equal(code.reveal(), again.reveal())) return base::Failure{base::Fault::pin_malformed, "the two differ"};
    return code;
}

base::Status set(const Options& options) {
    const base::Pin code = TRY(new_code(options.pin_file));
    return at_the_device(options.place, [&](const app::Device& device) -> base::Status {
        const std::string who = TRY(who_may(device, options.staff, staff::Duty::set_seal_code));
        return app::set_seal_code(device, code, who);
    });
}

int run(const Options& options) {
    if (const auto done = set(options); !done) {
        complain(done.failure());
        return exit_of(done.fault());
    }
    std::cout << "the code is set; this is recorded in the device's log\n";
    return exit_passed;
}

}  // namespace

void add_seal_code(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("seal-code", "Set the code in front of the institution's own seal (6 to 12 digits); the log records it");
    command->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required();
    command->add_option("--pin-file", options->pin_file, "file with the code; - for standard input, /dev/fd/N for a descriptor");
    command->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    add_staff_options(*command, options->staff, "--token-pin-file");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace cli
