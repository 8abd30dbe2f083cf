// SPDX-License-Identifier: Apache-2.0
// inkseal-receiver: the platform's front door.
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "sync/receiver/arrivals.h"
#include "sync/receiver/folder_blob_store.h"
#include "sync/receiver/office_commands.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/server.h"
#include "sync/receiver/service.h"
#include "sync/receiver/sqlite_index_store.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <thread>

namespace {

using base::Result;
using base::Status;

// What every command but `init` works on.
struct House {
    host::SystemClock clock;
    std::optional<host::PosixDisk> disk;
    std::optional<receiver::Platform> platform;
    std::unique_ptr<receiver::SqliteIndexStore> index;
    std::unique_ptr<receiver::FolderBlobStore> blobs;
    crypto::TrustStore makers;

    receiver::Desk desk() { return {*platform, *index, *blobs, *disk, clock, makers}; }
};

Status open_house(House& house, const std::string& state) {
    house.disk.emplace(TRY(host::PosixDisk::open(state)));
    house.platform.emplace(TRY(receiver::open_platform(*house.disk)));
    house.index = TRY(receiver::SqliteIndexStore::open(state + "/receiver.db"));
    house.blobs = std::make_unique<receiver::FolderBlobStore>(state);
    std::vector<std::pair<std::string, base::Bytes>> roots;
    for (const std::string& name : TRY(house.disk->list("ek-roots")))
        roots.emplace_back(name, TRY(house.disk->read("ek-roots/" + name)));
    if (!roots.empty()) house.makers = TRY(crypto::TrustStore::from_files(roots));
    return {};
}

Status init(const std::string& state, const receiver::PlatformPlan& plan) {
    std::error_code error;
    std::filesystem::create_directories(state, error);
    host::PosixDisk disk = TRY(host::PosixDisk::open(state));
    const host::SystemClock clock;
    TRY(receiver::create_platform(disk, plan, clock.wall_ms()));
    const receiver::Platform platform = TRY(receiver::open_platform(disk));
    return receiver::renew_crl(disk, platform, {}, clock.wall_ms());
}

struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;
};

Result<ListenAddress> parse_listen(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    const auto port = colon == std::string::npos ? std::nullopt : exchange::parse_decimal(text.substr(colon + 1));
    if (!port || *port > 65535) return base::Failure{base::Fault::usage_invalid, "--listen ADDRESS:PORT"};
    return ListenAddress{text.substr(0, colon), static_cast<std::uint16_t>(*port)};
}

void log_exchange(const exchange::HttpRequest& request, const exchange::HttpResponse& response) {
    spdlog::info("{} {} {} device={} bytes={}{}", response.status, request.method, request.path,
                 request.device.empty() ? "-" : request.device, request.body.size(), request.is_cut ? " cut" : "");
}

Status serve(const std::string& state, const std::string& listen, unsigned threads) {
    House house;
    TRY(open_house(house, state));
    TRY(receiver::publish_crl(house.desk()));
    const ListenAddress address = TRY(parse_listen(listen));
    receiver::Service service(house.desk());
    receiver::ServerSettings settings;
    settings.address = address.host;
    settings.port = address.port;
    settings.chain_file = state + "/tls.pem";
    settings.key_file = state + "/keys/tls.key";
    settings.client_roots = state + "/public/root.pem";
    settings.threads = threads;
    const auto handler = [&service](const exchange::HttpRequest& request) {
        exchange::HttpResponse response = service.handle(request);
        log_exchange(request, response);
        return response;
    };
    const auto server = TRY(receiver::Server::open(
        settings, handler, [&service](const exchange::HttpRequest& request) { return service.body_limit(request); }));
    // Signals are waited for by a thread of their own, which between them keeps the
    // published list fresh; no handler runs anything.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread waiter([&] {
        const timespec while_waiting{5, 0};
        constexpr std::int64_t look_every_ms = 3'600'000;
        std::int64_t looked_ms = 0;
        while (sigtimedwait(&signals, nullptr, &while_waiting) < 0) {
            if (errno != EAGAIN) continue;
            if (const Status fresh = receiver::refresh_crl(house.desk()); !fresh)
                spdlog::error("the list of revocations: {}", fresh.failure().detail);
            const std::int64_t now = house.clock.wall_ms();
            if (std::abs(now - looked_ms) < look_every_ms) continue;
            looked_ms = now;
            if (const Status expired = house.blobs->expire(now); !expired)
                spdlog::error("unfinished uploads: {}", expired.failure().detail);
        }
        server->stop();
    });
    std::cout << "port " << server->port() << std::endl;
    server->run();
    pthread_kill(waiter.native_handle(), SIGTERM);
    waiter.join();
    return {};
}

Status print_code(const std::string& state, const std::string& device, unsigned days) {
    House house;
    TRY(open_house(house, state));
    std::cout << TRY(receiver::make_enrolment_code(house.desk(), device, std::int64_t{days} * 86'400'000)) << std::endl;
    return {};
}

// A command of a person at the desk.
template <typename Command>
Status at_the_desk(const std::string& state, const Command& command) {
    House house;
    TRY(open_house(house, state));
    return command(house.desk());
}

int finish(const Status& status) {
    if (status) return 0;
    const base::FaultRow& row = base::row_of(status.fault());
    std::cerr << "inkseal-receiver: " << row.sentence << " (" << row.name << ": " << status.failure().detail << ")\n";
    return status.fault() == base::Fault::usage_invalid ? 64 : 1;
}

int count_serials(const std::string& state, const std::string& device, const std::string& results, bool as_json) {
    auto verdict = receiver::GapsVerdict::open;
    const Status told = at_the_desk(state, [&](const receiver::Desk& desk) -> Status {
        verdict = TRY(receiver::print_gaps(desk, device, results, as_json));
        return {};
    });
    if (!told) (void)finish(told);
    if (!told || verdict == receiver::GapsVerdict::open) return 2;
    return verdict == receiver::GapsVerdict::holes ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    umask(077);  // private keys are made here
    spdlog::set_default_logger(spdlog::stderr_logger_mt("receiver"));
    CLI::App app{"The platform's front door: accepts parcels, signs receipts, cosigns logs, time-stamps."};
    app.require_subcommand(1);
    std::string state;
    const auto with_state = [&](const char* name, const char* words) {
        CLI::App* command = app.add_subcommand(name, words);
        command->add_option("--state", state, "the platform's folder")->required();
        return command;
    };
    receiver::PlatformPlan plan;
    std::vector<std::string> hosts;
    CLI::App* init_command = with_state("init", "make the platform's keys and certificates");
    init_command->add_option("--name", plan.name, "organization in the certificates");
    init_command->add_option("--domain", plan.domain, "domain of the witness");
    init_command->add_option("--host", hosts, "DNS name or address of this server (repeatable)");
    init_command->add_option("--public-url", plan.public_url, "where certificates say the CRLs are");
    init_command->add_option("--fleet-window", plan.fleet_window_s, "seconds over which a fleet spreads its hellos");
    init_command->add_option("--poll", plan.poll_s, "seconds between the hellos of an idle device");
    init_command->add_flag("--test-root", plan.is_test, "a TEST platform: nothing it certifies is evidence");

    std::string listen = "127.0.0.1:8443";
    unsigned threads = 4;
    CLI::App* serve_command = with_state("serve", "run the server; prints its port");
    serve_command->add_option("--listen", listen, "ADDRESS:PORT, port 0 for any");
    serve_command->add_option("--threads", threads)->check(CLI::Range(1, 64));

    std::string device;
    std::string envelope;
    std::vector<std::string> documents;
    CLI::App* order_command = with_state("work-order", "seal an envelope for a device");
    order_command->add_option("--device", device)->required();
    order_command->add_option("--envelope", envelope, "envelope.json")->required();
    order_command->add_option("--document", documents, "PDF named in the envelope, or SIGNER.code with the signer's digits (repeatable)")->required();

    unsigned days = 7;
    CLI::App* code_command = with_state("enroll-code", "print a code for one enrolment");
    code_command->add_option("--device", device, "only for this device");
    code_command->add_option("--days", days)->check(CLI::Range(1, 90));

    std::string serial;
    std::string reason = "unspecified";
    CLI::App* revoke_command = with_state("revoke", "refuse a device from now on, or one of its certificates");
    revoke_command->add_option("--device", device)->required();
    CLI::Option* one_serial = revoke_command->add_option("--serial", serial, "of one certificate; without it, the whole device");
    std::string key;
    revoke_command->add_option("--key", key, "every certificate of the device's key of this name")->excludes(one_serial);
    revoke_command->add_option("--reason", reason, "unspecified, key-compromise, superseded or cessation");

    std::string destruction, signature;
    CLI::App* retire_command = with_state("retire", "revoke a device that was destroyed, by its own certificate of destruction");
    retire_command->add_option("DEVICE", device)->required();
    retire_command->add_option("--certificate", destruction, "the statement, as the device left it")->required();
    retire_command->add_option("--signature", signature, "its signature, the .p7s beside it")->required();

    std::string letter;
    std::string out;
    CLI::App* certify_command = with_state("certify", "answer a device's letter that came on a stick");
    certify_command->add_option("--request", letter, "the letter's file")->required();
    certify_command->add_option("--out", out, "where the answer goes")->required();

    bool as_json = false;
    CLI::App* certificates_command = with_state("certificates", "list what was issued");
    certificates_command->add_option("--device", device, "of one device");
    certificates_command->add_flag("--json", as_json);

    bool is_dismissed = false;
    CLI::App* authority_command = with_state("authority", "believe another authority about certificates that devices register");
    authority_command->add_option("FILE", letter, "its certificate, PEM or DER")->required();
    authority_command->add_flag("--no-longer", is_dismissed, "nothing new is registered under it from now on");

    std::string people;
    std::vector<std::string> roster_devices;
    CLI::App* roster_command = with_state("roster", "sign the list of people who work with devices");
    roster_command->add_option("--people", people, "people.json")->required();
    roster_command->add_option("--out", out, "where the pack goes")->required();
    roster_command->add_option("--device", roster_devices, "lay it out for this device, and no other takes it; or \"all\" (repeatable)");

    std::string appointment, appointed;
    std::int64_t days_appointed = 366;
    CLI::App* appoint_command = with_state("appoint", "certify the key of somebody who signs bundles, or of a bench that rehearses them");
    appoint_command->add_option("--as", appointment, "provisioner or rehearser")->required();
    appoint_command->add_option("--name", appointed, "stands in the certificate")->required();
    appoint_command->add_option("--request", letter, "their certificate request, PEM or DER")->required();
    appoint_command->add_option("--out", out, "where the certificate and its issuer go, PEM")->required();
    appoint_command->add_option("--days", days_appointed, "how long it is good: 1 to 400");
    std::string folder;
    CLI::App* receive_command = with_state("receive", "check exported keys that somebody brought, keep them, and sign that they came");
    receive_command->add_option("FOLDER", folder, "with the key files, their manifests and signatures, and nothing else")->required();
    receive_command->add_option("--out", out, "the confirmation for the sender")->required();

    CLI::App* end_command = with_state("end-approvals", "order a device to end every approval that it has");
    end_command->add_option("--device", device)->required();
    end_command->add_option("--out", out, "the order, for a stick");

    std::string results;
    CLI::App* gaps_command = with_state("gaps", "name the signatures of a device that nothing accounts for; 0 none, 1 holes, 2 it cannot be told");
    gaps_command->add_option("device", device, "of one device");
    gaps_command->add_option("--results", results, "the archive's folder: each number is then proven by the chip's own statement");
    gaps_command->add_flag("--json", as_json);

    CLI11_PARSE(app, argc, argv);
    if (!hosts.empty()) plan.hosts = hosts;
    if (*init_command) return finish(init(state, plan));
    if (*serve_command) return finish(serve(state, listen, threads));
    if (*order_command) return finish(at_the_desk(state, [&](const receiver::Desk& desk) { return receiver::order_work(desk, device, envelope, documents); }));
    if (*code_command) return finish(print_code(state, device, days));
    if (*gaps_command) return count_serials(state, device, results, as_json);
    return finish(at_the_desk(state, [&](const receiver::Desk& desk) {
        if (*authority_command) return receiver::name_authority(desk, letter, !is_dismissed);
        if (*certify_command) return receiver::certify_file(desk, letter, out);
        if (*certificates_command) return receiver::print_certificates(desk, device, as_json);
        if (*appoint_command) return receiver::appoint_by_hand(desk, appointment, appointed, letter, out, days_appointed);
        if (*receive_command) return receiver::receive_folder(desk, folder, out);
        if (*end_command) return receiver::end_approvals(desk, device, out);
        if (*retire_command) return receiver::retire_by_files(desk, device, destruction, signature);
        if (*roster_command) return receiver::issue_roster(desk, people, out, roster_devices);
        return receiver::revoke_by_hand(desk, {device, serial, key}, reason);
    }));
}
