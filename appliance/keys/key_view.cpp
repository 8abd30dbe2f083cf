// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/key_view.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"

namespace keys {

using base::Json;

namespace {

std::string day_of(std::int64_t ms) { return base::to_rfc3339(ms).substr(0, 10); }

Json certificate_json(const crypto::Certificate& certificate) {
    Json json;
    json.set("subject", certificate.subject_common_name()).set("issuer", certificate.issuer_common_name());
    json.set("serial", certificate.serial_hex()).set("sha256", base::to_hex(certificate.fingerprint()));
    json.set("not_before", base::to_rfc3339(certificate.not_before_ms())).set("not_after", base::to_rfc3339(certificate.not_after_ms()));
    return json;
}

}  // namespace

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::no_certificate: return "no-certificate";
        case Standing::ready: return "ready";
        case Standing::active: return "active";
        case Standing::expired: return "expired";
        case Standing::retired: return "retired";
        case Standing::destroyed: return "destroyed";
    }
    return {};
}

std::string origin_sentence(const KeyView& view) {
    const std::string day = day_of(view.since_ms);
    switch (view.origin) {
        case Origin::imported: return "Imported on " + day + "; copies may exist elsewhere.";
        case Origin::from_device: return "Came from another device's chip on " + day + "; it may still be there.";
        case Origin::born_here: break;
    }
    if (!view.facts.is_born_here) return "Nobody can say where this key comes from; copies may exist.";
    if (view.facts.is_fixed) return "Born in this chip; no copy exists and none can be made.";
    return "Born in this chip; copies exist only where its custodians let it go.";
}

std::string policy_sentence(const KeyView& view) {
    if (view.facts.is_destroyed) return "Destroyed: it signs nothing any more.";
    std::string text = "Signs with a person's code, while the device's approval lasts";
    if (view.facts.is_fixed) return text + "; never leaves this chip.";
    if (!view.facts.quorum) return text + "; the chip lets it go to nobody.";
    const std::string needed = std::to_string(view.facts.quorum->needed);
    return text + "; leaves with " + needed + " of " + std::to_string(view.facts.quorum->custodians.size()) + " custodians.";
}

std::string uses_sentence(const KeyView& view) {
    if (view.facts.is_destroyed) return "Signs nothing any more.";
    if (!view.uses) return "How often it may still sign is not known.";
    if (view.uses->until_ms == 0) return "May not sign: no approval of the platform is in force.";
    if (view.uses->left == 0) return "May not sign: the platform's budget is spent.";
    const std::string times = view.uses->left == 1 ? " more time" : " more times";
    return "May sign " + std::to_string(view.uses->left) + times + ", until " + day_of(view.uses->until_ms) + "; all keys of the device share this.";
}

Urgency urgency_of(const KeyView& view) {
    if (!view.days_left || view.standing == Standing::destroyed || view.standing == Standing::retired) return Urgency::none;
    if (view.standing == Standing::expired || *view.days_left < 0) return Urgency::over;
    if (*view.days_left <= 7) return Urgency::now;
    if (*view.days_left <= 30) return Urgency::near;
    return *view.days_left <= 60 ? Urgency::soon : Urgency::none;
}

std::string_view name_of(Urgency urgency) {
    switch (urgency) {
        case Urgency::none: return "none";
        case Urgency::soon: return "60-days";
        case Urgency::near: return "30-days";
        case Urgency::now: return "7-days";
        case Urgency::over: return "over";
    }
    return {};
}

Json to_json(const KeyView& view) {
    Json origin;
    origin.set("kind", name_of(view.origin)).set("since", base::to_rfc3339(view.since_ms)).set("words", origin_sentence(view));
    Json hardware;
    hardware.set("born_here", view.facts.is_born_here).set("fixed", view.facts.is_fixed).set("destroyed", view.facts.is_destroyed);
    if (view.facts.quorum) {
        Json custodians{Json::Array{}};
        for (const base::Bytes& custodian : view.facts.quorum->custodians) custodians.push(base::to_hex(crypto::sha256(custodian)));
        Json quorum;
        quorum.set("needed", static_cast<int>(view.facts.quorum->needed)).set("custodians", std::move(custodians));
        hardware.set("quorum", std::move(quorum));
    }
    Json chain{Json::Array{}};
    for (const crypto::Certificate& certificate : view.chain) chain.push(certificate_json(certificate));
    Json json;
    json.set("name", view.facts.name).set("algorithm", name_of(view.facts.algorithm));
    json.set("key", base::to_hex(crypto::sha256(view.facts.public_key))).set("public_key", base::to_base64(view.facts.public_key));
    json.set("origin", std::move(origin)).set("hardware", std::move(hardware)).set("policy", policy_sentence(view));
    json.set("standing", name_of(view.standing)).set("certificates", std::move(chain)).set("urgency", name_of(urgency_of(view)));
    if (view.days_left) json.set("days_left", *view.days_left);
    if (view.facts.is_destroyed) {
        json.set("uses_left", 0);
    } else if (view.uses) {
        json.set("uses_left", static_cast<std::int64_t>(view.uses->left));
        if (view.uses->until_ms != 0) json.set("uses_until", base::to_rfc3339(view.uses->until_ms));
    } else {
        json.set("uses_left", Json());
    }
    return json;
}

}  // namespace keys
