// SPDX-License-Identifier: Apache-2.0
// inkseal keys import FILE --name NAME [--password-file F] [--manifest M.json --signature M.p7s [--trust DIR]]
// inkseal keys export NAME --approvals FOLDER --out FILE.pfx --password-file F --reason TEXT --destination TEXT [--pbmac1]
// inkseal keys password              proposes one that nobody guesses
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/password_entry.h"
#include "appliance/cli/release_approvals.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/key_file.h"
#include "appliance/crypto/key_file_writer.h"
#include "appliance/crypto/password_strength.h"

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

Status check_bundle(const FileOptions& options, const Bytes& file, const KeysWork& work, std::optional<crypto::ExportManifest>& manifest) {
    if (options.manifest.empty() != options.signature.empty()) return Failure{Fault::usage_invalid, "--manifest and --signature go together"};
    if (options.manifest.empty()) return {};
    const app::Device& device = work.device.parts();
    crypto::TrustStore trust = device.identity.trust;
    if (!options.trust.empty()) {
        std::vector<std::string> passed_over;
        const auto files = TRY(read_folder(options.trust));
        trust = TRY(crypto::TrustStore::from_folder(files, passed_over));
    }
    const Bytes json = TRY(read_file(options.manifest));
    const Bytes signature = TRY(read_file(options.signature));
    const crypto::VerifiedExport verified = TRY(crypto::verify_export(json, signature, file, trust, device.clock.wall_ms()));
    std::cout << "exported by " << verified.manifest.device << " for: " << verified.manifest.reason << "; the file is the one that was signed\n";
    manifest = verified.manifest;
    return {};
}

int import(const FileOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::import_key));
        const Bytes file = TRY(read_file(options.file));
        std::optional<crypto::ExportManifest> manifest;
        TRY(check_bundle(options, file, work, manifest));
        std::optional<base::SecretBytes> password;
        if (!options.has_no_password) password = TRY(read_password(options.password_file, "Password of the key file: "));
        const crypto::KeyFile opened = TRY(crypto::read_key_file(file, password, work.device.parts().clock.wall_ms()));
        if (manifest) TRY(crypto::check_exported_key(*manifest, opened.key.public_key));
        for (const crypto::KeyFileWarning warning : opened.warnings) std::cerr << "note: " << words_of(warning) << "\n";
        const keys::KeyView view = TRY(work.life.import(who, options.name, opened.key, opened.chain, crypto::sha256(file)));
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
        const app::Device& device = work.device.parts();
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        const keys::KeyView view = TRY(work.life.find(options.name));
        const base::SecretBytes password = TRY(read_password(options.password_file, "Password for the new file: "));
        TRY(check_password(password));
        keys::Release release(work.life);
        const ports::ReleaseRequest asked = TRY(release.begin(who, options.name, {}, "file", work.who.approval_key()));
        const keys::ApprovalRequest request{.device = device.identity.device.text, .key = options.name, .destination = "a file, for " + options.destination,
                                            .key_id = crypto::sha256(view.facts.public_key), .release = asked, .quorum = release.quorum()};
        TRY(gather_approvals(release, request, options.approvals, [&]() -> Status {
            const auto still = work.who.require(Duty::begin_release);
            return still ? Status() : Status(still.failure());
        }));
        Bytes pfx;
        const Status left = release.to_file([&](const ports::PrivateKey& key) -> Result<base::Digest> {
            crypto::PfxOptions form;
            if (options.wants_pbmac1) form.mac = crypto::PfxMac::pbmac1;
            std::vector<crypto::Certificate> chain;
            for (const crypto::Certificate& certificate : view.chain) chain.push_back(certificate);
            pfx = TRY(crypto::write_pfx(key, chain, password, form));
            TRY(write_new_file(options.out, pfx));
            return crypto::sha256(pfx);
        });
        TRY(left);
        crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = crypto::sha256(view.facts.public_key),
                                        .certificate_sha256 = {}, .device = device.identity.device.text, .exported_ms = device.clock.wall_ms(),
                                        .reason = options.reason, .approvals = release.approved_by(), .destination = options.destination};
        if (!view.chain.empty()) manifest.certificate_sha256 = view.chain.front().fingerprint();
        const Bytes json = TRY(crypto::write_manifest(manifest));
        const Bytes signature = TRY(work.device.sign_detached(json));
        const std::string stem = options.out.substr(0, options.out.rfind('.'));
        TRY(write_new_file(stem + ".manifest.json", json));
        TRY(write_new_file(stem + ".manifest.p7s", signature));
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
