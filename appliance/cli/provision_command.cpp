// SPDX-License-Identifier: Apache-2.0
// inkseal provision begin|answer|finish: making a device at the bench, with the courier
// carrying the letters in between.
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/crypto/software_key.h"
#include "appliance/device/escrow.h"
#include "appliance/device/house_rules.h"
#include "appliance/device/layout.h"
#include "appliance/device/provisioning.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    std::string state, tcti;
    std::string device, place, origin, code, bundle, programs;
    std::string root, notary, authority_key, escrow, escrow_certificate;
    std::vector<unsigned> pcrs{0, 2, 4, 7, 11};
    std::uint64_t lease_hours = 24 * 30;
    std::uint64_t signatures = 10'000;
    std::uint32_t resets = 1'000;
};

// What the bundle says, in the place of options that were left out. Judged with the root
// that is about to be pinned, as the device will judge it again at the end.
base::Result<base::Bytes> take_from_bundle(Options& options) {
    const base::Bytes bundle = TRY(read_file(options.bundle));
    const base::Bytes pem = TRY(read_file(options.root));
    const std::vector<crypto::Certificate> roots = TRY(crypto::Certificate::all_from_pem(pem));
    crypto::TrustStore trust;
    for (const crypto::Certificate& root : roots) trust.add_anchor(root);
    const provisioning::Bundle checked = TRY(provisioning::check_bundle(
        bundle, trust, {.is_test = crypto::is_test(roots), .serial_floor = 0, .now_ms = host::SystemClock().wall_ms(), .name = options.device}));
    options.device = checked.profile.name;
    if (options.place.empty()) options.place = checked.profile.place;
    const tpm::ApprovalReach reach = device::reach_of(checked.profile.policies);
    options.lease_hours = reach.clock_ms / 3'600'000;
    options.signatures = reach.signatures;
    return bundle;
}

base::Status begin(Options options) {
    base::Bytes bundle;
    if (!options.bundle.empty()) bundle = TRY(take_from_bundle(options));
    if (options.device.empty() || options.place.empty()) return base::Failure{base::Fault::usage_invalid, "--device and --place, or a --bundle that says them"};
    const base::Bytes pem = TRY(read_file(options.authority_key));
    const std::shared_ptr<crypto::SoftwareKey> authority = TRY(crypto::SoftwareKey::from_pem(base::SecretBytes(pem)));
    std::vector<std::uint8_t> pcrs;
    for (const unsigned pcr : options.pcrs) pcrs.push_back(static_cast<std::uint8_t>(pcr));
    tpm::PlatformApproval platform;
    platform.platform = TRY(tpm::measure_platform(options.tcti, std::move(pcrs)));
    TRY(tpm::sign_approval(platform, *authority));

    device::ProvisioningOrder order;
    order.device = base::DeviceId(options.device);
    order.place = options.place;
    order.enrolment_code = options.code;
    order.platform_root = TRY(read_file(options.root));
    order.notary = TRY(read_file(options.notary));
    order.tpm.authority = authority->public_key();
    order.tpm.platforms = {platform};
    order.approve = [authority](tpm::Approval& approval) { return tpm::sign_approval(approval, *authority); };
    order.reach = {options.lease_hours * 3'600'000, options.resets, options.signatures};

    const std::filesystem::path escrow(options.escrow);
    host::PosixDisk escrow_disk = TRY(host::PosixDisk::open_or_make(escrow.has_parent_path() ? escrow.parent_path().string() : "."));
    std::optional<crypto::Certificate> certificate;
    if (!options.escrow_certificate.empty()) {
        const base::Bytes text = TRY(read_file(options.escrow_certificate));
        certificate = TRY(crypto::Certificate::all_from_pem(text)).front();
    }
    device::EscrowFile file(escrow_disk, escrow.filename().string(), certificate);
    order.tpm.escrow = [&file](std::string_view chip, const base::SecretBytes& lockout) { return file.keep(chip, lockout); };

    const host::SystemClock clock;
    host::PosixDisk disk = TRY(host::PosixDisk::open_or_make(options.state));
    order.log_origin = options.origin;
    if (options.origin.empty()) order.log_origin = TRY(device::next_log_origin(disk, "inkseal.invalid/inkseal/" + options.device + "/1"));
    if (!bundle.empty()) TRY(disk.write_atomically(device::bundle_pending_path, bundle));
    const base::Status begun = device::begin_provisioning(options.tcti, disk, clock, order);
    // Of a device that was there before, nothing was meant.
    if (!begun && begun.fault() == base::Fault::tpm_already_provisioned && !bundle.empty()) TRY(disk.remove(device::bundle_pending_path));
    return begun;
}

int report(const base::Status& status, const char* done) {
    if (!status) {
        complain(status.failure());
        return exit_of(status.fault());
    }
    std::cout << done << "\n";
    return exit_passed;
}

// The bundle that came with `begin`, now that there is a log to write it into.
base::Status take_pending_bundle(const Options& options, host::PosixDisk& disk) {
    const auto bundle = disk.read(device::bundle_pending_path);
    if (!bundle && bundle.fault() == base::Fault::disk_not_found) return {};
    const base::Bytes file = TRY(bundle);
    const auto install = [&file](const app::Device& device) -> base::Status {
        const auto taken = device::install_bundle(device, file);
        return taken ? base::Status() : base::Status(taken.failure());
    };
    TRY(at_the_device({.state = options.state, .tcti = options.tcti, .programs = options.programs}, install));
    return disk.remove(device::bundle_pending_path);
}

int later_step(const Options& options, bool is_answer) {
    const host::SystemClock clock;
    auto disk = host::PosixDisk::open(options.state);
    if (!disk) {
        complain(disk.failure());
        return exit_of(disk.fault());
    }
    if (is_answer)
        return report(device::answer_challenge(options.tcti, *disk, clock), "answered; run the courier again, then: inkseal provision finish");
    base::Status finished = device::finish_provisioning(options.tcti, *disk, clock);
    if (finished) finished = take_pending_bundle(options, *disk);
    return report(finished, "provisioned");
}

CLI::App* add_step(CLI::App& parent, const char* name, const char* what, Options& options) {
    CLI::App* step = parent.add_subcommand(name, what);
    step->add_option("--state", options.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    step->add_option("--tcti", options.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required();
    return step;
}

}  // namespace

void add_provision(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("provision", "Make a device: keys born in its TPM, certificates from the platform");
    add_provision_fleet(*command, action);
    add_provision_bundle(*command, action);
    add_provision_install(*command, action);

    CLI::App* first = add_step(*command, "begin", "Make the keys and write the enrolment letter", *options);
    first->add_option("--device", options->device, "its name, e.g. harbour-otter-41");
    first->add_option("--place", options->place, "where it stands; shown on every screen");
    first->add_option("--bundle", options->bundle, "a provisioning bundle that says so, and what else the device is to follow");
    first->add_option("--origin", options->origin, "the log's origin: DOMAIN/inkseal/DEVICE/EPOCH");
    first->add_option("--code", options->code, "the platform's one-time enrolment code")->required();
    first->add_option("--platform-root", options->root, "PEM, pinned for ever")->required();
    first->add_option("--notary", options->notary, "PEM of the notary raw ink is encrypted to")->required();
    first->add_option("--authority-key", options->authority_key, "PEM of the approval authority's key; stays at the bench")->required();
    first->add_option("--escrow", options->escrow, "file for the TPM's lockout authorisation; hand it to the platform's escrow")->required();
    first->add_option("--escrow-certificate", options->escrow_certificate, "PEM of the platform's escrow; the file is encrypted to it");
    first->add_option("--pcr", options->pcrs, "registers that say how the device booted")->delimiter(',');
    first->add_option("--lease-hours", options->lease_hours, "powered-on hours until the device must be renewed");
    first->add_option("--signatures", options->signatures, "signatures until the device must be renewed");
    first->callback([options, &action] {
        action = [options] { return report(begin(*options), "born; run the courier, then: inkseal provision answer"); };
    });

    CLI::App* second = add_step(*command, "answer", "Prove to the platform that the keys live in this TPM", *options);
    second->callback([options, &action] { action = [options] { return later_step(*options, true); }; });
    CLI::App* third = add_step(*command, "finish", "Check and install the certificates", *options);
    third->add_option("--programs", options->programs, "folder of the device's programs; beside this one when left out");
    third->callback([options, &action] { action = [options] { return later_step(*options, false); }; });
}

}  // namespace cli
