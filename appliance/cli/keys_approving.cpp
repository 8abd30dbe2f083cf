// SPDX-License-Identifier: Apache-2.0
// inkseal keys approve REQUEST.json --out FILE.sig [--token SERIAL] [--pin-file FILE]
// A custodian's part, wherever the custodian is: reads what is asked, signs it with the
// token's signature key. Needs no device.
#include "appliance/cli/code_entry.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/staff_door.h"
#include "appliance/keys/release_files.h"

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
    std::string request, out;
};

Status approve(const Options& options) {
    const base::Bytes text = TRY(read_file(options.request));
    const base::Json json = TRY(base::parse_json(base::as_text(text)));
    const keys::ApprovalRequest request = TRY(keys::approval_request_from(json));
    PluggedToken plugged = TRY(PluggedToken::find(options.staff.token));
    const base::Bytes der = TRY(plugged.token().approval_certificate());
    const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
    const std::vector<base::Bytes>& custodians = request.quorum.custodians;
    if (std::find(custodians.begin(), custodians.end(), certificate.public_key()) == custodians.end())
        return Failure{Fault::token_not_ours, "the key's custodians are others"};
    std::cerr << "Device " << request.device << " asks to let the key \"" << request.key << "\" go to: " << request.destination << "\n"
              << "key " << base::to_hex(request.key_id) << "\n"
              << static_cast<int>(request.quorum.needed) << " of " << custodians.size() << " custodians must approve. Your code is your approval.\n";
    const std::string question = "Code of " + plugged.token().title() + ": ";
    const base::Pin code = TRY(read_code(options.staff.pin_file, question.c_str()));
    const base::Bytes signature = TRY(plugged.token().approve(code, request.release.digest));
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
    command->add_option("REQUEST", options->request, "request.json of the device that waits")->required();
    command->add_option("--out", options->out, "your approval, NAME.sig beside the request")->required();
    command->add_option("--token", options->staff.token, "serial number of your token, when several are plugged in");
    command->add_option("--pin-file", options->staff.pin_file, "file with your token's code; asked at the terminal when left out");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace cli
