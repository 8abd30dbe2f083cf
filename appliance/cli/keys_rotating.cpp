// SPDX-License-Identifier: Apache-2.0
// inkseal keys rotate [--status] [--months N] [--overlap DAYS] [--name NEW] [--early] [--urgent]
#include "appliance/base/calendar.h"
#include "appliance/cli/keys_options.h"
#include "appliance/device/rotation_round.h"

#include <iostream>

namespace cli {
namespace {

using base::Status;
using keys::RotationStage;
using keys::RotationStanding;
using staff::Duty;

struct RotatingOptions : KeysOptions {
    device::RotationOptions round;
    bool is_status = false;
    std::optional<int> months, overlap_days;
};

std::string spoken(const RotationStanding& standing) {
    switch (standing.stage) {
    case RotationStage::resting: return standing.active + " signs until it is replaced, from " + base::to_rfc3339(standing.at_ms) + " on";
    case RotationStage::due: return standing.active + " is due to be replaced since " + base::to_rfc3339(standing.at_ms);
    case RotationStage::wants_key: return standing.successor + " is to be made, to follow " + standing.retiring;
    case RotationStage::wants_certificate: return standing.successor + " waits for its certificate; " + standing.retiring + " signs";
    case RotationStage::wants_trial: return standing.successor + " is ready to be tried; " + standing.retiring + " signs";
    case RotationStage::overlapping:
        return standing.successor + " signs; the private key of " + standing.retiring + " is kept until " + base::to_rfc3339(standing.at_ms);
    case RotationStage::wants_end: return standing.successor + " signs; the private key of " + standing.retiring + " is to be destroyed";
    }
    return {};
}

void print(const device::RotationRound& round, bool is_json) {
    const RotationStanding& standing = round.standing;
    if (is_json) {
        base::Json done{base::Json::Array{}};
        for (const std::string& one : round.done) done.push(one);
        base::Json json;
        json.set("stage", keys::name_of(standing.stage)).set("active", standing.active).set("retiring", standing.retiring);
        json.set("successor", standing.successor).set("months", standing.policy.months).set("overlap_days", standing.policy.overlap_days);
        if (standing.at_ms != 0) json.set("at", base::to_rfc3339(standing.at_ms));
        json.set("done", std::move(done)).set("waits_for", round.waits_for);
        std::cout << base::canonical_json(json) << "\n";
        return;
    }
    for (const std::string& one : round.done) std::cout << one << "\n";
    if (!round.waits_for.empty()) std::cout << "now it waits for " << round.waits_for << "\nthen: inkseal keys rotate\n";
    if (round.waits_for.empty() || round.done.empty()) std::cout << spoken(standing) << "\n";
    std::cout << "policy: a key signs for " << standing.policy.months << " months, and overlaps for " << standing.policy.overlap_days << " days\n";
}

int rotate(const RotatingOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        keys::Rotation rotation(work.life);
        if (options.months || options.overlap_days) {
            keys::RotationPolicy policy = TRY(rotation.look()).policy;
            policy.months = options.months.value_or(policy.months);
            policy.overlap_days = options.overlap_days.value_or(policy.overlap_days);
            const staff::Actor who = TRY(work.who.require(Duty::create_key));
            TRY(rotation.set_policy(who, policy));
        }
        device::RotationRound round;
        if (options.is_status || options.months || options.overlap_days) {
            TRY(work.who.require(Duty::see_keys));
            round.standing = TRY(rotation.look());
        } else {
            round = TRY(device::rotate(work.device, work.life, [&](Duty duty) { return work.who.require(duty); }, options.round));
        }
        print(round, options.is_json);
        return {};
    });
}

}  // namespace

void add_key_rotating(CLI::App& keys, Action& action) {
    const auto options = std::make_shared<RotatingOptions>();
    CLI::App* step = keys.add_subcommand("rotate", "Put a new key in the active one's place: does what can be done now, and says what comes next. Run it again until it is over");
    step->add_option("--name", options->round.successor, "what the new key is called; with the month when left out");
    step->add_flag("--early", options->round.is_early, "begin though the active key is not due");
    step->add_flag("--urgent", options->round.is_urgent, "destroy the old private key without waiting for the overlap's end");
    CLI::Option* status = step->add_flag("--status", options->is_status, "only say where it stands");
    step->add_option("--months", options->months, "set the policy: how long a key signs, 6 to 12")->excludes(status);
    step->add_option("--overlap", options->overlap_days, "set the policy: for how many days the old key is kept, 0 to 90")->excludes(status);
    add_device_options(*step, *options);
    step->callback([options, &action] { action = [options] { return rotate(*options); }; });
}

}  // namespace cli
