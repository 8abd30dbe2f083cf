// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/journal.h"

#include "appliance/app/consent_text.h"
#include "appliance/crypto/digest.h"

#include <cmath>

namespace app {
namespace {

using audit::Event;
using audit::LeafDraft;
using base::Json;

std::string commit(const Session& session, const base::Digest& digest) {
    if (session.record_key.is_empty()) return {};
    return audit::commitment_to(session.record_key, digest);
}

// The record a leaf is about: none before somebody was identified.
LeafDraft about(Event event, const Session& session) {
    return {.event = event, .subject = session.subject, .commitment = {}, .fields = {}};
}

std::int64_t seconds_read(const Session& session) {
    std::int64_t total = 0;
    for (const PageTime& page : session.pages) total += page.shown_ms;
    return total / 1000;
}

LeafDraft with_fault(LeafDraft draft, const MomentContext& context) {
    const base::Fault fault = context.fault.value_or(base::Fault::ceremony_interrupted);
    draft.fields["fault"] = base::row_of(fault).code;
    return draft;
}

LeafDraft identification_failed(const MomentContext& context) {
    LeafDraft draft = about(Event::identification_failed, context.session);
    draft.fields["method"] = "appointment-code";
    if (const auto* state = std::get_if<ceremony::Identifying>(&context.state))
        draft.fields["tries_left"] = static_cast<std::int64_t>(state->attempts_left);
    return draft;
}

LeafDraft document_reviewed(const Session& session) {
    LeafDraft draft = about(Event::document_reviewed, session);
    draft.commitment = commit(session, crypto::sha256(session.open->pdf));
    draft.fields["document"] = 0;
    draft.fields["pages"] = static_cast<std::int64_t>(session.pages.size());
    draft.fields["seconds"] = seconds_read(session);
    return draft;
}

LeafDraft field_filled(const MomentContext& context) {
    const Session& session = context.session;
    LeafDraft draft = about(Event::field_filled, session);
    std::size_t last = session.answers.empty() ? 0 : session.answers.size() - 1;
    if (const auto* filling = std::get_if<ceremony::Filling>(&context.state); filling != nullptr && filling->field != 0)
        last = filling->field - 1;
    const std::string value = session.answers.empty() ? std::string() : session.answers[last].text;
    draft.commitment = commit(session, crypto::sha256(base::as_bytes(value)));
    draft.fields["document"] = 0;
    draft.fields["field"] = static_cast<std::int64_t>(session.answers.empty() ? 0 : session.answers[last].field);
    return draft;
}

LeafDraft signature_drawn(const Session& session) {
    LeafDraft draft = about(Event::signature_drawn, session);
    std::size_t points = 0;
    bool has_pressure = false;
    for (const auto& stroke : session.ink->strokes)
        for (const InkSample& sample : stroke) {
            ++points;
            has_pressure = has_pressure || sample.pressure >= 0;
        }
    draft.commitment = commit(session, digest_of(*session.ink));
    draft.fields["strokes"] = static_cast<std::int64_t>(session.ink->strokes.size());
    draft.fields["points"] = static_cast<std::int64_t>(points);
    draft.fields["pointer"] = has_pressure ? "pen" : "touch";
    return draft;
}

LeafDraft with(LeafDraft draft, std::string_view name, Json value) {
    draft.fields[std::string(name)] = std::move(value);
    return draft;
}

// Lengths in micrometres and pressures in thousandths: JSON of ours has no fractions.
std::int64_t thousandths(float value) { return std::llround(static_cast<double>(value) * 1000); }

}  // namespace

audit::LeafDraft leaf_about(audit::Event event, const base::RecordId& subject) {
    return {.event = event, .subject = subject, .commitment = {}, .fields = {}};
}

std::string_view code_of(Language language) {
    switch (language) {
        case Language::english: return "en";
        case Language::spanish: return "es";
        case Language::arabic: return "ar";
    }
    return "en";
}

base::Digest consent_text_digest(Language language) { return crypto::sha256(base::as_bytes(consent_text(language))); }

std::string ink_json(const Ink& ink) {
    Json strokes{Json::Array{}};
    for (const auto& stroke : ink.strokes) {
        Json samples{Json::Array{}};
        for (const InkSample& s : stroke)
            samples.push(Json::Array{s.t_us, thousandths(s.x), thousandths(s.y), thousandths(s.pressure),
                                     thousandths(s.tilt_x), thousandths(s.tilt_y), s.is_contact ? 1 : 0});
        strokes.push(std::move(samples));
    }
    Json json;
    json.set("v", 1).set("channels", "t_us x_um y_um pressure_permille tilt_x_mdeg tilt_y_mdeg contact");
    json.set("pad_width_um", thousandths(ink.pad_width_mm)).set("pad_height_um", thousandths(ink.pad_height_mm));
    json.set("strokes", std::move(strokes));
    return base::canonical_json(json);
}

base::Digest digest_of(const Ink& ink) { return crypto::sha256(base::as_bytes(ink_json(ink))); }

LeafDraft leaf_for(ceremony::Moment moment, const MomentContext& context) {
    using ceremony::Moment;
    const Session& session = context.session;
    const Json language = code_of(context.language);
    switch (moment) {
        case Moment::session_started: return with(about(Event::session_started, session), "mode", "kiosk");
        case Moment::language_chosen: return with(about(Event::language_chosen, session), "language", language);
        case Moment::identified: return with(about(Event::identified, session), "method", "appointment-code");
        case Moment::identification_failed: return identification_failed(context);
        case Moment::identification_locked:
            return with(with(about(Event::identification_paused, session), "failed", static_cast<std::int64_t>(context.wrong_codes)),
                        "seconds", context.pause_ms / 1000);
        case Moment::identity_denied: return with(about(Event::session_abandoned, session), "reason", "identity-denied");
        case Moment::document_refused: return with_fault(about(Event::document_refused, session), context);
        case Moment::consent_given:
            return with(with(about(Event::consent_given, session), "language", language), "text",
                        base::to_hex(consent_text_digest(context.language)));
        case Moment::document_reviewed: return document_reviewed(session);
        case Moment::field_filled: return field_filled(context);
        case Moment::signature_drawn: return signature_drawn(session);
        case Moment::pin_refused: {
            std::int64_t left = 0;
            if (const auto* state = std::get_if<ceremony::Authenticating>(&context.state)) left = state->progress.tries_left;
            return with(about(Event::pin_refused, session), "tries_left", left);
        }
        case Moment::pin_locked: return about(Event::pin_locked, session);
        case Moment::signing_confirmed: {
            LeafDraft draft = about(Event::signing_confirmed, session);
            draft.commitment = commit(session, session.prepared ? session.prepared->digest() : base::Digest{});
            return draft;
        }
        case Moment::session_abandoned: return with(about(Event::session_abandoned, session), "reason", std::string(context.reason));
        case Moment::session_wiped: return about(Event::session_wiped, session);
        case Moment::declined: return with(about(Event::declined, session), "reason", std::string(context.reason));
        case Moment::help_requested: return about(Event::help_requested, session);
        case Moment::paper_requested: return about(Event::paper_requested, session);
        case Moment::fault_shown: return with_fault(about(Event::fault_shown, session), context);
    }
    return about(Event::fault_shown, session);
}

}  // namespace app
