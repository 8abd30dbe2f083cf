// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/bundle.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"
#include "appliance/provisioning/secret_shapes.h"

namespace provisioning {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

struct Envelope {
    Bytes payload, rehearsal;
    std::optional<Label> label;
};

std::string spelt(const Envelope& envelope) {
    Json out;
    out.set("v", 1).set("payload", base::to_base64(envelope.payload)).set("rehearsal", base::to_base64(envelope.rehearsal));
    if (const auto& label = envelope.label)
        out.set("label", Json().set("name", label->name).set("site", label->site).set("place", label->place));
    return base::canonical_json(out);
}

Result<Envelope> envelope_from(base::ByteView content) {
    const Json json = TRY(base::parse_json(base::as_text(content), {bundle_size_max, 4}));
    Envelope out;
    out.payload = TRY(json.base64("payload"));
    // One that was never rehearsed may come without; it is told apart from a damaged one.
    if (json.find("rehearsal") == nullptr) return Failure{Fault::bundle_not_rehearsed, ""};
    out.rehearsal = TRY(json.base64("rehearsal"));
    if (const Json* label = json.find("label")) {
        Label read;
        read.name = TRY(label->text("name"));
        read.site = TRY(label->text("site"));
        read.place = TRY(label->text("place"));
        out.label = std::move(read);
    }
    if (spelt(out) != base::as_text(content)) return Failure{Fault::message_invalid, "not a bundle"};
    return out;
}

Result<Profile> labelled(Profile profile, const std::optional<Label>& label) {
    if (!label) return profile;
    profile.name = label->name;
    profile.site = label->site;
    profile.place = label->place;
    return profile_from(to_json(profile));
}

// The sentence, before the word of whoever refused.
template <typename T>
Result<T> with(Result<T> result, std::string_view sentence) {
    if (result) return result;
    return Failure{result.fault(), std::string(sentence) + (result.failure().detail.empty() ? "" : ": " + result.failure().detail)};
}

Status check_days(const Draft& draft, const DeviceFacts& device) {
    if (device.now_ms < draft.not_before_ms)
        return Failure{Fault::certificate_not_yet_valid, "this bundle is good from " + base::to_rfc3339(draft.not_before_ms)};
    if (device.now_ms > draft.expires_ms)
        return Failure{Fault::certificate_expired, "this bundle was good until " + base::to_rfc3339(draft.expires_ms)};
    if (draft.serial < device.serial_floor)
        return Failure{Fault::bundle_refused, "this bundle is number " + std::to_string(draft.serial) + ", and the device has had number " +
                                                         std::to_string(device.serial_floor)};
    return {};
}

// The flag says it, and the roots must say the same: neither alone is believed.
Status check_test(bool is_test, const std::vector<crypto::Certificate>& chain, const DeviceFacts& device) {
    if (is_test && !device.is_test) return Failure{Fault::certificate_is_test, "this is a TEST bundle, and a production device"};
    if (!is_test && device.is_test) return Failure{Fault::certificate_is_test, "this is a production bundle, and a TEST device"};
    if (crypto::is_test(chain) != is_test)
        return Failure{Fault::certificate_is_test, is_test ? "a TEST bundle signed under a production root" : "a production bundle signed under a TEST root"};
    return {};
}

}  // namespace

Result<Bytes> sign_bundle(base::ByteView payload, base::ByteView rehearsal, const std::optional<Label>& label,
                          const crypto::CmsSigner& provisioner) {
    Draft draft = TRY(read_payload(payload));
    TRY(labelled(std::move(draft.profile), label));
    if (label)
        for (const std::string* text : {&label->name, &label->site, &label->place})
            if (const auto found = secret_in(base::as_bytes(*text))) return Failure{Fault::export_refused, "the label holds " + *found};
    if (rehearsal.empty()) return Failure{Fault::bundle_not_rehearsed, ""};
    const Envelope envelope{base::to_bytes(payload), base::to_bytes(rehearsal), label};
    return crypto::sign_message(base::as_bytes(spelt(envelope)), provisioner);
}

bool is_bundle_of(base::ByteView bundle, base::ByteView payload, base::ByteView rehearsal, const std::optional<Label>& label,
                  const crypto::Certificate& provisioner, std::int64_t now_ms) {
    if (bundle.size() > bundle_size_max) return false;
    crypto::TrustStore only;
    only.add_anchor(provisioner);
    const auto message = crypto::verify_message(bundle, only, crypto::Purpose::provisioning, now_ms);
    const Envelope envelope{base::to_bytes(payload), base::to_bytes(rehearsal), label};
    return message && base::as_text(message->content) == spelt(envelope);
}

Result<Bundle> check_bundle(base::ByteView bundle, const crypto::TrustStore& trust, const DeviceFacts& device) {
    if (bundle.size() > bundle_size_max) return Failure{Fault::message_invalid, "a bundle has at most 8 MiB"};
    const crypto::VerifiedMessage message =
        TRY(with(crypto::verify_message(bundle, trust, crypto::Purpose::provisioning, device.now_ms), "the provisioner's signature"));
    const Envelope envelope = TRY(envelope_from(message.content));
    Bundle out;
    out.payload = crypto::sha256(envelope.payload);
    out.rehearsal = TRY(with(check_rehearsal(envelope.rehearsal, out.payload, trust, device.now_ms), "the rehearsal"));
    Draft draft = TRY(read_payload(envelope.payload));
    TRY(check_test(draft.profile.is_test, message.chain, device));
    TRY(check_days(draft, device));
    out.profile = TRY(labelled(std::move(draft.profile), envelope.label));
    if (!device.name.empty() && device.name != out.profile.name)
        return Failure{Fault::bundle_refused, "this bundle is for " + out.profile.name + ", and the device is " + device.name};
    out.serial = draft.serial;
    out.not_before_ms = draft.not_before_ms;
    out.expires_ms = draft.expires_ms;
    out.files = std::move(draft.files);
    out.provisioner = message.signer.subject_common_name();
    return out;
}

}  // namespace provisioning
