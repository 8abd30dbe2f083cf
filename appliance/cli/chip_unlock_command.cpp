// SPDX-License-Identifier: Apache-2.0
// inkseal device unlock-chip --escrow FILE: the chip takes authorisations again after
// somebody guessed too often. A security officer, in the kiosk's place; the log records it.
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/escrow_file.h"
#include "appliance/cli/files.h"
#include "appliance/cli/staff_door.h"
#include "appliance/device/chip_unlock.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    DevicePlace place;
    StaffOptions officer;
    EscrowOptions escrow;
};

base::Status unlock(const Options& options) {
    const device::Escrowed escrow = TRY(read_escrow_file(options.escrow));
    return at_the_open_device(options.place, [&](device::OpenDevice& device) -> base::Status {
        const auto door = TRY(StaffDoor::open(device.parts(), options.officer));
        const staff::Actor officer = TRY(door->require(staff::Duty::unlock_chip));
        return device::unlock_chip(device, officer, escrow);
    });
}

int run(const Options& options) {
    if (const base::Status done = unlock(options); !done) {
        complain(done.failure());
        return exit_of(done.fault());
    }
    std::cout << "the chip takes authorisations again; this is recorded in the device's log\n";
    return exit_passed;
}

}  // namespace

void add_chip_unlock(CLI::App& device, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = device.add_subcommand("unlock-chip", "End the security chip's lockout with the authorisation from escrow (security officer); the log records it");
    command->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required()->envname("INKSEAL_TPM");
    command->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    add_escrow_options(*command, options->escrow);
    add_staff_options(*command, options->officer);
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace cli
