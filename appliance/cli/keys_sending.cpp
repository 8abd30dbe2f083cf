// SPDX-License-Identifier: Apache-2.0
// inkseal keys send FILES... --to DIRECTORY|sftp://...|platform --receiver NAME
// inkseal keys sent [--abandon ID --reason TEXT]
// inkseal keys confirm [CONFIRMATION]
// inkseal keys receive FOLDER --out CONFIRMATION     on the device they came to
#include "appliance/base/calendar.h"
#include "appliance/cli/files.h"
#include "appliance/cli/keys_options.h"
#include "appliance/cli/password_entry.h"
#include "appliance/device/key_shipment.h"
#include "appliance/host/folder_delivery.h"
#include "sync/sftp_delivery.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <filesystem>
#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using crypto::NamedFile;
using staff::Duty;

struct SendingOptions : KeysOptions {
    std::vector<std::string> files;
    std::string abandoned, reason, to, receiver, host_key, key_file, login_password_file, password_file, folder, out, confirmation;
    bool asks_for_login_password = false;
};

enum class Way { sftp, https, stick };
const char* name_of(Way way) { return way == Way::sftp ? "sftp" : way == Way::https ? "https" : "stick"; }

Result<Way> way_of(const std::string& to) {
    if (to.starts_with("sftp://")) return Way::sftp;
    if (to == crypto::platform_name) return Way::https;
    // Anything else with a scheme is no folder that somebody happens to have.
    if (to.find("://") != std::string::npos)
        return Failure{Fault::usage_invalid, "--to " + to + ": a folder, sftp://user@host[:port]/folder, or platform (by the courier, over HTTPS)"};
    return Way::stick;
}

// Everything that can be wrong about the way is found before anything is written down.
Result<exchange::SftpSettings> sftp_settings(const SendingOptions& options) {
    exchange::SftpSettings settings;
    const Way way = TRY(way_of(options.to));
    if (way == Way::stick) TRY(host::FolderDelivery::open(options.to));
    if (way != Way::sftp) return settings;
    settings.place = TRY(exchange::sftp_place_from(options.to));
    if (options.host_key.empty()) return Failure{Fault::usage_invalid, "--host-key SHA256:... of the server: its administrator says it"};
    settings.host_key = TRY(exchange::host_key_from(options.host_key));
    settings.key_file = options.key_file;
    if (options.key_file.empty() || options.asks_for_login_password || !options.login_password_file.empty())
        settings.password = TRY(read_password(options.login_password_file, options.key_file.empty() ? "Password at the server: " : "Password of the sign-in key: "));
    return settings;
}

Result<std::vector<NamedFile>> read_files(const std::vector<std::string>& paths) {
    std::vector<NamedFile> files;
    for (const std::string& path : paths) files.emplace_back(std::filesystem::path(path).filename().string(), TRY(read_file(path)));
    return files;
}

Status deliver(ports::Delivery& delivery, const std::vector<NamedFile>& files) {
    for (const auto& [name, content] : files) {
        const ports::ReadBack seen = TRY(delivery.put(name, content));
        std::cout << name << (seen == ports::ReadBack::same ? ": there, and read back the same\n" : ": there; the server does not let us read it back\n");
    }
    return {};
}

Status carry(const SendingOptions& options, Way way, const exchange::SftpSettings& sftp, const std::vector<NamedFile>& files) {
    if (way == Way::https) return {};  // the courier does
    if (way == Way::sftp) {
        std::signal(SIGPIPE, SIG_IGN);
        const auto server = TRY(exchange::SftpDelivery::connect(sftp));
        return deliver(*server, files);
    }
    host::FolderDelivery stick = TRY(host::FolderDelivery::open(options.to));
    return deliver(stick, files);
}

int tell(const Status& status) {
    if (status) return exit_passed;
    complain(status.failure());
    return exit_of(status.fault());
}

// The device is closed again before a byte goes to a server: what speaks to the network
// here has no key and no vault open.
Status send_files(const SendingOptions& options, const std::function<int(const std::function<Status(const KeysWork&)>&)>& at_device, int& status) {
    const exchange::SftpSettings sftp = TRY(sftp_settings(options));
    const Way way = TRY(way_of(options.to));
    base::SecretBytes password;
    if (!options.password_file.empty()) password = TRY(read_password(options.password_file, ""));
    const std::vector<NamedFile> files = TRY(read_files(options.files));
    keys::Shipment shipment;
    status = at_device([&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        keys::Shipments shipments(work.life);
        if (way == Way::https && options.receiver != crypto::platform_name)
            return Failure{Fault::usage_invalid, "what goes to the platform is confirmed by the platform"};
        shipment = TRY(shipments.begin(who, options.receiver, name_of(way), files, password));
        if (way == Way::https) TRY(device::send_to_platform(work.device, shipment, files));
        return {};
    });
    if (status != exit_passed) return {};
    TRY(carry(options, way, sftp, files));
    return Failure{Fault::transfer_unconfirmed, "shipment " + shipment.id.substr(0, 8) + " waits for the signed confirmation of " + shipment.receiver + ": inkseal keys confirm"};
}

int send(const SendingOptions& options) {
    int status = exit_passed;
    const Status sent = send_files(options, [&](const auto& work) { return at_the_keys(options, work); }, status);
    return status != exit_passed ? status : tell(sent);
}

void print(const keys::Shipment& shipment, std::int64_t now_ms) {
    constexpr std::int64_t hour_ms = 3'600'000;
    const std::int64_t hours = (now_ms - shipment.sent_ms) / hour_ms;
    std::cout << shipment.id.substr(0, 8) << "  by " << shipment.way << " to " << shipment.receiver << "  " << base::to_rfc3339(shipment.sent_ms) << "  "
              << (shipment.confirmation ? "arrived" : !shipment.abandoned.empty() ? "abandoned: " + shipment.abandoned : "under way for " + (hours < 48 ? std::to_string(hours) + " hours" : std::to_string(hours / 24) + " days")) << "\n";
    for (const crypto::SentFile& file : shipment.files) std::cout << "  " << base::to_hex(file.sha256) << "  " << file.name << "\n";
}

int abandon(const SendingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        const keys::Shipment given_up = TRY(device::give_up(work.device, work.life, who, options.abandoned, options.reason));
        print(given_up, work.device.parts().clock.wall_ms());
        std::cout << "nobody waits for it any longer; the files may have arrived all the same, and a confirmation that comes later still counts\n";
        return {};
    });
}

int sent(const SendingOptions& options) {
    if (!options.abandoned.empty()) return abandon(options);
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::see_keys));
        TRY(work.life.check(who, Duty::see_keys));
        const std::int64_t now_ms = work.device.parts().clock.wall_ms();
        for (const keys::Shipment& shipment : TRY(keys::Shipments(work.life).all())) print(shipment, now_ms);
        return {};
    });
}

int confirm(const SendingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const auto tell_arrived = [&](const keys::Shipment& done) {
            std::cout << "arrived, says " << done.receiver << ", signed:\n";
            print(done, work.device.parts().clock.wall_ms());
        };
        const staff::Actor who = TRY(work.who.require(Duty::begin_release));
        if (options.confirmation.empty()) {
            const auto all = TRY(device::take_confirmations(work.device, work.life, who));
            for (const keys::Shipment& done : all) tell_arrived(done);
            return {};
        }
        const base::Bytes confirmation = TRY(read_file(options.confirmation));
        const keys::Shipment done = TRY(keys::Shipments(work.life).confirm(who, confirmation));
        tell_arrived(done);
        return {};
    });
}

int receive(const SendingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        const staff::Actor who = TRY(work.who.require(Duty::accept_key));
        const auto files = TRY(read_folder(options.folder));
        const crypto::Arrival arrival = TRY(keys::Shipments(work.life).receive(who, files));
        const base::Bytes confirmation = TRY(work.device.sign_message(base::as_bytes(base::canonical_json(crypto::to_json(arrival)))));
        TRY(write_new_file(options.out, confirmation));
        std::cout << "whole, and what their sender signed: " << arrival.files.size() << " files\nfor the sender, signed: " << options.out << "\n";
        return {};
    });
}

}  // namespace

void add_key_sending(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<SendingOptions>();
    CLI::App* away = keys.add_subcommand("send", "Hand exported key files on. Done only when the receiver's signed confirmation is here");
    away->add_option("FILES", options->files, "the key file, its .manifest.json and .manifest.p7s; or what `keys duplicate` wrote")->required();
    away->add_option("--to", options->to, "a stick's folder, sftp://user@host[:port]/folder, or platform (by the courier)")->required();
    away->add_option("--receiver", options->receiver, "who will confirm: the other device's name, or platform")->required();
    away->add_option("--host-key", options->host_key, "of the SFTP server, SHA256:... as ssh-keygen -lf prints it; required, there is no trust on first use");
    away->add_option("--key-file", options->key_file, "the private key that signs in at the server; a password is asked for when left out");
    away->add_option("--login-password-file", options->login_password_file, "file with the server's password, or the key file's");
    away->add_flag("--ask-login-password", options->asks_for_login_password, "ask for the key file's password");
    away->add_option("--password-file", options->password_file, "the key file's password: nothing that holds it is sent");
    add_device_options(*away, *options);
    away->callback([options, &action] { action = [options] { return send(*options); }; });

    CLI::App* list = keys.add_subcommand("sent", "What was handed on, and what is still under way");
    CLI::Option* given_up = list->add_option("--abandon", options->abandoned, "wait no longer for this one: its number, as the list shows it");
    list->add_option("--reason", options->reason, "why; kept with it")->needs(given_up);
    add_device_options(*list, *options);
    list->callback([options, &action] { action = [options] { return sent(*options); }; });

    CLI::App* done = keys.add_subcommand("confirm", "Take the receiver's signed confirmation: it must name exactly what was sent");
    done->add_option("CONFIRMATION", options->confirmation, "its file; the platform's, from the inbox, when left out");
    add_device_options(*done, *options);
    done->callback([options, &action] { action = [options] { return confirm(*options); }; });

    CLI::App* came = keys.add_subcommand("receive", "Check key files that came here, and sign that they did");
    came->add_option("FOLDER", options->folder, "with these files and no others")->required();
    came->add_option("--out", options->out, "the confirmation for the sender; must not be there yet")->required();
    add_device_options(*came, *options);
    came->callback([options, &action] { action = [options] { return receive(*options); }; });
}

}  // namespace cli
