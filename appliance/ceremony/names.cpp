// SPDX-License-Identifier: Apache-2.0
#include "appliance/ceremony/names.h"

#include <array>

namespace ceremony {
namespace {

template <std::size_t N>
using Names = std::array<std::string_view, N>;

constexpr Names<std::variant_size_v<State>> state_names = {
    "attract", "choosing-language", "identifying", "confirming-identity", "consenting", "reviewing", "filling", "signing",
    "authenticating", "confirming", "sealing", "showing-receipt", "ended", "wiping", "out-of-service"};

constexpr Names<std::variant_size_v<Event>> event_names = {
    "begun", "language-chosen", "attempts-counted", "identification-paused", "code-entered", "envelope-found", "envelope-missing", "envelope-refused",
    "identity-confirmed", "identity-denied", "consent-given", "page-turned", "page-seen", "review-finished",
    "field-answered", "ink-changed", "ink-finished", "pin-entered", "pin-accepted", "pin-refused", "pin-locked",
    "hold-completed", "key-timed-out", "seal-advanced", "sealed", "seal-failed", "receipt-finished", "back-pressed",
    "help-wanted", "paper-wanted", "declined", "notice-dismissed", "idle-expired", "wipe-finished", "service-lost",
    "service-restored"};

constexpr Names<20> moment_names = {
    "session-started", "language-chosen", "identified", "identification-failed", "identification-locked", "identity-denied",
    "document-refused", "consent-given", "document-reviewed", "field-filled", "signature-drawn", "pin-refused",
    "pin-locked", "signing-confirmed", "session-abandoned", "session-wiped", "declined", "help-requested",
    "paper-requested", "fault-shown"};

constexpr Names<std::variant_size_v<Effect>> effect_names = {"open-session", "record", "count-attempts", "find-envelope", "install-pin",
                                                             "show-page", "check-pin", "lock-key", "seal", "call-staff",
                                                             "wipe"};

constexpr Names<6> ending_names = {"help", "paper", "declined", "not-completed", "locked", "paused"};

std::string spell(const Progress& p) {
    std::string seen;
    for (const bool page : p.pages_seen) seen.push_back(page ? 'x' : '-');
    return "pages " + seen + ", fields " + std::to_string(p.field_count) + ", tries " + std::to_string(p.tries_left);
}

struct Details {
    std::string operator()(const Attract&) const { return {}; }
    std::string operator()(const ChoosingLanguage& s) const { return "attempts " + std::to_string(s.attempts_left); }
    std::string operator()(const Identifying& s) const { return "attempts " + std::to_string(s.attempts_left); }
    std::string operator()(const ConfirmingIdentity& s) const {
        return "attempts " + std::to_string(s.attempts_left) + ", " + spell(s.progress);
    }
    std::string operator()(const Consenting& s) const { return spell(s.progress); }
    std::string operator()(const Reviewing& s) const { return "page " + std::to_string(s.page) + ", " + spell(s.progress); }
    std::string operator()(const Filling& s) const { return "field " + std::to_string(s.field) + ", " + spell(s.progress); }
    std::string operator()(const Signing& s) const {
        return (s.has_enough_ink ? "enough ink, " : "little ink, ") + spell(s.progress);
    }
    std::string operator()(const Authenticating& s) const { return spell(s.progress); }
    std::string operator()(const Confirming& s) const { return spell(s.progress); }
    std::string operator()(const Sealing& s) const { return "steps " + std::to_string(s.steps_done); }
    std::string operator()(const ShowingReceipt&) const { return {}; }
    std::string operator()(const Ended& s) const {
        std::string text(ending_names[static_cast<std::size_t>(s.ending)]);
        if (s.fault) text += ", " + std::string(base::row_of(*s.fault).name);
        return text;
    }
    std::string operator()(const Wiping&) const { return {}; }
    std::string operator()(const OutOfService& s) const { return std::string(base::row_of(s.fault).name); }
};

}  // namespace

std::string_view name_of(const State& state) { return state_names[state.index()]; }
std::string_view name_of(const Event& event) { return event_names[event.index()]; }
std::string_view name_of(Moment moment) { return moment_names[static_cast<std::size_t>(moment)]; }

std::string describe(const State& state) {
    const std::string details = std::visit(Details{}, state);
    return std::string(name_of(state)) + (details.empty() ? "" : "(" + details + ")");
}

std::string describe(const Effect& effect) {
    std::string text(effect_names[effect.index()]);
    if (const auto* record = std::get_if<Record>(&effect)) text += "(" + std::string(name_of(record->moment)) + ")";
    if (const auto* page = std::get_if<ShowPage>(&effect)) text += "(" + std::to_string(page->page) + ")";
    return text;
}

}  // namespace ceremony
