// SPDX-License-Identifier: Apache-2.0
// inkseal audit gaps --state DIR [--parcels FOLDER] [--key log.vkey] [--json]
//
// Exit status 0: no number is missing. 1: holes, each named. 2: it cannot be told.
#include "appliance/audit/log.h"
#include "appliance/audit/serial_evidence.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/log_reading.h"
#include "appliance/device/counter_check.h"
#include "appliance/host/posix_disk.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

struct GapsOptions {
    std::string state;
    std::string key;
    std::string parcels;
    bool is_json = false;
};

base::Result<std::vector<audit::Leaf>> verified_leaves(base::Disk& disk, const GapsOptions& options) {
    const audit::NoteKey key = TRY(read_note_key(options.key.empty() ? options.state + "/device/log.vkey" : options.key));
    TRY(audit::verify_folder(disk, key));
    return read_published_leaves(disk, 0);
}

// A log that names its device's chip is not believed beside another one's records.
base::Status must_be_the_logs_chip(const std::vector<audit::Leaf>& leaves, const device::ChipWitness& chip) {
    if (leaves.empty()) return {};
    const auto named = leaves.front().fields.find("attestation_key");
    if (named == leaves.front().fields.end() || named->second == base::Json(base::to_hex(chip.attestation_key))) return {};
    return base::Failure{base::Fault::proof_invalid, "the log began with another chip"};
}

base::Result<audit::SerialAccount> account(const GapsOptions& options) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(options.state));
    const std::vector<audit::Leaf> leaves = TRY(verified_leaves(disk, options));
    if (options.parcels.empty()) return audit::account_for_serials(leaves, std::nullopt);
    const host::PosixDisk parcels = TRY(host::PosixDisk::open(options.parcels));
    const device::ChipWitness chip = TRY(device::chip_witness(disk));
    TRY(must_be_the_logs_chip(leaves, chip));
    const std::vector<audit::SerialEvidence> evidence = TRY(audit::read_serial_folder(parcels, "", leaves, chip.check));
    return audit::account_for_serials(leaves, evidence);
}

int gaps(const GapsOptions& options) {
    const auto told = account(options);
    if (!told) {
        complain(told.failure());
        return exit_indeterminate;
    }
    if (options.is_json)
        std::cout << base::canonical_json(audit::to_json(*told)) << "\n";
    else
        std::cout << audit::to_text(*told);
    if (!told->gaps.empty()) return exit_failed;
    return told->doubts.empty() ? exit_passed : exit_indeterminate;
}

}  // namespace

void add_audit_gaps(CLI::App& audit, Action& action) {
    const auto options = std::make_shared<GapsOptions>();
    CLI::App* command = audit.add_subcommand("gaps", "Name every number of the chip's count of signatures that nothing accounts for");
    command->add_option("--state", options->state, "the device's state folder, or a copy of its log/, tpm/ and device/")->required();
    command->add_option("--parcels", options->parcels, "opened parcels, as the archive keeps them: RESULTS/DEVICE");
    command->add_option("--key", options->key, "the log's key; device/log.vkey in the state when left out");
    command->add_flag("--json", options->is_json, "print canonical JSON");
    command->callback([options, &action] { action = [options] { return gaps(*options); }; });
}

}  // namespace cli
