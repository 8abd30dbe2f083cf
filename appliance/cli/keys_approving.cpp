// SPDX-License-Identifier: Apache-2.0
// inkseal keys approve REQUEST.p7m --trust FOLDER --out FILE.sig [--token SERIAL] [--pin-file FILE]
// A custodian's part, wherever the custodian is: reads what a device asks for, and signs what
// follows from it with the token's signature key. Needs no device.
#include "appliance/cli/code_entry.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/device_clock.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/plain_line.h"
#include "appliance/cli/staff_door.h"
#include "appliance/crypto/digest.h"
#include "appliance/device/release_reading.h"
#include "appliance/keys/key_record.h"
#include "sync/registration.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Status;

struct Options {
    StaffOptions staff;
    std::string request, trust, out;
};

base::Result<device::ReadRelease> read_request(const Options& options) {
    std::vector<std::string> passed_over;
    const auto files = TRY(read_folder(options.trust));
    const crypto::TrustStore platform = TRY(crypto::TrustStore::from_folder(files, passed_over));
    const base::Bytes message = TRY(read_file(options.request));
    return device::read_release(message, platform, device_clock()->wall_ms());
}

void show(const device::ReadRelease& read) {
    const keys::ApprovalRequest& request = read.request;
    std::cerr << "Device " << plain_line(request.device.text) << " asks to let a key leave it.\n"
              << "  key      " << plain_line(request.key) << ", " << keys::name_of(read.terms.algorithm) << "\n"
              << "           " << exchange::spoken_fingerprint(crypto::sha256(read.terms.public_key)) << "\n";
    if (read.to_device) std::cerr << "  goes to  the chip of " << plain_line(read.to_device->text) << ", which alone can open it\n";
    else std::cerr << "  goes to  A FILE, which nothing but its password protects, for: " << plain_line(request.for_whom) << "\n";
    std::cerr << "  needed   " << static_cast<int>(request.quorum.needed) << " of " << request.quorum.custodians.size() << " custodians\n"
              << "Your code is your approval, for this once.\n";
}

Status approve(const Options& options) {
    const device::ReadRelease read = TRY(read_request(options));
    PluggedToken plugged = TRY(PluggedToken::find(options.staff.token));
    const base::Bytes der = TRY(plugged.token().approval_certificate());
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
    const std::vector<base::Bytes>& custodians = read.request.quorum.custodians;
    if (std::find(custodians.begin(), custodians.end(), certificate.public_key()) == custodians.end())
        return Failure{Fault::token_not_ours, "the key's custodians are others"};
    show(read);
    const std::string question = "Code of " + plugged.token().title() + ": ";
    const base::Pin code = TRY(read_code(options.staff.pin_file, question.c_str()));
    const base::Bytes signature = TRY(plugged.token().approve(code, read.terms.digest));
    TRY(write_new_file(options.out, signature));
    std::cout << "approved, for this once: " << options.out << "\n";
    return {};
}

int run(const Options& options) {
    const Status done = approve(options);
    if (done) return exit_passed;
    complain(done.failure());
    return exit_of(done.fault());
}

}  // namespace

void add_key_approving(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = keys.add_subcommand("approve", "As a custodian: approve that a key leaves, this once, with your token");
    command->add_option("REQUEST", options->request, "request.p7m of the device that waits")->required();
    command->add_option("--trust", options->trust, "folder of certificates: the platform's root, by which you know the device")->required();
    command->add_option("--out", options->out, "your approval, NAME.sig beside the request")->required();
    command->add_option("--token", options->staff.token, "serial number of your token, when several are plugged in");
    command->add_option("--pin-file", options->staff.pin_file, "file with your token's code; asked at the terminal when left out");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace cli
