// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/rehearsal.h"

#include "appliance/base/calendar.h"
#include "appliance/base/json.h"

#include <algorithm>

namespace provisioning {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t certified_max = 64U << 10U;

Json json_of(const Rehearsal& rehearsal) {
    Json results{Json::Array{}};
    for (const StepResult& one : rehearsal.results)
        results.push(Json().set("step", one.step).set("passed", one.has_passed).set("evidence", base::to_hex(one.evidence)));
    Json out;
    out.set("v", 1).set("kind", "inkseal-rehearsal").set("payload", base::to_hex(rehearsal.payload));
    out.set("date", base::to_rfc3339(rehearsal.date_ms)).set("emulator", rehearsal.emulator).set("results", std::move(results));
    return out;
}

Result<base::Digest> digest_in(const Json& json, std::string_view name) {
    const base::Bytes bytes = TRY(json.hex(name));
    base::Digest out{};
    if (bytes.size() != out.size()) return Failure{Fault::message_invalid, std::string(name)};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

Result<Rehearsal> rehearsal_from(base::ByteView text) {
    const Json json = TRY(base::parse_json(base::as_text(text), {certified_max, 8}));
    Rehearsal out;
    out.payload = TRY(digest_in(json, "payload"));
    const std::string date = TRY(json.text("date"));
    const auto when = base::from_rfc3339(date);
    if (!when) return Failure{Fault::message_invalid, "date"};
    out.date_ms = *when;
    out.emulator = TRY(json.text("emulator"));
    for (const Json& item : *TRY(json.array("results"))) {
        StepResult one;
        one.step = TRY(item.text("step"));
        one.has_passed = TRY(item.flag("passed"));
        one.evidence = TRY(digest_in(item, "evidence"));
        out.results.push_back(std::move(one));
    }
    // One spelling: nothing stands in it that was not read.
    if (base::canonical_json(json_of(out)) != base::as_text(text)) return Failure{Fault::message_invalid, "not a rehearsal's statement"};
    return out;
}

// Empty when every step was taken and passed.
std::string shortcoming(const Rehearsal& rehearsal) {
    if (rehearsal.results.size() != rehearsal_steps.size()) return "the rehearsal does not have all of its steps";
    for (std::size_t i = 0; i < rehearsal_steps.size(); ++i) {
        if (rehearsal.results[i].step != rehearsal_steps[i]) return "the rehearsal does not have the step " + std::string(rehearsal_steps[i]);
        if (!rehearsal.results[i].has_passed) return "the rehearsal did not pass: " + std::string(rehearsal_steps[i]);
    }
    return {};
}

}  // namespace

Result<base::Bytes> certify_rehearsal(const Rehearsal& rehearsal, const crypto::CmsSigner& emulator) {
    if (std::string why = shortcoming(rehearsal); !why.empty()) return Failure{Fault::usage_invalid, std::move(why)};
    return crypto::sign_message(base::as_bytes(base::canonical_json(json_of(rehearsal))), emulator);
}

Result<Rehearsal> check_rehearsal(base::ByteView certified, const base::Digest& payload, const crypto::TrustStore& trust, std::int64_t now_ms) {
    if (certified.size() > certified_max) return Failure{Fault::message_invalid, "the rehearsal's certificate is too large"};
    const crypto::VerifiedMessage message = TRY(crypto::verify_message(certified, trust, crypto::Purpose::rehearsal, now_ms));
    Rehearsal out = TRY(rehearsal_from(message.content));
    if (out.payload != payload) return Failure{Fault::bundle_not_rehearsed, "what was rehearsed is not what this bundle holds"};
    if (std::string why = shortcoming(out); !why.empty()) return Failure{Fault::bundle_not_rehearsed, std::move(why)};
    if (out.date_ms > now_ms) return Failure{Fault::bundle_not_rehearsed, "the rehearsal lies in the future"};
    return out;
}

}  // namespace provisioning
