// SPDX-License-Identifier: Apache-2.0
// inkseal keys destination --out FILE            on the device that a key will come to
// inkseal keys duplicate NAME --to FILE --approvals FOLDER --out FILE
// inkseal keys accept FILE --name NAME           on the device it came to
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/release_approvals.h"
#include "appliance/crypto/digest.h"

#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Status;
using staff::Duty;

struct MovingOptions : KeysOptions {
    std::string out, to, approvals, file;
};

int destination(const MovingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const keys::Destination here{work.device.parts().identity.device, {work.device.keeper().storage_key_area()}};
        const base::Bytes message = TRY(work.device.sign_message(base::as_bytes(base::canonical_json(to_json(here)))));
        TRY(write_new_file(options.out, message));
        std::cout << "where keys for " << here.device.text << " go: " << options.out << "\n";
        return {};
    });
}

int duplicate(const MovingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const app::Device& device = work.device.parts();
        const base::Bytes message = TRY(read_file(options.to));
        const keys::Destination there = TRY(keys::open_destination(message, device.identity.trust, device.clock.wall_ms()));
        const keys::KeyView view = TRY(work.life.find(options.name));
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        keys::Release release(work.life);
        const ports::ReleaseRequest asked = TRY(release.begin(who, options.name, there.chip, there.device.text, work.who.approval_key()));
        TRY(gather_approvals(work, release, options.name, asked, {.for_whom = {}, .destination = message}, options.approvals));
        ports::Duplicate left = TRY(release.to_device());
        const keys::TravellingKey travelling{device.identity.device, there.device, std::move(left), view.chain};
        const base::Bytes sealed = TRY(work.device.sign_message(base::as_bytes(base::canonical_json(to_json(travelling)))));
        TRY(write_new_file(options.out, sealed));
        std::cout << "for " << there.device.text << "'s chip alone: " << options.out << "\n";
        return {};
    });
}

int accept(const MovingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const app::Device& device = work.device.parts();
        const base::Bytes message = TRY(read_file(options.file));
        const keys::TravellingKey came =
            TRY(keys::open_travelling_key(message, device.identity.trust, device.identity.device, device.clock.wall_ms()));
        const staff::Actor who = TRY(work.who.require(Duty::accept_key));
        const std::string name = options.name.empty() ? came.duplicate.name : options.name;
        const keys::KeyView view = TRY(work.life.accept(who, name, came.duplicate, came.chain, crypto::sha256(message)));
        print_key(view, options.is_json);
        return {};
    });
}

}  // namespace

void add_key_moving(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<MovingOptions>();
    CLI::App* here = keys.add_subcommand("destination", "Say, signed, to which chip others may send keys for this device");
    here->add_option("--out", options->out, "the file for the other device; must not be there yet")->required();
    add_device_options(*here, *options);
    here->callback([options, &action] { action = [options] { return destination(*options); }; });

    CLI::App* away = keys.add_subcommand("duplicate", "Send a key to another device's chip: no file holds it in the clear, no other chip can open it");
    away->add_option("NAME", options->name, "a key that was made with custodians")->required();
    away->add_option("--to", options->to, "the other device's file of `keys destination`")->required();
    away->add_option("--approvals", options->approvals, "folder for the request and the custodians' approvals")->required();
    away->add_option("--out", options->out, "the duplicate; must not be there yet")->required();
    add_device_options(*away, *options);
    away->callback([options, &action] { action = [options] { return duplicate(*options); }; });

    CLI::App* came = keys.add_subcommand("accept", "Take in a key that another device sent to this chip");
    came->add_option("FILE", options->file, "the duplicate")->required();
    came->add_option("--name", options->name, "what it is called here; as there when left out");
    add_device_options(*came, *options);
    came->callback([options, &action] { action = [options] { return accept(*options); }; });
}

}  // namespace cli
