// SPDX-License-Identifier: Apache-2.0
// inkseal keys list|show|create|request|certificate|activate|test|archive|destination|
// duplicate|accept|send|sent|confirm|receive|approve|destroy: the life
// of a key from the command line, through the same code as the device's screens.
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/keys/certificate_file.h"
#include "sync/registration.h"

#include <iomanip>
#include <iostream>

namespace cli {

void add_device_options(CLI::App& command, KeysOptions& options) {
    command.add_option("--state", options.place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    command.add_option("--tpm,--tcti", options.place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required()->envname("INKSEAL_TPM");
    command.add_option("--programs", options.place.programs, "folder of the device's programs; beside this one when left out");
    add_staff_options(command, options.staff);
    command.add_flag("--json", options.is_json, "print canonical JSON");
}

int at_the_keys(const KeysOptions& options, const std::function<base::Status(const KeysWork&)>& work) {
    const auto done = at_the_open_device(options.place, [&](device::OpenDevice& device) -> base::Status {
        keys::KeyLife life(device.parts(), device.keeper());
        TRY(life.open());
        const auto who = TRY(StaffDoor::open(device.parts(), options.staff));
        return work({device, life, *who});
    });
    if (done) return exit_passed;
    complain(done.failure());
    return exit_of(done.fault());
}

void print_key(const keys::KeyView& view, bool is_json) {
    if (is_json) {
        std::cout << base::canonical_json(keys::to_json(view)) << "\n";
        return;
    }
    std::cout << view.facts.name << "  " << keys::name_of(view.facts.algorithm) << "  " << keys::name_of(view.standing) << "\n";
    std::cout << "  " << keys::origin_sentence(view) << "\n  " << keys::policy_sentence(view) << "\n  " << keys::uses_sentence(view) << "\n";
    if (view.chain.empty()) return;
    const crypto::Certificate& leaf = view.chain.front();
    std::cout << "  certificate " << leaf.serial_hex() << " for \"" << leaf.subject_common_name() << "\" by \"" << leaf.issuer_common_name() << "\"";
    if (view.days_left) std::cout << ", " << (*view.days_left < 0 ? "over" : std::to_string(*view.days_left) + " days left");
    std::cout << "\n  sha256 " << base::to_hex(leaf.fingerprint()) << "\n  " << exchange::spoken_fingerprint(leaf.fingerprint()) << "\n";
}

base::Result<std::vector<crypto::Certificate>> read_certificates(const std::string& path) {
    const base::Bytes content = TRY(read_file(path));
    auto chain = keys::read_chain(content);
    if (!chain) return base::Failure{chain.fault(), path + ": " + chain.failure().detail};
    return chain;
}

namespace {

int list(const KeysOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> base::Status {
        const staff::Actor who = TRY(work.who.require(staff::Duty::see_keys));
        TRY(work.life.check(who, staff::Duty::see_keys));
        const std::vector<keys::KeyView> views = TRY(work.life.list());
        if (options.is_json) {
            base::Json all{base::Json::Array{}};
            for (const keys::KeyView& view : views) all.push(keys::to_json(view));
            std::cout << base::canonical_json(all) << "\n";
            return {};
        }
        for (const keys::KeyView& view : views) print_key(view, false);
        return {};
    });
}

int show(const KeysOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> base::Status {
        const staff::Actor who = TRY(work.who.require(staff::Duty::see_keys));
        TRY(work.life.check(who, staff::Duty::see_keys));
        const keys::KeyView view = TRY(work.life.find(options.name));
        if (!options.is_pem) print_key(view, options.is_json);
        else
            for (const crypto::Certificate& certificate : view.chain) std::cout << certificate.to_pem();
        return {};
    });
}

}  // namespace

void add_key_looking(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<KeysOptions>();
    CLI::App* every = keys.add_subcommand("list", "Every key: where it has been, what lets it sign, its certificate and how long that lasts");
    add_device_options(*every, *options);
    every->callback([options, &action] { action = [options] { return list(*options); }; });
    CLI::App* one = keys.add_subcommand("show", "One key");
    one->add_option("NAME", options->name, "the key")->required();
    one->add_flag("--pem", options->is_pem, "print its certificates alone, leaf first");
    add_device_options(*one, *options);
    one->callback([options, &action] { action = [options] { return show(*options); }; });
}

void add_keys(CLI::App& app, Action& action) {
    CLI::App* keys = app.add_subcommand("keys", "The life of the keys that sign documents. Exit status: 0 done, 1 failed, 64 usage, "
                                                "66 cannot read a file, 69 the device cannot be used now, 73 cannot write, 77 not allowed.");
    keys->require_subcommand(1);
    add_key_looking(*keys, action);
    add_key_making(*keys, action);
    add_key_trying(*keys, action);
    add_key_files(*keys, action);
    add_key_moving(*keys, action);
    add_key_sending(*keys, action);
    add_key_approving(*keys, action);
    add_key_rotating(*keys, action);
}

}  // namespace cli
