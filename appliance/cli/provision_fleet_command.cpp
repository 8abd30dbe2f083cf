// SPDX-License-Identifier: Apache-2.0
// inkseal provision --fleet: a bundle for each device of a list, from one rehearsed payload.
// It may be killed at any point; run again, it keeps what is finished and makes the rest.
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/software_key.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "appliance/provisioning/fleet_table.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <iostream>
#include <memory>

namespace cli {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

struct Options {
    std::string list, payload, rehearsal, key, certificate, out;
};

// A bar for a person, a line now and then for a file.
class Progress {
public:
    explicit Progress(std::size_t whole) : m_whole(whole), m_is_terminal(isatty(STDERR_FILENO) == 1) {}
    void show(std::size_t done) const {
        if (m_is_terminal) {
            const std::size_t filled = done * width / m_whole;
            std::cerr << "\r[" << std::string(filled, '#') << std::string(width - filled, ' ') << "] " << done << "/" << m_whole << std::flush;
            if (done == m_whole) std::cerr << "\n";
        } else if (done % 100 == 0 || done == m_whole) {
            std::cerr << done << " of " << m_whole << " bundles\n";
        }
    }

private:
    static constexpr std::size_t width = 40;
    std::size_t m_whole;
    bool m_is_terminal;
};

Result<std::vector<provisioning::Label>> read_list(const std::string& path) {
    const Bytes text = TRY(read_file(path));
    provisioning::FleetTable table = provisioning::read_fleet(base::as_text(text));
    if (table.complaints.empty()) return std::move(table.devices);
    std::cerr << provisioning::text_of(table.complaints) << "\n";
    return Failure{Fault::configuration_invalid, path + ": " + std::to_string(table.complaints.size()) + " to mend"};
}

Status make_fleet(const Options& options) {
    const std::vector<provisioning::Label> devices = TRY(read_list(options.list));
    const Bytes payload = TRY(read_file(options.payload));
    const Bytes rehearsal = TRY(read_file(options.rehearsal));
    const Bytes pem = TRY(read_file(options.certificate));
    std::vector<crypto::Certificate> chain = TRY(crypto::Certificate::all_from_pem(pem));
    const crypto::Certificate leaf = chain.front();
    chain.erase(chain.begin());
    const base::SecretBytes key_text(TRY(read_file(options.key)));
    const std::shared_ptr<crypto::SoftwareKey> key = TRY(crypto::SoftwareKey::from_pem(key_text));
    host::PosixDisk out = TRY(host::PosixDisk::open_or_make(options.out));

    const host::SystemClock clock;
    const Progress progress(devices.size());
    std::size_t made = 0, done = 0;
    Json list{Json::Array{}};
    for (const provisioning::Label& device : devices) {
        const std::string name = device.name + ".bundle";
        Bytes bundle;
        if (out.exists(name)) {
            bundle = TRY(out.read(name));
            if (!provisioning::is_bundle_of(bundle, payload, rehearsal, device, leaf, clock.wall_ms()))
                return Failure{Fault::output_exists, options.out + "/" + name + " is another bundle: take another folder"};
        } else {
            bundle = TRY(provisioning::sign_bundle(payload, rehearsal, device, {leaf, chain, *key}));
            TRY(out.write_atomically(name, bundle));
            ++made;
        }
        list.push(Json().set("device", device.name).set("file", name).set("sha256", base::to_hex(crypto::sha256(bundle))));
        progress.show(++done);
    }
    Json report;
    report.set("v", 1).set("kind", "inkseal-fleet").set("payload", base::to_hex(crypto::sha256(payload))).set("bundles", std::move(list));
    TRY(out.write_atomically("report.json", base::as_bytes(base::canonical_json(report))));
    std::cout << made << " bundles made, " << done - made << " were there already; report.json lists all " << done << "\n";
    return {};
}

}  // namespace

void add_provision_fleet(CLI::App& provision, Action& action) {
    const auto options = std::make_shared<Options>();
    provision.require_subcommand(0, 1);
    auto* list = provision.add_option("--fleet", options->list, "CSV of devices (name, site, place): a bundle for each");
    for (const auto& [name, place, what] : {std::tuple{"--payload", &options->payload, "the rehearsed payload"},
                                            std::tuple{"--rehearsal", &options->rehearsal, "the emulator's certificate over it"},
                                            std::tuple{"--key", &options->key, "PEM of the provisioner's key"},
                                            std::tuple{"--certificate", &options->certificate, "PEM: the provisioner's, then its issuers"},
                                            std::tuple{"--out", &options->out, "folder for the bundles"}}) {
        auto* option = provision.add_option(name, *place, what);
        option->needs(list);
        list->needs(option);
    }
    provision.callback([options, &provision, &action] {
        if (!provision.get_subcommands().empty()) return;
        if (options->list.empty()) throw CLI::RequiredError("A subcommand, or --fleet");
        action = [options] {
            const Status status = make_fleet(*options);
            if (status) return exit_passed;
            complain(status.failure());
            return exit_of(status.fault());
        };
    });
}

}  // namespace cli
