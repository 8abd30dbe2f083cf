// SPDX-License-Identifier: Apache-2.0
// inkseal staff roster FILE.p7m     installs a roster that the platform signed
// inkseal staff list                who is on it
// inkseal staff sign-in             whether the token that is plugged in opens the door
#include "appliance/base/calendar.h"
#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/staff_door.h"
#include "appliance/crypto/digest.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

using base::Status;

struct Options {
    DevicePlace place;
    StaffOptions staff;
    std::string pack;
    bool is_json = false;
};

int finish(const Status& done) {
    if (done) return exit_passed;
    complain(done.failure());
    return exit_of(done.fault());
}

base::Json json_of(const staff::Roster& roster, std::int64_t now_ms) {
    base::Json people{base::Json::Array{}};
    for (const staff::Person& person : roster.people) {
        base::Json roles{base::Json::Array{}};
        for (const staff::Role role : person.roles) roles.push(staff::name_of(role));
        base::Json one;
        one.set("id", person.id).set("name", person.name).set("roles", std::move(roles)).set("revoked", roster.is_revoked(person.token_key));
        one.set("on_duty", static_cast<bool>(roster.find(person.token_key, now_ms))).set("token_key", base::to_hex(crypto::sha256(person.token_key)));
        people.push(std::move(one));
    }
    base::Json json;
    json.set("serial", static_cast<std::int64_t>(roster.serial)).set("site", roster.site).set("expires", base::to_rfc3339(roster.expires_ms));
    json.set("people", std::move(people));
    return json;
}

void print(const staff::Roster& roster, std::int64_t now_ms, bool is_json) {
    if (is_json) {
        std::cout << base::canonical_json(json_of(roster, now_ms)) << "\n";
        return;
    }
    std::cout << "roster " << roster.serial << " of " << roster.site << ", until " << base::to_rfc3339(roster.expires_ms) << "\n";
    for (const staff::Person& person : roster.people) {
        std::cout << "  " << person.id << "  " << person.name << " ";
        for (const staff::Role role : person.roles) std::cout << " " << staff::name_of(role);
        if (const auto on_duty = roster.find(person.token_key, now_ms); !on_duty) std::cout << "  (" << on_duty.failure().detail << ")";
        std::cout << "\n";
    }
}

int install(const Options& options) {
    return finish(at_the_device(options.place, [&](const app::Device& device) -> Status {
        const base::Bytes pack = TRY(read_file(options.pack));
        const staff::Roster roster = TRY(keys::FrontDoor(device).install(pack, {}));
        print(roster, device.clock.wall_ms(), options.is_json);
        return {};
    }));
}

int list(const Options& options) {
    return finish(at_the_device(options.place, [&](const app::Device& device) -> Status {
        const staff::Roster roster = TRY(keys::FrontDoor(device).roster());
        print(roster, device.clock.wall_ms(), options.is_json);
        return {};
    }));
}

int sign_in(const Options& options) {
    return finish(at_the_device(options.place, [&](const app::Device& device) -> Status {
        if (!keys::FrontDoor(device).has_roster()) return base::Failure{base::Fault::token_not_ours, "there is no roster yet: inkseal staff roster FILE"};
        const auto door = TRY(StaffDoor::open(device, options.staff));
        std::cout << "signed in: " << door->person().id << ", " << door->person().name << "; may:";
        for (const staff::Duty duty : staff::all_duties()) {
            bool may = false;
            for (const staff::Role role : door->person().roles) may = may || staff::may(role, duty);
            if (may) std::cout << " " << staff::name_of(duty);
        }
        std::cout << "\n";
        return {};
    }));
}

using Run = int (*)(const Options&);

CLI::App* add_step(CLI::App& staff, Action& action, const std::shared_ptr<Options>& options, const char* name, const char* what, Run run) {
    CLI::App* step = staff.add_subcommand(name, what);
    step->add_option("--state", options->place.state, "the device's state folder")->required()->envname("INKSEAL_STATE");
    step->add_option("--tpm,--tcti", options->place.tcti, "the TPM, e.g. device:/dev/tpmrm0")->required()->envname("INKSEAL_TPM");
    step->add_option("--programs", options->place.programs, "folder of the device's programs; beside this one when left out");
    step->add_flag("--json", options->is_json, "print canonical JSON");
    step->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return step;
}

}  // namespace

void add_staff(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* staff = app.add_subcommand("staff", "Who works with a device, and with which tokens");
    staff->require_subcommand(1);
    add_step(*staff, action, options, "roster", "Install a roster that the platform signed; an older one than was ever seen is refused", install)
        ->add_option("FILE", options->pack, "the signed pack")->required();
    add_step(*staff, action, options, "list", "Who is on the roster, and whether their token opens the door today", list);
    add_staff_options(*add_step(*staff, action, options, "sign-in", "Try the token that is plugged in; the log has it", sign_in), options->staff);
}

}  // namespace cli
