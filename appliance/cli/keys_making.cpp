// SPDX-License-Identifier: Apache-2.0
// inkseal keys create NAME [--algorithm p256] [--custodian FILE ... --needed K]
// inkseal keys request NAME --out FILE.pem | --platform [--letter FILE]
// inkseal keys certificate NAME [CHAIN.pem | --answer FILE]
// inkseal keys register NAME [--certificate FILE [--letter FILE] | --answer FILE] [--fingerprint HEX]
// inkseal keys activate NAME
// inkseal keys destroy NAME --yes-destroy NAME
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/crypto/csr.h"
#include "appliance/device/key_letters.h"
#include "appliance/device/key_registration.h"
#include "sync/registration.h"

#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Status;
using staff::Duty;

struct MakingOptions : KeysOptions {
    std::string algorithm = "p256";
    std::vector<std::string> custodians;
    unsigned needed = 0;
    std::string out, chain, letter, answer, fingerprint, confirmation;
    bool is_for_platform = false;
};

// Public keys of people's signature certificates.
base::Result<std::optional<ports::Quorum>> quorum_of(const MakingOptions& options) {
    if (options.custodians.empty() && options.needed == 0) return std::optional<ports::Quorum>();
    ports::Quorum quorum;
    quorum.needed = static_cast<std::uint8_t>(options.needed);
    for (const std::string& path : options.custodians) {
        const std::vector<crypto::Certificate> certificates = TRY(read_certificates(path));
        quorum.custodians.push_back(certificates.front().public_key());
    }
    if (quorum.custodians.empty() || quorum.custodians.size() > 5 || quorum.needed < 1 || quorum.needed > 3 || quorum.needed > quorum.custodians.size())
        return Failure{Fault::usage_invalid, "a key that may leave has 1 to 5 --custodian and --needed 1 to 3 of them"};
    return std::optional<ports::Quorum>(std::move(quorum));
}

int create(const MakingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const auto algorithm = keys::algorithm_from(options.algorithm);
        if (!algorithm) return Failure{Fault::usage_invalid, "--algorithm p256, p384, rsa2048 or rsa3072"};
        const std::optional<ports::Quorum> quorum = TRY(quorum_of(options));
        if (!options.is_json && options.algorithm.starts_with("rsa")) std::cerr << "the chip looks for two primes; this may take a minute\n";
        const staff::Actor who = TRY(work.who.require(Duty::create_key));
        const keys::KeyView view = TRY(work.life.create(who, options.name, *algorithm, quorum));
        print_key(view, options.is_json);
        return {};
    });
}

int request(const MakingOptions& options) {
    if (options.out.empty() == options.letter.empty() && !options.is_for_platform) {
        complain({Fault::usage_invalid, "say where to: --platform (the courier carries it), --letter FILE (on a stick), or --out FILE (PKCS#10 for another authority)"});
        return exit_usage;
    }
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::request_certificate));
        if (!options.out.empty()) {
            const base::Bytes der = TRY(work.life.request(who, options.name));
            TRY(write_new_file(options.out, base::as_bytes(crypto::csr_to_pem(der))));
            std::cout << "the request: " << options.out << "\nnext: inkseal keys certificate " << options.name << " CHAIN.pem\n";
            return {};
        }
        const base::Bytes letter = TRY(device::ask_for_certificate(work.device, work.life, who, options.name));
        if (!options.letter.empty()) TRY(write_new_file(options.letter, letter));
        std::cout << "asked the platform; next: run the courier" << (options.letter.empty() ? "" : ", or carry " + options.letter)
                  << ", then: inkseal keys certificate " << options.name << "\n";
        return {};
    });
}

int certificate(const MakingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::install_certificate));
        if (!options.chain.empty()) {
            const std::vector<crypto::Certificate> chain = TRY(read_certificates(options.chain));
            const keys::KeyView view = TRY(work.life.install_certificate(who, options.name, chain));
            print_key(view, options.is_json);
            return {};
        }
        std::optional<base::Bytes> answer;
        if (!options.letter.empty()) answer = TRY(read_file(options.letter));
        const keys::KeyView view = TRY(device::take_certificate(work.device, work.life, who, options.name, answer));
        print_key(view, options.is_json);
        return {};
    });
}

// Asked with --certificate; without it the answer is taken.
int enter(const MakingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        if (!options.chain.empty()) {
            const staff::Actor who = TRY(work.who.require(Duty::request_certificate));
            const std::vector<crypto::Certificate> chain = TRY(read_certificates(options.chain));
            const base::Bytes letter = TRY(device::ask_for_registration(work.device, work.life, who, options.name, chain));
            if (!options.letter.empty()) TRY(write_new_file(options.letter, letter));
            std::cout << "asked the platform, with a proof that the key is here. The certificate's fingerprint, as it will stand there:\n  "
                      << exchange::spoken_fingerprint(chain.front().fingerprint()) << "\nnext: run the courier"
                      << (options.letter.empty() ? "" : ", or carry " + options.letter) << ", then: inkseal keys register " << options.name << "\n";
            return {};
        }
        const staff::Actor who = TRY(work.who.require(Duty::install_certificate));
        std::optional<base::Bytes> answer;
        if (!options.answer.empty()) answer = TRY(read_file(options.answer));
        const keys::KeyView view = TRY(device::take_registration(work.device, work.life, who, options.name, answer, options.fingerprint));
        print_key(view, options.is_json);
        return {};
    });
}

int activate(const MakingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::activate_key));
        const keys::KeyView view = TRY(work.life.activate(who, options.name));
        print_key(view, options.is_json);
        return {};
    });
}

int destroy(const MakingOptions& options) {
    if (options.confirmation != options.name) {
        complain({Fault::usage_invalid, "this cannot be undone; say --yes-destroy " + options.name});
        return exit_usage;
    }
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::destroy_key));
        TRY(work.life.destroy(who, options.name));
        std::cout << "destroyed: " << options.name << "; its certificates are kept\n";
        return {};
    });
}

using Run = int (*)(const MakingOptions&);

CLI::App* add_step(CLI::App& keys, Action& action, const std::shared_ptr<MakingOptions>& options, const char* name, const char* what, Run run) {
    CLI::App* step = keys.add_subcommand(name, what);
    step->add_option("NAME", options->name, "the key: 1 to 40 of a-z, 0-9 and -")->required();
    add_device_options(*step, *options);
    step->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return step;
}

}  // namespace

void add_key_making(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<MakingOptions>();
    CLI::App* made = add_step(keys, action, options, "create", "Let the chip make a key. It can never leave, unless custodians are named now", create);
    made->add_option("--algorithm", options->algorithm, "p256, p384, rsa2048 or rsa3072");
    made->add_option("--custodian", options->custodians, "certificate of a custodian's signature key (repeatable)");
    made->add_option("--needed", options->needed, "how many custodians must approve each time the key leaves");
    CLI::App* asked = add_step(keys, action, options, "request", "Ask for a certificate: a PKCS#10 request signed by the key", request);
    asked->add_flag("--platform", options->is_for_platform, "ask the platform, with the chip's own word about the key; the courier carries the letter");
    asked->add_option("--letter", options->letter, "the same letter as a file, for a stick; must not be there yet");
    asked->add_option("--out", options->out, "a PKCS#10 request for another authority, PEM; must not be there yet")->excludes("--platform", "--letter");
    CLI::App* given = add_step(keys, action, options, "certificate", "Install the certificate that was issued for a key", certificate);
    given->add_option("CHAIN", options->chain, "PEM or DER, leaf first; the platform's answer from the inbox when left out");
    given->add_option("--answer", options->letter, "the platform's answer, from a stick")->excludes("CHAIN");
    CLI::App* entered = add_step(keys, action, options, "register",
                                 "Make a certificate from another authority known to the platform as this device's, and install it", enter);
    entered->add_option("--certificate", options->chain, "the certificate and its issuers, PEM or DER: asks. Without it: takes the platform's answer");
    entered->add_option("--letter", options->letter, "the request as a file too, for a stick; must not be there yet")->needs("--certificate");
    CLI::Option* carried = entered->add_option("--answer", options->answer, "the platform's answer, from a stick");
    entered->add_option("--fingerprint", options->fingerprint, "as the platform shows it (inkseal-receiver certificates): anything else is refused");
    carried->excludes("--certificate");
    add_step(keys, action, options, "activate", "Sign documents with this key from the next start on", activate);
    CLI::App* ended = add_step(keys, action, options, "destroy", "Destroy a private key for ever; certificates and evidence stay", destroy);
    ended->add_option("--yes-destroy", options->confirmation, "the key's name again")->required();
}

}  // namespace cli
