// SPDX-License-Identifier: Apache-2.0
// inkseal-courier: the only program of a device that talks to the network. It holds no
// key and can read nothing of what it carries.
#include "appliance/base/reader.h"
#include "appliance/crypto/random.h"
#include "appliance/host/lockdown.h"
#include "appliance/host/network_lockdown.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"
#include "sync/courier_run.h"
#include "sync/https_transport.h"
#include "sync/tls_sign_client.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <string>
#include <sys/stat.h>

namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int exit_trouble = 1;
constexpr int exit_usage = 64;
constexpr std::int64_t look_every_ms = 1000;  // at the outbox
constexpr std::string_view usage =
    "usage: inkseal-courier --state FOLDER --platform https://HOST[:PORT] [--once]\n"
    "--once makes one visit at once, whatever the back-off says, and ends with 0 if nothing is left in trouble.\n";

struct Options {
    std::string state;
    std::string platform;
    bool is_once = false;
};

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--once") {
            options.is_once = true;
        } else if (word == "--state" && i + 1 < argc) {
            options.state = argv[++i];
        } else if (word == "--platform" && i + 1 < argc) {
            options.platform = argv[++i];
        } else {
            return false;
        }
    }
    return !options.state.empty() && !options.platform.empty();
}

// What a visit needs. Read anew for each: enrolment changes it while we run.
struct Passport {
    exchange::CourierPapers papers;
    exchange::HttpsSettings settings;
};

Result<Passport> read_passport(const Options& options, const base::Disk& disk) {
    Passport passport;
    passport.settings.platform_url = options.platform;
    const Bytes root = TRY(disk.read("courier/platform.pem"));
    passport.settings.roots = TRY(crypto::Certificate::all_from_pem(root));
    for (const crypto::Certificate& each : passport.settings.roots) passport.papers.trust.roots.add_anchor(each);
    if (disk.exists("courier/witness.vkey")) {
        const Bytes vkey = TRY(disk.read("courier/witness.vkey"));
        std::string_view text = base::as_text(vkey);
        while (text.ends_with('\n')) text.remove_suffix(1);
        passport.papers.trust.witnesses.push_back(TRY(audit::parse_vkey(text)));
    }
    if (!disk.exists("courier/tls.pem")) return passport;  // not enrolled yet
    const Bytes chain = TRY(disk.read("courier/tls.pem"));
    passport.settings.chain = TRY(crypto::Certificate::all_from_pem(chain));
    passport.papers.device = base::DeviceId(passport.settings.chain.front().subject_common_name());
    passport.papers.time_floor_ms = passport.settings.chain.front().not_before_ms();
    passport.settings.key = TRY(exchange::TlsSignClient::open(options.state + "/courier/tls-sign"));
    return passport;
}

// All that it can reach from now on: what it carries, what it is given for the way, the
// log that anybody may read, and what the C library looks names up in.
Status lock_down(const std::string& state) {
    host::ReachableFiles files;
    for (const char* name : {"inbox", "outbox", "courier", "log"}) {
        const std::string folder = state + "/" + name;
        // A rule needs a folder to stand on, and the kiosk may not have made it yet.
        if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return Failure{Fault::disk_failed, folder + " errno " + std::to_string(errno)};
        (name == std::string_view("log") ? files.readable : files.writable).push_back(folder);
    }
    files.listed = {state};
    for (const char* place : {"/etc", "/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/usr/share/zoneinfo", "/dev/urandom"})
        files.readable.emplace_back(place);
    return host::lock_down_for_network(files);
}

Status visit(const Options& options, base::Disk& disk, const base::Clock& clock, exchange::CourierRun& run) {
    auto passport = read_passport(options, disk);
    if (!passport) return run.give_up(passport.failure());
    auto transport = exchange::HttpsTransport::create(std::move(passport->settings));
    if (!transport) return run.give_up(transport.failure());
    (*transport)->set_time_ms(
        std::max(passport->papers.time_floor_ms, exchange::believed_time_ms(run.memory(), clock.wall_ms())));
    return run.visit(**transport, passport->papers);
}

void report(const Status& status, std::uint64_t delivered) {
    if (status) {
        std::fprintf(stderr, "inkseal-courier: visit ended well, delivered %llu\n", static_cast<unsigned long long>(delivered));
    } else {
        std::fprintf(stderr, "inkseal-courier: %s (%s)\n", std::string(base::row_of(status.fault()).name).c_str(),
                     status.failure().detail.c_str());
    }
}

void sleep_ms(std::int64_t wait_ms) {
    const timespec wait{.tv_sec = static_cast<time_t>(wait_ms / 1000), .tv_nsec = static_cast<long>(wait_ms % 1000 * 1'000'000)};
    nanosleep(&wait, nullptr);
}

[[noreturn]] void run_for_ever(const Options& options, base::Disk& disk, const base::Clock& clock, exchange::CourierRun& run) {
    const Bytes random = crypto::random_bytes(8);
    sleep_ms(exchange::first_visit_delay_ms(run.memory(), base::Reader(random).take_u64()));
    for (;; sleep_ms(look_every_ms)) {
        if (!run.is_due(run.has_news())) continue;
        const Status status = visit(options, disk, clock, run);
        report(status, run.delivered());
    }
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) {
        std::fwrite(usage.data(), 1, usage.size(), stderr);
        return exit_usage;
    }
    auto disk = host::PosixDisk::open(options.state);
    if (!disk) {
        report(disk.failure(), 0);
        return exit_trouble;
    }
    if (const Status locked = lock_down(options.state); !locked) {
        report(locked, 0);
        return exit_trouble;
    }
    const host::SystemClock clock;
    exchange::CourierRun run(*disk, clock);
    if (!options.is_once) run_for_ever(options, *disk, clock, run);
    const Status status = visit(options, *disk, clock, run);
    report(status, run.delivered());
    host::leave(status ? 0 : exit_trouble);
}
