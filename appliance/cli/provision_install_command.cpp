// SPDX-License-Identifier: Apache-2.0
// inkseal provision install BUNDLE: a device that is there takes a newer bundle.
#include "appliance/base/calendar.h"
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/device/house_rules.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    DevicePlace place;
    std::string bundle;
};

base::Status install(const Options& options) {
    const base::Bytes file = TRY(read_file(options.bundle));
    return at_the_device(options.place, [&file](const app::Device& device) -> base::Status {
        const provisioning::Bundle bundle = TRY(device::install_bundle(device, file));
        std::cout << "bundle " << bundle.serial << (bundle.profile.is_test ? " (TEST)" : "") << " is in force from the next start on: signed by "
                  << bundle.provisioner << ", rehearsed " << base::to_rfc3339(bundle.rehearsal.date_ms) << "\n";
        return {};
    });
}

}  // namespace

void add_provision_install(CLI::App& provision, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = provision.add_subcommand("install", "Take a bundle: rehearsed, signed, for this device, newer than every one before; the log records it, or why not");
    command->add_option("BUNDLE", options->bundle, "the bundle")->required();
    command->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required()->envname("INKSEAL_TPM");
    command->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    command->callback([options, &action] {
        action = [options] {
            const base::Status done = install(*options);
            if (done) return exit_passed;
            complain(done.failure());
            return exit_of(done.fault());
        };
    });
}

}  // namespace cli
