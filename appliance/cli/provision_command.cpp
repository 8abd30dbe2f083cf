// SPDX-License-Identifier: Apache-2.0
// inkseal provision begin|answer|finish: making a device at the bench, with the courier
// carrying the letters in between.
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/crypto/software_key.h"
#include "appliance/device/escrow.h"
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
    std::string device, place, origin, code;
    std::string root, notary, authority_key, escrow, escrow_certificate;
    std::vector<unsigned> pcrs{0, 2, 4, 7, 11};
    std::uint64_t lease_hours = 24 * 30;
    std::uint64_t signatures = 10'000;
    std::uint32_t resets = 1'000;
};

base::Status begin(const Options& options) {
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
    order.log_origin = options.origin.empty() ? "inkseal.invalid/inkseal/" + options.device + "/1" : options.origin;
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
    return device::begin_provisioning(options.tcti, disk, clock, order);
}

int report(const base::Status& status, const char* done) {
    if (!status) {
        complain(status.failure());
        return exit_of(status.fault());
    }
    std::cout << done << "\n";
    return exit_passed;
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
    return report(device::finish_provisioning(options.tcti, *disk, clock), "provisioned");
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

    CLI::App* first = add_step(*command, "begin", "Make the keys and write the enrolment letter", *options);
    first->add_option("--device", options->device, "its name, e.g. harbour-otter-41")->required();
    first->add_option("--place", options->place, "where it stands; shown on every screen")->required();
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
    third->callback([options, &action] { action = [options] { return later_step(*options, false); }; });
}

}  // namespace cli
