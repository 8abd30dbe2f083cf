// SPDX-License-Identifier: Apache-2.0
// inkseal device decommission  --certificate OUT.json --escrow FILE --yes-destroy NAME
// inkseal device factory-reset --certificate OUT.json --escrow FILE --yes-destroy NAME
//
// A security officer, with a witness beside. Whatever interrupts it, the same command goes on.
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/escrow_file.h"
#include "appliance/cli/files.h"
#include "appliance/cli/staff_door.h"
#include "appliance/device/decommission.h"
#include "appliance/device/destruction.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "appliance/staff/role.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

struct Options {
    DevicePlace place;
    StaffOptions officer, witness;
    EscrowOptions escrow;
    std::string certificate, name_again, method = "purge", reason;
    bool abandons = false;
    bool begins_again = false;
};

// Beside a device, not in it: everything in there goes.
Status require_outside(const std::string& state, const fs::path& path) {
    std::error_code error;
    const std::string inside = fs::weakly_canonical(state, error).string() + "/";
    if (!fs::weakly_canonical(path, error).string().starts_with(inside) && !error) return {};
    return Failure{Fault::usage_invalid, path.string() + " lies in the state folder, which is about to be destroyed"};
}

Result<std::string> stem_of(const std::string& certificate) {
    constexpr std::string_view ending = ".json";
    const std::string name = fs::path(certificate).filename().string();
    if (name.size() <= ending.size() || !name.ends_with(ending)) return Failure{Fault::usage_invalid, "--certificate NAME.json"};
    return name.substr(0, name.size() - ending.size());
}

exchange::DestructionParty party_of(const StaffDoor& door, const staff::Actor& actor, staff::Role role) {
    if (!actor.is_proven()) return {actor.id(), actor.id(), std::string(staff::name_of(role)), false};
    return {door.person().id, door.person().name, std::string(staff::name_of(role)), true};
}

// Sees it and signs in for that; the duty of ending a device is the officer's alone.
Result<exchange::DestructionParty> witness_of(StaffDoor& door) {
    constexpr staff::Role watchful[] = {staff::Role::site_manager, staff::Role::auditor};
    const staff::Actor actor = TRY(door.require(staff::Duty::read_log));
    if (!actor.is_proven()) return party_of(door, actor, staff::Role::auditor);
    for (const staff::Role role : watchful)
        if (door.person().has(role)) return party_of(door, actor, role);
    return Failure{Fault::role_refused, "the witness is a site manager or an auditor"};
}

Status certify(device::OpenDevice& device, const Options& options, const device::Escrowed& escrow, device::EndPapers& papers) {
    const auto officer = TRY(StaffDoor::open(device.parts(), options.officer));
    const staff::Actor actor = TRY(officer->require(staff::Duty::decommission));
    if (!options.officer.token.empty() && options.officer.token == options.witness.token)
        return Failure{Fault::role_refused, "the witness is a second person, with a token of their own"};
    const auto witness = TRY(StaffDoor::open(device.parts(), options.witness));
    const exchange::DestructionParty seen_by = TRY(witness_of(*witness));
    const device::EndOrder order{.officer = actor,
                           .performed_by = party_of(*officer, actor, staff::Role::security_officer),
                           .witnessed_by = seen_by,
                           .name_again = options.name_again,
                           .escrow = escrow,
                           .sanitization = options.method == "clear" ? exchange::Sanitization::clear : exchange::Sanitization::purge,
                           .abandons_undelivered = options.abandons,
                           .reason = options.reason,
                           .begins_again = options.begins_again,
                           .tool_version = INKSEAL_VERSION};
    return device::certify_end(device, order, papers);
}

Status check_repetition(const device::Ending& ending, const Options& options) {
    if (ending.device != options.name_again) return Failure{Fault::usage_invalid, "this cannot be undone; say --yes-destroy " + ending.device};
    if (ending.begins_again == options.begins_again) return {};
    return Failure{Fault::usage_invalid, std::string("what has begun here is a ") + (ending.begins_again ? "factory-reset" : "decommission")};
}

Status end(const Options& options) {
    const fs::path certificate(options.certificate);
    const fs::path folder = certificate.has_parent_path() ? certificate.parent_path() : fs::path(".");
    const std::string stem = TRY(stem_of(options.certificate));
    TRY(require_outside(options.place.state, certificate));
    TRY(require_outside(options.place.state, options.escrow.file));
    const device::Escrowed escrow = TRY(read_escrow_file(options.escrow));
    const host::PosixDisk state = TRY(host::PosixDisk::open(options.place.state));
    host::PosixDisk outside = TRY(host::PosixDisk::open_or_make(folder.string()));
    device::EndPapers papers{outside, stem};

    const std::optional<device::Ending> before = TRY(device::read_ending(state));
    if (before) TRY(check_repetition(*before, options));
    if (!before || before->stage == device::Ending::Stage::certified) {
        DevicePlace place = options.place;
        place.is_ending = true;
        const auto work = [&](device::OpenDevice& device) -> Status {
            if (!before) TRY(certify(device, options, escrow, papers));
            return device::record_end(device, papers);
        };
        TRY(at_the_open_device(place, work));
    }
    const host::SystemClock clock;
    const device::Emptiness found = TRY(device::destroy({options.place.state, options.place.tcti}, escrow, papers, clock));
    if (!found.is_empty()) return Failure{Fault::disk_failed, "something is left; see " + (folder / papers.report()).string()};
    std::cout << "the device is no more: " << (folder / papers.certificate()).string() << ", its signature " << papers.signature()
              << ", what was found afterwards " << papers.report() << ", its log " << papers.log_folder()
              << "\nnext, at the platform: inkseal-receiver retire " << options.name_again << " --certificate ... --signature ...\n";
    if (options.begins_again) std::cout << "this chip can be provisioned again; its new log will begin with the old one's last checkpoint\n";
    return {};
}

int run(const Options& options) {
    const Status done = end(options);
    if (done) return exit_passed;
    complain(done.failure());
    return exit_of(done.fault());
}

void add_end(CLI::App& device, Action& action, const char* name, const char* what, bool begins_again) {
    const auto options = std::make_shared<Options>();
    options->begins_again = begins_again;
    CLI::App* command = device.add_subcommand(name, what);
    command->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required()->envname("INKSEAL_TPM");
    command->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    command->add_option("--certificate", options->certificate, "NAME.json, outside the device: the certificate of destruction; NAME.p7s, NAME.report.json and NAME.log come beside it")->required();
    add_escrow_options(*command, options->escrow);
    command->add_option("--yes-destroy", options->name_again, "the device's name again")->required();
    command->add_option("--method", options->method, "in the words of NIST SP 800-88: purge, which is what is done; clear is refused, with the reason")->check(CLI::IsMember({"purge", "clear"}));
    command->add_flag("--abandon-undelivered", options->abandons, "although signed documents wait for delivery; they are lost");
    command->add_option("--reason", options->reason, "why they are given up; stands in the certificate");
    add_staff_options(*command, options->officer);
    command->add_option("--witness-token", options->witness.token, "serial number or place of the token of the second person, a site manager or an auditor");
    command->add_option("--witness-pin-file", options->witness.pin_file, "file with that token's code; asked at the terminal when left out");
    command->add_option("--witness-as", options->witness.as, "who the witness is, without a token; as --as");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace

void add_device_end(CLI::App& device, Action& action) {
    add_end(device, action, "decommission", "End a device's life: certificate of destruction, keys destroyed, chip cleared, state shredded", false);
    add_end(device, action, "factory-reset", "The same, so that the device can begin again; the new log will name the old one's last checkpoint", true);
}

}  // namespace cli
