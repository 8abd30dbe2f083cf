// SPDX-License-Identifier: Apache-2.0
// inkseal provision profile check, and bundle draft|make|check|show: from a file that an
// administrator wrote to a bundle that a device takes. Between draft and make, the
// emulator rehearses the payload.
#include "appliance/base/calendar.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/system_clock.h"
#include "appliance/provisioning/bundle.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::int64_t second = 1000, day = 86'400 * second;

struct Options {
    std::string profile, payload, rehearsal, key, certificate, out, bundle, trust, device;
    std::vector<std::string> files;
    std::uint64_t serial = 1, floor = 0;
    std::int64_t days = 90;
    bool is_test = false;
};

int finish(const Status& status) {
    if (status) return exit_passed;
    complain(status.failure());
    return exit_of(status.fault());
}

Result<provisioning::Profile> read_profile(const std::string& path) {
    const Bytes text = TRY(read_file(path));
    provisioning::Reading reading = provisioning::read_profile(base::as_text(text));
    if (reading.profile) return *std::move(reading.profile);
    std::cerr << provisioning::text_of(reading.complaints) << "\n";
    return Failure{Fault::configuration_invalid, path + ": " + std::to_string(reading.complaints.size()) + " to mend"};
}

Status check_profile(const Options& options) {
    const provisioning::Profile profile = TRY(read_profile(options.profile));
    std::cout << profile.name << (profile.is_test ? " (TEST)" : "") << ": nothing to mend\n";
    return {};
}

Status draft(const Options& options) {
    provisioning::Draft draft;
    draft.profile = TRY(read_profile(options.profile));
    draft.serial = options.serial;
    draft.not_before_ms = host::SystemClock().wall_ms() / second * second;
    draft.expires_ms = draft.not_before_ms + options.days * day;
    for (const std::string& path : options.files) {
        Bytes content = TRY(read_file(path));
        draft.files[base::to_hex(crypto::sha256(content))] = std::move(content);
    }
    const Bytes payload = TRY(provisioning::make_payload(draft));
    TRY(write_new_file(options.out, payload));
    std::cout << "to be rehearsed: " << base::to_hex(crypto::sha256(payload)) << "\n";
    return {};
}

Status make(const Options& options) {
    const Bytes payload = TRY(read_file(options.payload));
    const Bytes rehearsal = TRY(read_file(options.rehearsal));
    const Bytes pem = TRY(read_file(options.certificate));
    std::vector<crypto::Certificate> chain = TRY(crypto::Certificate::all_from_pem(pem));
    const crypto::Certificate leaf = chain.front();
    chain.erase(chain.begin());
    const base::SecretBytes key_text(TRY(read_file(options.key)));
    const std::shared_ptr<crypto::SoftwareKey> key = TRY(crypto::SoftwareKey::from_pem(key_text));
    const Bytes bundle = TRY(provisioning::sign_bundle(payload, rehearsal, std::nullopt, {leaf, chain, *key}));
    return write_new_file(options.out, bundle);
}

Status check(const Options& options, bool shows_profile) {
    const Bytes file = TRY(read_file(options.bundle));
    const auto files = TRY(read_folder(options.trust));
    std::vector<std::string> passed_over;
    const crypto::TrustStore trust = TRY(crypto::TrustStore::from_folder(files, passed_over));
    const provisioning::DeviceFacts device{
        .is_test = options.is_test, .serial_floor = options.floor, .now_ms = host::SystemClock().wall_ms(), .name = options.device};
    const provisioning::Bundle bundle = TRY(provisioning::check_bundle(file, trust, device));
    std::cout << "# bundle " << bundle.serial << " for " << bundle.profile.name << (bundle.profile.is_test ? " (TEST)" : "") << "\n# good from "
              << base::to_rfc3339(bundle.not_before_ms) << " until " << base::to_rfc3339(bundle.expires_ms) << "\n# signed by "
              << bundle.provisioner << "; rehearsed " << base::to_rfc3339(bundle.rehearsal.date_ms) << " on emulator " << bundle.rehearsal.emulator
              << "\n";
    if (shows_profile) std::cout << provisioning::to_toml(bundle.profile);
    return {};
}

void add_judging(CLI::App& parent, Action& action, const std::shared_ptr<Options>& options, const char* name, const char* what, bool shows) {
    CLI::App* one = parent.add_subcommand(name, what);
    one->add_option("bundle", options->bundle, "the bundle")->required();
    one->add_option("--trust", options->trust, "folder of certificates: the platform's root")->required();
    one->add_flag("--test", options->is_test, "as a TEST device judges it");
    one->add_option("--floor", options->floor, "the highest number the device ever took");
    one->add_option("--device", options->device, "the device's name, if it has one");
    one->callback([options, &action, shows] { action = [options, shows] { return finish(check(*options, shows)); }; });
}

}  // namespace

void add_provision_bundle(CLI::App& provision, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* profile = provision.add_subcommand("profile", "What a device is to be, as a TOML file");
    profile->require_subcommand(1);
    CLI::App* judged = profile->add_subcommand("check", "Say everything that is wrong with it");
    judged->add_option("file", options->profile, "the profile")->required();
    judged->callback([options, &action] { action = [options] { return finish(check_profile(*options)); }; });

    CLI::App* bundle = provision.add_subcommand("bundle", "A profile as it travels to a device");
    bundle->require_subcommand(1);
    CLI::App* first = bundle->add_subcommand("draft", "Write the payload that is to be rehearsed");
    first->add_option("--profile", options->profile, "the profile")->required();
    first->add_option("--serial", options->serial, "larger than every one before")->required();
    first->add_option("--days", options->days, "how long it is good")->check(CLI::Range(1, 400));
    first->add_option("--file", options->files, "a file that the profile names by its SHA-256");
    first->add_option("--out", options->out, "where the payload goes")->required();
    first->callback([options, &action] { action = [options] { return finish(draft(*options)); }; });

    CLI::App* second_step = bundle->add_subcommand("make", "Sign a payload that was rehearsed");
    second_step->add_option("--payload", options->payload, "what draft wrote")->required();
    second_step->add_option("--rehearsal", options->rehearsal, "the emulator's certificate over it")->required();
    second_step->add_option("--key", options->key, "PEM of the provisioner's key")->required();
    second_step->add_option("--certificate", options->certificate, "PEM: the provisioner's, then its issuers")->required();
    second_step->add_option("--out", options->out, "where the bundle goes")->required();
    second_step->callback([options, &action] { action = [options] { return finish(make(*options)); }; });

    add_judging(*bundle, action, options, "check", "Judge it as a device does", false);
    add_judging(*bundle, action, options, "show", "Judge it, then show its profile", true);
}

}  // namespace cli
