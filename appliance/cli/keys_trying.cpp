// SPDX-License-Identifier: Apache-2.0
// inkseal keys test NAME --out FILE.pdf
// inkseal keys archive --out FOLDER --reason TEXT
#include "appliance/app/post_office.h"
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/keys/archive.h"
#include "appliance/keys/test_signature.h"

#include <filesystem>
#include <iostream>

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;
using staff::Duty;

struct TryingOptions : KeysOptions {
    std::string out, reason;
};

int test(const TryingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::test_sign));
        const keys::TestResult result = TRY(keys::test_sign(work.life, who, options.name));
        TRY(write_new_file(options.out, result.signed_pdf));
        TRY(app::PostOffice(work.device.parts()).send());
        std::cout << "signed, marked TEST: " << options.out << "\nboth verifiers accepted it, and the log holds exactly:";
        for (const std::string& event : result.events) std::cout << " " << event;
        std::cout << "\n";
        return {};
    });
}

Status write_archive(const fs::path& folder, const keys::Archive& archive) {
    for (const keys::ArchiveFile& file : archive.files) {
        const fs::path path = folder / file.name;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error) return Failure{Fault::disk_failed, path.string() + ": " + error.message()};
        TRY(write_new_file(path.string(), file.content));
    }
    return {};
}

int archive(const TryingOptions& options) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(options.out, error))) {
        complain({Fault::output_exists, options.out});
        return exit_no_output;
    }
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::archive_evidence));
        const keys::Archive archive = TRY(keys::make_archive(work.life, who, options.reason));
        TRY(write_archive(options.out, archive));
        const base::Bytes signature = TRY(work.device.sign_detached(archive.files.back().content));
        TRY(write_new_file((fs::path(options.out) / "manifest.p7s").string(), signature));
        std::cout << "archived, without private keys: " << options.out << "\n";
        return {};
    });
}

}  // namespace

void add_key_trying(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<TryingOptions>();
    CLI::App* tried = keys.add_subcommand("test", "Sign a document marked TEST with a key; both verifiers and the log must agree");
    tried->add_option("NAME", options->name, "the key")->required();
    tried->add_option("--out", options->out, "the signed PDF; must not be there yet")->required();
    add_device_options(*tried, *options);
    tried->callback([options, &action] { action = [options] { return test(*options); }; });
    CLI::App* kept = keys.add_subcommand("archive", "Copy out certificates, log and evidence, never a private key (its README says why)");
    kept->add_option("--out", options->out, "a new folder")->required();
    kept->add_option("--reason", options->reason, "what it is for; stands in the manifest")->required();
    add_device_options(*kept, *options);
    kept->callback([options, &action] { action = [options] { return archive(*options); }; });
}

}  // namespace cli
