// SPDX-License-Identifier: Apache-2.0
// inkseal keys import FILE --name NAME [--password-file F] [--manifest M.json --signature M.p7s [--trust DIR]]
// inkseal keys export NAME --approvals FOLDER --out FILE.pfx --password-file F --reason TEXT --destination TEXT [--pbmac1]
// inkseal keys password              proposes one that nobody guesses
#include "appliance/base/calendar.h"
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/password_entry.h"
#include "appliance/cli/release_approvals.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/password_strength.h"
#include "appliance/keys/brought_key.h"
#include "appliance/keys/leaving_bundle.h"

#include <iostream>

namespace cli {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using staff::Duty;

struct FileOptions : KeysOptions {
    std::string file, out, password_file, manifest, signature, trust, approvals, reason, destination;
    bool wants_pbmac1 = false, has_no_password = false;
};

const char* words_of(crypto::KeyFileWarning warning) {
    switch (warning) {
        using enum crypto::KeyFileWarning;
        case legacy_cipher: return "its cipher is old and weak (RC2, 3DES or MD5); never send such a file again";
        case sha1_mac: return "its integrity rests on SHA-1";
        case no_mac: return "it has no MAC: changes to it would go unnoticed";
        case few_iterations: return "guessing its password is cheap: fewer than 100,000 rounds";
        case empty_password: return "its password is empty";
        case key_not_encrypted: return "the key stood in it in the clear; whoever saw the file has the key";
        case no_certificate: return "there is no certificate in it";
        case certificate_expired: return "the certificate has expired";
        case certificate_not_yet_valid: return "the certificate is not valid yet";
        case unrelated_certificates: return "it also holds certificates that have nothing to do with the key";
    }
    return "";
}

Result<std::optional<crypto::ExportManifest>> check_manifest(const FileOptions& options, keys::BroughtFile& file, const KeysWork& work) {
    if (options.manifest.empty() != options.signature.empty()) return Failure{Fault::usage_invalid, "--manifest and --signature go together"};
    if (options.manifest.empty()) return std::optional<crypto::ExportManifest>();
    const app::Device& device = work.device.parts();
    crypto::TrustStore trust = device.identity.trust;
    if (!options.trust.empty()) {
        std::vector<std::string> passed_over;
        const auto files = TRY(read_folder(options.trust));
        trust = TRY(crypto::TrustStore::from_folder(files, passed_over));
    }
    file.manifest = TRY(read_file(options.manifest));
    file.signature = TRY(read_file(options.signature));
    auto manifest = TRY(keys::check_bundle(file, trust, device.clock.wall_ms()));
    std::cout << "exported by " << manifest->device << " for: " << manifest->reason << "; the file is the one that was signed\n";
    return manifest;
}

int import(const FileOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::import_key));
        keys::BroughtFile file;
        file.content = TRY(read_secret_file(options.file, crypto::key_file_size_max));
        const std::optional<crypto::ExportManifest> manifest = TRY(check_manifest(options, file, work));
        std::optional<base::SecretBytes> password;
        if (!options.has_no_password) password = TRY(read_password(options.password_file, "Password of the key file: "));
        const crypto::KeyFile opened = TRY(keys::open_brought(file, manifest, password, work.device.parts().clock.wall_ms()));
        for (const crypto::KeyFileWarning warning : opened.warnings) std::cerr << "note: " << words_of(warning) << "\n";
        if (const std::optional<std::int64_t> ended = TRY(work.life.destroyed_here(opened.key.public_key)))
            std::cerr << "warning: this key was destroyed here on " << base::to_rfc3339(*ended) << "; the file is a copy that stayed\n";
        const keys::KeyView view = TRY(keys::take_in(work.life, who, options.name, file, opened));
        print_key(view, options.is_json);
        if (!options.is_json)
            std::cout << "the chip now enforces: signs only with a person's code and the device's approval; lets it go to nobody\n"
                         "the chip cannot say: that no copy exists elsewhere. Destroy the file, and every copy of it\n";
        return {};
    });
}

// Refused before anybody approves anything.
Status check_password(const base::SecretBytes& password) {
    const crypto::PasswordStrength strength = crypto::password_strength(password);
    std::cerr << "password: about " << static_cast<int>(strength.bits) << " bits\n";
    if (strength.bits >= crypto::password_bits_min) return {};
    std::string advice = "the password is too easy to guess";
    for (const crypto::PasswordAdvice one : strength.advice) advice += "; " + std::string(crypto::sentence_of(one));
    return Failure{Fault::export_refused, advice};
}

int export_key(const FileOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        const keys::KeyView view = TRY(work.life.find(options.name));
        const base::SecretBytes password = TRY(read_password(options.password_file, "Password for the new file: "));
        TRY(check_password(password));
        keys::Release release(work.life);
        const ports::ReleaseRequest asked = TRY(release.begin(who, options.name, {}, "file", work.who.approval_key()));
        TRY(gather_approvals(work, release, options.name, asked, {.for_whom = options.destination, .destination = {}}, options.approvals));
        const std::string stem = options.out.substr(0, options.out.rfind('.'));
        const keys::LeavingBundle bundle{.reason = options.reason, .destination = options.destination,
                                         .form = {.mac = options.wants_pbmac1 ? crypto::PfxMac::pbmac1 : crypto::PfxMac::hmac_sha256, .friendly_name = {}}};
        TRY(keys::write_bundle(release, view, password, bundle, [&](base::ByteView json) { return work.device.sign_detached(json); },
                               [&](const std::string& ending, base::ByteView content) { return write_new_file(ending == ".pfx" ? options.out : stem + ending, content); }));
        std::cout << "the key: " << options.out << "\nwhat it is, signed by this device: " << stem << ".manifest.json, .manifest.p7s\n"
                  << "send the password by another way than the file\n";
        return {};
    });
}

int propose() {
    const base::SecretBytes password = crypto::make_password();
    std::cout << base::as_text(password.reveal()) << "\n";
    return exit_passed;
}

}  // namespace

void add_key_files(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<FileOptions>();
    CLI::App* in = keys.add_subcommand("import", "Take a key into the chip from PKCS#12, PEM or DER; it is labelled as one that others may have");
    in->add_option("FILE", options->file, "the key file")->required();
    in->add_option("--name", options->name, "what it is called here: 1 to 40 of a-z, 0-9 and -")->required();
    in->add_option("--password-file", options->password_file, "file with its password; - for standard input, /dev/fd/N; asked at the terminal when left out");
    in->add_flag("--no-password", options->has_no_password, "the file has none")->excludes("--password-file");
    in->add_option("--manifest", options->manifest, "the export's manifest; checked before the password is asked");
    in->add_option("--signature", options->signature, "the exporting device's signature over it (.p7s)");
    in->add_option("--trust", options->trust, "folder of certificates that may have signed it; this device's platform when left out");
    add_device_options(*in, *options);
    in->callback([options, &action] { action = [options] { return import(*options); }; });

    CLI::App* out = keys.add_subcommand("export", "Let a key leave as a PKCS#12 file: only one that was made with custodians, and only with their approvals");
    out->add_option("NAME", options->name, "the key")->required();
    out->add_option("--out", options->out, "FILE.pfx; FILE.manifest.json and .p7s come beside it. None may be there yet")->required();
    out->add_option("--approvals", options->approvals, "folder for the request and the custodians' approvals")->required();
    out->add_option("--password-file", options->password_file, "file with the new file's password; asked at the terminal when left out");
    out->add_option("--reason", options->reason, "why; stands in the manifest")->required();
    out->add_option("--destination", options->destination, "for whom; stands in the manifest")->required();
    out->add_flag("--pbmac1", options->wants_pbmac1, "protect the whole by PBMAC1 (RFC 9879) instead of PKCS#12's own MAC");
    add_device_options(*out, *options);
    out->callback([options, &action] { action = [options] { return export_key(*options); }; });

    CLI::App* word = keys.add_subcommand("password", "Propose a password that nobody guesses");
    word->callback([&action] { action = propose; });
}

}  // namespace cli
