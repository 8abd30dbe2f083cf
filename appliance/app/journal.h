// SPDX-License-Identifier: Apache-2.0
// What a moment of the ceremony becomes in the audit log. Whatever is about a person
// is committed to under the session's record key, never written.
#pragma once

#include "appliance/app/session.h"
#include "appliance/audit/leaf.h"
#include "appliance/ceremony/effect.h"
#include "appliance/ceremony/state.h"

namespace app {

struct MomentContext {
    const Session& session;
    const ceremony::State& state;  // after the step
    Language language;
    std::string_view reason;       // why the session ends, when it does
    std::optional<base::Fault> fault;
    std::uint64_t wrong_codes = 0;     // since the last signature
    std::int64_t pause_ms = 0;         // that the last of them began
};

audit::LeafDraft leaf_for(ceremony::Moment moment, const MomentContext& context);

// An entry without fields yet; about nothing in particular when `subject` is empty.
audit::LeafDraft leaf_about(audit::Event event, const base::RecordId& subject = {});

// "en", "es", "ar".
std::string_view code_of(Language language);

// SHA-256 of the raw samples as the evidence spells them (ink.json).
base::Digest digest_of(const Ink& ink);
std::string ink_json(const Ink& ink);

// SHA-256 of the consent text that is shown for this language; bound into the leaf.
base::Digest consent_text_digest(Language language);

}  // namespace app
