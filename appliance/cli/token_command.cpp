// SPDX-License-Identifier: Apache-2.0
// inkseal token list | info | change-pin | unblock | generate | import | certificate | request | sign-test
#include "appliance/cli/code_entry.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/token_choice.h"
#include "appliance/cli/token_import.h"
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/certificate.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/random.h"
#include "usb/piv_signing_key.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

struct Options : TokenChoice {
    std::string slot = "9c", algorithm = "p256", name, put, out, new_pin_file, puk_file;
    bool is_puk = false;
    TokenImport taken_in;
};

using Work = Result<Json> (*)(const Options& options, TokenTable& table);

// The person at the terminal, or a file.
class AskedPin final : public usb::PinSource {
public:
    explicit AskedPin(std::string file) : m_file(std::move(file)) {}
    Result<base::Pin> pin(usb::PivSlot, std::optional<unsigned> tries_left) override {
        const std::string question = "Code of the token" + (tries_left ? " (" + std::to_string(*tries_left) + " tries left)" : std::string()) + ": ";
        return read_code(m_file, question.c_str());
    }

private:
    std::string m_file;
};

Result<usb::PivSlot> slot_of(const Options& options) {
    const auto slot = usb::slot_by_name(options.slot);
    if (!slot) return Failure{Fault::usage_invalid, "slots are 9a, 9c, 9d and 9e"};
    return *slot;
}

Result<std::shared_ptr<usb::PivSigningKey>> key_of(const Options& options, TokenTable& table) {
    const usb::PivSlot slot = TRY(slot_of(options));
    OpenToken token = TRY(table.choose(options));
    return usb::PivSigningKey::open(std::move(token.piv), slot, std::make_shared<AskedPin>(options.pin_file));
}

Result<Json> list(const Options&, TokenTable& table) { return table.list(); }

Result<Json> info(const Options& options, TokenTable& table) {
    const OpenToken token = TRY(table.choose(options));
    return describe(token);
}

// Twice at the terminal, where typing goes wrong.
Result<base::Pin> new_code(const std::string& file) {
    base::Pin code = TRY(read_code(file, "New code (6 to 8 digits): "));
    if (!file.empty()) return code;
    const base::Pin again = TRY(read_code(file, "The same code again: "));
    if (!std::ranges::equal(code.reveal(), again.reveal())) return Failure{Fault::pin_malformed, "the two differ"};
    return code;
}

Result<Json> change_pin(const Options& options, TokenTable& table) {
    const OpenToken token = TRY(table.choose(options));
    const base::Pin old_code = TRY(read_code(options.pin_file, options.is_puk ? "Unblocking code: " : "Code of the token: "));
    const base::Pin fresh = TRY(new_code(options.new_pin_file));
    TRY(options.is_puk ? token.piv->change_puk(old_code, fresh) : token.piv->change_pin(old_code, fresh));
    return Json().set("changed", options.is_puk ? "puk" : "pin");
}

Result<Json> unblock(const Options& options, TokenTable& table) {
    const OpenToken token = TRY(table.choose(options));
    const base::Pin puk = TRY(read_code(options.puk_file, "Unblocking code: "));
    const base::Pin fresh = TRY(new_code(options.new_pin_file));
    TRY(token.piv->unblock(puk, fresh));
    return Json().set("changed", "pin");
}

Result<Json> generate(const Options& options, TokenTable& table) {
    const usb::PivSlot slot = TRY(slot_of(options));
    const auto algorithm = usb::algorithm_by_name(options.algorithm);
    if (!algorithm) return Failure{Fault::usage_invalid, "algorithms are p256, p384, rsa2048 and rsa3072"};
    const OpenToken token = TRY(table.choose(options));
    const base::SecretBytes key = TRY(read_management_key(options.management_key_file));
    TRY(token.piv->authenticate(key));
    const base::Bytes public_key = TRY(token.piv->generate(slot, *algorithm));
    if (!options.out.empty()) TRY(write_new_file(options.out, public_key));
    return Json().set("slot", options.slot).set("algorithm", options.algorithm).set("public_key", base::to_base64(public_key));
}

Result<Json> take_in(const Options& options, TokenTable& table) {
    TokenImport import = options.taken_in;
    import.slot = options.slot;
    return import_into_token(options, import, table);
}

Result<Json> put_certificate(const Options& options, TokenTable& table) {
    const usb::PivSlot slot = TRY(slot_of(options));
    const base::Bytes file = TRY(read_file(options.put));
    auto certificate = crypto::Certificate::from_der(file);
    if (!certificate) certificate = TRY(crypto::Certificate::all_from_pem(file)).front();
    const OpenToken token = TRY(table.choose(options));
    const auto about = TRY(token.piv->metadata(slot));
    if (about && !crypto::is_same_key(about->public_key, certificate->public_key()))
        return Failure{Fault::key_file_mismatch, "the certificate is not of the key in slot " + options.slot};
    const base::SecretBytes key = TRY(read_management_key(options.management_key_file));
    TRY(token.piv->authenticate(key));
    TRY(token.piv->put_certificate(slot, certificate->der()));
    return Json().set("slot", options.slot).set("subject", certificate->subject_common_name());
}

Result<Json> certificate(const Options& options, TokenTable& table) {
    if (!options.put.empty()) return put_certificate(options, table);
    const usb::PivSlot slot = TRY(slot_of(options));
    const OpenToken token = TRY(table.choose(options));
    const auto der = TRY(token.piv->certificate(slot));
    if (!der) return Failure{Fault::key_missing, "slot " + options.slot + " has no certificate"};
    const crypto::Certificate found = TRY(crypto::Certificate::from_der(*der));
    if (!options.out.empty()) TRY(write_new_file(options.out, base::as_bytes(found.to_pem())));
    return Json().set("slot", options.slot).set("subject", found.subject_common_name()).set("pem", found.to_pem());
}

Result<Json> request(const Options& options, TokenTable& table) {
    const auto key = TRY(key_of(options, table));
    const std::string pem = crypto::csr_to_pem(TRY(crypto::create_csr(*key, options.name)));
    if (!options.out.empty()) TRY(write_new_file(options.out, base::as_bytes(pem)));
    return Json().set("slot", options.slot).set("pem", pem);
}

// Of a random number, which can mean nothing to anybody.
Result<Json> sign_test(const Options& options, TokenTable& table) {
    const auto key = TRY(key_of(options, table));
    const base::Bytes digest = crypto::random_bytes(32);
    const auto begun = std::chrono::steady_clock::now();
    TRY(key->sign(crypto::natural_scheme(key->algorithm()), ports::HashAlgorithm::sha256, digest));
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
    Json json;
    json.set("slot", options.slot).set("algorithm", usb::name_of(key->algorithm())).set("verified", true);
    return json.set("milliseconds", static_cast<std::int64_t>(taken));
}

void print(const Json& json, int depth) {
    const std::string margin(static_cast<std::size_t>(depth) * 2, ' ');
    if (const Json::Array* items = json.as_array()) {
        if (items->empty()) std::cout << margin << "none\n";
        for (const Json& item : *items) print(item, depth);
        return;
    }
    const Json::Object* object = json.as_object();
    if (object == nullptr) return;
    for (const auto& [name, value] : *object) {
        std::cout << margin << name;
        if (value.is_object() || value.is_array()) {
            std::cout << "\n";
            print(value, depth + 1);
        } else if (value.is_null()) {
            std::cout << ": none\n";
        } else {
            std::cout << ": " << (value.as_text() != nullptr ? *value.as_text() : base::canonical_json(value)) << "\n";
        }
    }
    if (depth == 1) std::cout << "\n";
}

int run(const Options& options, Work work) {
    const auto table = TokenTable::open();
    auto done = table ? work(options, **table) : Result<Json>(table.failure());
    if (!done) {
        complain(done.failure());
        return exit_of(done.fault());
    }
    if (options.is_json) std::cout << base::canonical_json(*done) << "\n";
    else print(*done, 0);
    return exit_passed;
}

}  // namespace

void add_token(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("token", "USB security tokens (PIV): look, change codes, make keys, try them");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* what, Work work) {
        CLI::App* one = command->add_subcommand(name, what);
        one->add_flag("--json", options->is_json, "print canonical JSON");
        one->callback([options, work, &action] { action = [options, work] { return run(*options, work); }; });
        return one;
    };
    const auto of_a_token = [&](CLI::App* one) { one->add_option("--token", options->token, "its serial number or place, when there are several"); };
    const char* const from = "file; - for standard input, /dev/fd/N for a descriptor; asked at the terminal when left out";
    const auto of_a_slot = [&](CLI::App* one) {
        of_a_token(one);
        one->add_option("--slot", options->slot, "9a authentication, 9c signature, 9d key management, 9e card authentication")->capture_default_str();
    };

    add("list", "Every token that is plugged in", list);
    of_a_token(add("info", "Its keys, certificates and the tries that are left; spends none", info));

    CLI::App* change = add("change-pin", "Set another code; a wrong old one costs a try", change_pin);
    of_a_token(change);
    change->add_option("--pin-file", options->pin_file, std::string("the code it has: ") + from);
    change->add_option("--new-pin-file", options->new_pin_file, std::string("the code it gets: ") + from);
    change->add_flag("--puk", options->is_puk, "the unblocking code instead");

    CLI::App* free = add("unblock", "Set a new code with the unblocking code", unblock);
    of_a_token(free);
    free->add_option("--puk-file", options->puk_file, std::string("the unblocking code: ") + from);
    free->add_option("--new-pin-file", options->new_pin_file, std::string("the code it gets: ") + from);

    CLI::App* make = add("generate", "Make a new key in the token, in the place of the slot's old one", generate);
    of_a_slot(make);
    make->add_option("--algorithm", options->algorithm, "p256, p384, rsa2048 or rsa3072")->capture_default_str();
    make->add_option("--management-key-file", options->management_key_file, std::string("hexadecimal: ") + from);
    make->add_option("--out", options->out, "file for the public key (DER)");

    CLI::App* in = add("import", "Take a key from a file into the token, by its maker's extension: THE KEY CROSSES USB IN THE CLEAR", take_in);
    in->add_option("FILE", options->taken_in.file, "the key file: PKCS#12, PEM or DER")->required();
    of_a_slot(in);
    in->add_flag("--over-usb-in-clear", options->taken_in.knows_it_is_in_clear, "that you know: whoever listens on the cable has the key");
    in->add_flag("--replace", options->taken_in.replaces, "end the key that the slot has");
    in->add_option("--password-file", options->taken_in.password_file, std::string("of the key file: ") + from);
    in->add_flag("--no-password", options->taken_in.has_no_password, "the file has none")->excludes("--password-file");
    in->add_option("--management-key-file", options->management_key_file, std::string("hexadecimal: ") + from);
    TokenImport& taken = options->taken_in;
    CLI::Option* state = in->add_option("--state", taken.place.state, "at a device: its state folder; the import then stands in its log")->envname("INKSEAL_STATE");
    in->add_option("--tpm,--tcti", taken.place.tcti, "at a device: its TPM, e.g. device:/dev/tpmrm0")->envname("INKSEAL_TPM")->needs(state);
    in->add_option("--programs", taken.place.programs, "at a device: folder of its programs; beside this one when left out");
    in->add_option("--officer-token", taken.staff.token, "at a device: serial number or place of your own token");
    in->add_option("--pin-file", taken.staff.pin_file, std::string("at a device: your token's code: ") + from);
    in->add_option("--as", taken.staff.as, "at a device: who you are, without a token; taken only by a TEST device without a roster");

    CLI::App* show = add("certificate", "Print the slot's certificate, or put one there", certificate);
    of_a_slot(show);
    show->add_option("--out", options->out, "file for it (PEM)");
    show->add_option("--put", options->put, "certificate to put there (PEM or DER)");
    show->add_option("--management-key-file", options->management_key_file, std::string("for --put; hexadecimal: ") + from);

    CLI::App* ask = add("request", "A certification request (PKCS#10) signed by the slot's key", request);
    of_a_slot(ask);
    ask->add_option("--name", options->name, "common name")->required();
    ask->add_option("--pin-file", options->pin_file, std::string("the code: ") + from);
    ask->add_option("--out", options->out, "file for it (PEM)");

    CLI::App* test = add("sign-test", "Sign a random number with the slot's key and verify the signature", sign_test);
    of_a_slot(test);
    test->add_option("--pin-file", options->pin_file, std::string("the code: ") + from);
}

}  // namespace cli
