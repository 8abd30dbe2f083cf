// SPDX-License-Identifier: Apache-2.0
// inkseal device status --state DIR: what can be said of a device from its files alone,
// without its TPM and beside a running kiosk.
// inkseal device reopen --state DIR --tpm TCTI: in the kiosk's place, forgets the wrong
// appointment codes, and with them the pause they began.
#include "appliance/app/code_attempts.h"
#include "appliance/audit/checkpoint.h"
#include "appliance/base/calendar.h"
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/staff_door.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/layout.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/system_clock.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    std::string state;
    bool is_json = false;
    DevicePlace place;
    StaffOptions staff;
};

constexpr std::int64_t day_ms = 86'400'000;

base::Json certificate_status(const crypto::Certificate& certificate, std::int64_t now_ms) {
    base::Json json;
    json.set("subject", certificate.subject_common_name()).set("issuer", certificate.issuer_common_name());
    json.set("not_after", base::to_rfc3339(certificate.not_after_ms()));
    json.set("days_left", (certificate.not_after_ms() - now_ms) / day_ms);
    return json;
}

std::int64_t count_of(const base::Disk& disk, std::string_view folder, std::string_view ending) {
    std::int64_t count = 0;
    const auto names = disk.list(folder);
    if (!names) return 0;
    for (const std::string& name : *names)
        if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending) ++count;
    return count;
}

base::Result<base::Json> status_of(const std::string& state) {
    const host::PosixDisk disk = TRY(host::PosixDisk::open(state));
    const device::IdentityFiles files = TRY(device::read_identity(disk));
    const std::int64_t now = host::SystemClock().wall_ms();
    base::Json json;
    json.set("device", files.identity.device.text).set("place", files.identity.place).set("rehearsal", files.identity.is_test);
    json.set("log_origin", files.log_origin);
    json.set("signing_certificate", certificate_status(files.identity.signing_certificate, now));
    json.set("tls_certificate", certificate_status(files.tls_certificate, now));
    json.set("running_or_interrupted", disk.exists(device::running_path));
    json.set("parcels_waiting", count_of(disk, "outbox", ".manifest")).set("receipts_to_read", count_of(disk, "inbox", ".receipt"));
    if (const auto note = disk.read("log/checkpoint")) {
        const audit::VerifiedCheckpoint checkpoint = TRY(audit::open_checkpoint(base::as_text(*note), files.identity.log_key));
        json.set("log_entries", static_cast<std::int64_t>(checkpoint.checkpoint.size));
    }
    json.set("free_mib", static_cast<std::int64_t>(TRY(disk.free_bytes()) >> 20U));
    return json;
}

void print(const base::Json& json, int depth) {
    const base::Json::Object* object = json.as_object();
    if (object == nullptr) return;
    for (const auto& [name, value] : *object) {
        std::cout << std::string(static_cast<std::size_t>(depth) * 2, ' ') << name;
        if (value.is_object()) {
            std::cout << "\n";
            print(value, depth + 1);
        } else {
            std::cout << ": " << (value.as_text() != nullptr ? *value.as_text() : base::canonical_json(value)) << "\n";
        }
    }
}

int status(const Options& options) {
    const auto json = status_of(options.state);
    if (!json) {
        complain(json.failure());
        return exit_of(json.fault());
    }
    if (options.is_json) std::cout << base::canonical_json(*json) << "\n";
    else print(*json, 0);
    return exit_passed;
}

int reopen(const Options& options) {
    const auto done = at_the_device(options.place, [&](const app::Device& device) -> base::Status {
        const std::string who = TRY(who_may(device, options.staff, staff::Duty::reopen_identification));
        return app::forget_wrong_codes(device, who);
    });
    if (!done) {
        complain(done.failure());
        return exit_of(done.fault());
    }
    std::cout << "appointment codes are taken again; this is recorded in the device's log\n";
    return exit_passed;
}

}  // namespace

void add_device(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("device", "Ask about a device, unlock its chip, or end its life");
    command->require_subcommand(1);
    CLI::App* show = command->add_subcommand("status", "What its files say: identity, certificates, log, parcels");
    show->add_option("--state", options->state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    show->add_flag("--json", options->is_json, "print canonical JSON");
    show->callback([options, &action] { action = [options] { return status(*options); }; });
    CLI::App* again = command->add_subcommand("reopen", "Take appointment codes again before a pause for wrong ones is over; the log records it");
    again->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    again->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required();
    again->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    add_staff_options(*again, options->staff);
    again->callback([options, &action] { action = [options] { return reopen(*options); }; });
    add_chip_unlock(*command, action);
    add_device_end(*command, action);
}

}  // namespace cli
