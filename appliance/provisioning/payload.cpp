// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"
#include "appliance/provisioning/bundle.h"
#include "appliance/provisioning/secret_shapes.h"

namespace provisioning {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::int64_t second = 1000, day = 86'400 * second;
constexpr std::int64_t lifetime_max = 400 * day;

Status check_draft(const Draft& draft) {
    const auto wrong = [](std::string why) { return Failure{Fault::configuration_invalid, std::move(why)}; };
    // JSON numbers are signed.
    if (draft.serial == 0 || draft.serial > INT64_MAX) return wrong("a bundle's serial number begins with 1");
    if (draft.not_before_ms % second != 0 || draft.expires_ms % second != 0) return wrong("a bundle's days are whole seconds");
    if (draft.expires_ms <= draft.not_before_ms) return wrong("the bundle ends before it begins");
    if (draft.expires_ms - draft.not_before_ms > lifetime_max) return wrong("a bundle lasts at most 400 days");
    std::size_t needed = 0;
    for (const std::string& name : files_of(draft.profile)) {
        if (!draft.files.contains(name)) return wrong("the profile asks for a file that is not here: " + name);
        ++needed;
    }
    if (needed != draft.files.size()) return wrong("there is a file that the profile does not ask for");
    for (const auto& [name, content] : draft.files)
        if (base::to_hex(crypto::sha256(content)) != name) return wrong("a file is another than its name says: " + name);
    return {};
}

// Certificates are the only PEM in a profile, and a certificate is no secret; everything is looked at all the same.
Status check_secrets(const Draft& draft, const Json& profile) {
    if (const auto found = secret_in(profile)) return Failure{Fault::export_refused, "the profile holds " + *found};
    for (const auto& [name, content] : draft.files)
        if (const auto found = secret_in(content)) return Failure{Fault::export_refused, "the file " + name + " holds " + *found};
    return {};
}

std::string spelt(const Draft& draft, Json profile) {
    Json files{Json::Object{}};
    for (const auto& [name, content] : draft.files) files.set(name, base::to_base64(content));
    Json out;
    out.set("v", 1).set("kind", "inkseal-bundle").set("serial", static_cast<std::int64_t>(draft.serial));
    out.set("not_before", base::to_rfc3339(draft.not_before_ms)).set("expires", base::to_rfc3339(draft.expires_ms));
    out.set("profile", std::move(profile)).set("files", std::move(files));
    return base::canonical_json(out);
}

Result<std::int64_t> time_in(const Json& json, std::string_view name) {
    const std::string text = TRY(json.text(name));
    const auto when = base::from_rfc3339(text);
    if (!when) return Failure{Fault::message_invalid, std::string(name) + " is not a time"};
    return *when;
}

}  // namespace

Result<Bytes> make_payload(const Draft& draft) {
    TRY(check_draft(draft));
    Json profile = to_json(draft.profile);
    // A profile that was put together by a program is judged like one that was written by hand.
    const Profile judged = TRY(profile_from(profile));
    if (judged != draft.profile) return Failure{Fault::configuration_invalid, "the profile is not in its one spelling"};
    TRY(check_secrets(draft, profile));
    Bytes payload = base::to_bytes(spelt(draft, std::move(profile)));
    // Base64 of it must still fit.
    if (payload.size() > bundle_size_max / 2) return Failure{Fault::document_too_large, "the bundle's files are too large"};
    return payload;
}

Result<Draft> read_payload(base::ByteView payload) {
    const Json json = TRY(base::parse_json(base::as_text(payload), {bundle_size_max, 8}));
    const Json* profile = json.find("profile");
    if (profile == nullptr) return Failure{Fault::message_invalid, "not a bundle's payload"};
    Draft draft;
    const std::int64_t serial = TRY(json.number("serial"));
    if (serial < 1) return Failure{Fault::message_invalid, "serial"};
    draft.serial = static_cast<std::uint64_t>(serial);
    draft.not_before_ms = TRY(time_in(json, "not_before"));
    draft.expires_ms = TRY(time_in(json, "expires"));
    const Json::Object* files = TRY(json.object("files"));
    for (const auto& [name, value] : *files) {
        Bytes content;
        if (value.as_text() == nullptr || !base::from_base64(*value.as_text(), content)) return Failure{Fault::message_invalid, "a file is not base64"};
        draft.files.emplace(name, std::move(content));
    }
    draft.profile = TRY(profile_from(*profile));
    const Bytes again = TRY(make_payload(draft));
    if (base::as_text(again) != base::as_text(payload)) return Failure{Fault::message_invalid, "the payload is not in its one spelling"};
    return draft;
}

}  // namespace provisioning
