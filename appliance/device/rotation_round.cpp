// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/rotation_round.h"

#include "appliance/base/calendar.h"
#include "appliance/device/key_letters.h"
#include "appliance/keys/test_signature.h"

namespace device {
namespace {

using base::Fault;
using base::Result;
using base::Status;
using keys::RotationStage;
using keys::RotationStanding;
using staff::Duty;

struct Round {
    OpenDevice& device;
    keys::KeyLife& life;
    const WhoMay& who;
    const RotationOptions& options;
    RotationRound out;

    // False: nothing more can be done now.
    Result<bool> step(keys::Rotation& rotation);
    Result<bool> make(keys::Rotation& rotation);
    Result<bool> certify(const std::string& name);
    Result<bool> put_to_use(keys::Rotation& rotation);
    Result<bool> finish(keys::Rotation& rotation);

    Result<bool> wait_for(std::string what) {
        out.waits_for = std::move(what);
        return false;
    }
};

Result<bool> Round::make(keys::Rotation& rotation) {
    const staff::Actor maker = TRY(who(Duty::create_key));
    const keys::KeyView made = TRY(rotation.begin(maker, options.successor));
    out.done.push_back("made " + made.facts.name + ", which is to follow " + out.standing.active);
    return true;
}

Result<bool> Round::certify(const std::string& name) {
    const staff::Actor installer = TRY(who(Duty::install_certificate));
    const auto installed = take_certificate(device, life, installer, name, std::nullopt);
    if (installed) {
        out.done.push_back("installed the platform's certificate " + installed->chain.front().serial_hex());
        return true;
    }
    if (installed.fault() != Fault::record_missing) return installed.failure();
    // Nothing was asked, or nothing came: asking again takes the earlier letter's place.
    if (!has_asked_for_certificate(device, name)) {
        const staff::Actor asker = TRY(who(Duty::request_certificate));
        TRY(ask_for_certificate(device, life, asker, name));
        out.done.push_back("asked the platform for a certificate");
    }
    return wait_for("the platform's certificate for " + name + "; the courier brings it");
}

Result<bool> Round::put_to_use(keys::Rotation& rotation) {
    const staff::Actor trier = TRY(who(Duty::test_sign));
    TRY(keys::test_sign(life, trier, out.standing.successor));
    const staff::Actor activator = TRY(who(Duty::activate_key));
    TRY(rotation.put_to_use(activator));
    out.done.push_back("tried " + out.standing.successor + " with a TEST document, and activated it; it signs from the next start on");
    return true;
}

Result<bool> Round::finish(keys::Rotation& rotation) {
    const staff::Actor ender = TRY(who(Duty::destroy_key));
    TRY(rotation.finish(ender, options.is_urgent));
    out.done.push_back("destroyed the private key of " + out.standing.retiring + "; its certificates are kept");
    return true;
}

Result<bool> Round::step(keys::Rotation& rotation) {
    out.standing = TRY(rotation.look());
    const RotationStanding& now = out.standing;
    const bool has_finished = !out.done.empty() && now.successor.empty();
    switch (now.stage) {
    case RotationStage::resting:
        if (options.is_early && !has_finished) return make(rotation);
        return has_finished ? Result<bool>(false) : wait_for(now.active + " is to be replaced from " + base::to_rfc3339(now.at_ms) + " on");
    case RotationStage::due:
    case RotationStage::wants_key: return has_finished ? Result<bool>(false) : make(rotation);
    case RotationStage::wants_certificate: return certify(now.successor);
    case RotationStage::wants_trial: return put_to_use(rotation);
    case RotationStage::overlapping:
        if (options.is_urgent) return finish(rotation);
        return wait_for("the end of the overlap, " + base::to_rfc3339(now.at_ms) + "; " + now.retiring + " is kept until then");
    case RotationStage::wants_end: return finish(rotation);
    }
    return false;
}

}  // namespace

Result<RotationRound> rotate(OpenDevice& device, keys::KeyLife& life, const WhoMay& who, const RotationOptions& options) {
    keys::Rotation rotation(life);
    Round round{device, life, who, options, {}};
    bool goes_on = true;
    while (goes_on) goes_on = TRY(round.step(rotation));
    round.out.standing = TRY(rotation.look());
    return std::move(round.out);
}

}  // namespace device
