// SPDX-License-Identifier: Apache-2.0
#include "appliance/ceremony/step.h"

#include <algorithm>

namespace ceremony {

bool Progress::is_all_seen() const {
    return pages_seen.size() == page_count && std::all_of(pages_seen.begin(), pages_seen.end(), [](bool seen) { return seen; });
}

namespace {

Step to(State state, std::vector<Effect> effects = {}) { return {std::move(state), std::move(effects), false}; }

Step end(Ending ending, std::vector<Effect> effects, std::optional<base::Fault> fault = std::nullopt) {
    return to(Ended{ending, fault}, std::move(effects));
}

Step leave(Moment why) { return to(Wiping{}, {Record{why}, LockKey{}, Wipe{}}); }

State after_review(const Progress& progress) {
    if (progress.field_count != 0) return Filling{progress, 0};
    return Signing{progress, false};
}

State before_signing(const Progress& progress) {
    if (progress.field_count != 0) return Filling{progress, progress.field_count - 1};
    return Reviewing{progress, progress.page_count - 1};
}

// One overload a transition; whatever has none is refused.
struct Table {
    const State& current;

    template <typename S, typename E>
    Step operator()(const S&, const E&) const { return {current, {}, true}; }

    // Arriving
    Step operator()(const Attract&, const Begun&) const {
        return to(ChoosingLanguage{}, {OpenSession{}, Record{Moment::session_started}});
    }
    Step operator()(const Attract&, const LanguageChosen&) const {
        return to(Identifying{}, {OpenSession{}, Record{Moment::session_started}, Record{Moment::language_chosen},
                                 CountAttempts{}});
    }
    Step operator()(const ChoosingLanguage& s, const LanguageChosen&) const {
        return to(Identifying{s.attempts_left}, {Record{Moment::language_chosen}, CountAttempts{}});
    }
    Step operator()(const ChoosingLanguage&, const BackPressed&) const { return leave(Moment::session_abandoned); }

    // Identifying
    Step operator()(const Identifying& s, const AttemptsCounted& e) const {
        return to(Identifying{std::min(s.attempts_left, e.left)});
    }
    Step operator()(const Identifying&, const IdentificationPaused&) const {
        return end(Ending::paused, {Record{Moment::fault_shown}, CallStaff{}}, base::Fault::identification_locked);
    }
    Step operator()(const Identifying&, const CodeEntered&) const { return to(current, {FindEnvelope{}}); }
    Step operator()(const Identifying& s, const EnvelopeFound& e) const {
        return to(ConfirmingIdentity{s.attempts_left,
                                     {e.page_count, e.field_count, e.tries_left, std::vector<bool>(e.page_count)}});
    }
    Step operator()(const Identifying& s, const EnvelopeMissing&) const {
        if (s.attempts_left > 1) return to(Identifying{s.attempts_left - 1}, {Record{Moment::identification_failed}});
        return end(Ending::paused, {Record{Moment::identification_failed}, Record{Moment::identification_locked}, CallStaff{}},
                   base::Fault::identification_locked);
    }
    Step operator()(const Identifying&, const EnvelopeRefused& e) const {
        return end(Ending::not_completed, {Record{Moment::document_refused}, CallStaff{}}, e.fault);
    }
    Step operator()(const Identifying& s, const BackPressed&) const { return to(ChoosingLanguage{s.attempts_left}); }
    Step operator()(const ConfirmingIdentity& s, const IdentityConfirmed&) const {
        return to(Consenting{s.progress}, {Record{Moment::identified}, InstallPin{}});
    }
    Step operator()(const ConfirmingIdentity&, const IdentityDenied&) const {
        return to(Wiping{}, {Record{Moment::identity_denied}, CallStaff{}, Wipe{}});
    }
    Step operator()(const ConfirmingIdentity& s, const BackPressed&) const { return to(Identifying{s.attempts_left}); }

    // Consenting to electronic records
    Step operator()(const Consenting& s, const ConsentGiven&) const {
        return to(Reviewing{s.progress, 0}, {Record{Moment::consent_given}, ShowPage{0}});
    }

    // The code could not be installed.
    Step operator()(const Consenting&, const SealFailed& e) const {
        return end(Ending::not_completed, {Record{Moment::fault_shown}, CallStaff{}}, e.fault);
    }

    // Reading
    Step operator()(const Reviewing& s, const PageTurned& e) const {
        if (e.page >= s.progress.page_count) return {current, {}, true};
        return to(Reviewing{s.progress, e.page}, {ShowPage{e.page}});
    }
    Step operator()(const Reviewing& s, const PageSeen& e) const {
        if (e.page != s.page) return {current, {}, true};
        Reviewing next = s;
        next.progress.pages_seen[e.page] = true;
        return to(next);
    }
    Step operator()(const Reviewing& s, const ReviewFinished&) const {
        if (!s.progress.is_all_seen()) return {current, {}, true};
        return to(after_review(s.progress), {Record{Moment::document_reviewed}});
    }
    Step operator()(const Reviewing& s, const BackPressed&) const { return to(Consenting{s.progress}); }
    // A page that cannot be shown cannot be signed.
    Step operator()(const Reviewing&, const EnvelopeRefused& e) const {
        return end(Ending::not_completed, {Record{Moment::document_refused}, LockKey{}, CallStaff{}}, e.fault);
    }

    // Answering
    Step operator()(const Filling& s, const FieldAnswered&) const {
        const bool is_last = s.field + 1 == s.progress.field_count;
        State next = is_last ? State(Signing{s.progress, false}) : State(Filling{s.progress, s.field + 1});
        return to(std::move(next), {Record{Moment::field_filled}});
    }
    Step operator()(const Filling& s, const BackPressed&) const {
        if (s.field != 0) return to(Filling{s.progress, s.field - 1});
        return to(Reviewing{s.progress, s.progress.page_count - 1}, {ShowPage{s.progress.page_count - 1}});
    }

    // Signing
    Step operator()(const Signing& s, const InkChanged& e) const { return to(Signing{s.progress, e.is_enough}); }
    Step operator()(const Signing& s, const InkFinished&) const {
        if (!s.has_enough_ink) return {current, {}, true};
        return to(Authenticating{s.progress}, {Record{Moment::signature_drawn}});
    }
    Step operator()(const Signing& s, const BackPressed&) const {
        State back = before_signing(s.progress);
        if (const auto* reviewing = std::get_if<Reviewing>(&back)) {
            const std::uint32_t page = reviewing->page;
            return to(std::move(back), {ShowPage{page}});
        }
        return to(std::move(back));
    }
    Step operator()(const Authenticating&, const PinEntered&) const { return to(current, {CheckPin{}}); }
    Step operator()(const Authenticating& s, const PinAccepted&) const { return to(Confirming{s.progress}); }
    Step operator()(const Authenticating& s, const PinRefused& e) const {
        Authenticating next = s;
        next.progress.tries_left = e.tries_left;
        return to(next, {Record{Moment::pin_refused}});
    }
    Step operator()(const Authenticating&, const PinLocked&) const {
        return end(Ending::locked, {Record{Moment::pin_locked}, LockKey{}, CallStaff{}}, base::Fault::pin_locked);
    }
    Step operator()(const Authenticating&, const SealFailed& e) const {
        return end(Ending::not_completed, {Record{Moment::fault_shown}, LockKey{}, CallStaff{}}, e.fault);
    }
    Step operator()(const Authenticating& s, const BackPressed&) const { return to(Signing{s.progress, true}, {LockKey{}}); }
    Step operator()(const Confirming&, const HoldCompleted&) const {
        return to(Sealing{0}, {Record{Moment::signing_confirmed}, Seal{}});
    }
    Step operator()(const Confirming& s, const KeyTimedOut&) const { return to(Authenticating{s.progress}, {LockKey{}}); }
    Step operator()(const Confirming& s, const BackPressed&) const { return to(Signing{s.progress, true}, {LockKey{}}); }

    // The point of no return: only the seal itself can end this state.
    Step operator()(const Sealing& s, const SealAdvanced& e) const {
        return to(Sealing{std::max(s.steps_done, e.steps_done)});
    }
    Step operator()(const Sealing&, const Sealed&) const { return to(ShowingReceipt{}); }
    Step operator()(const Sealing&, const SealFailed& e) const {
        return end(Ending::not_completed, {Record{Moment::fault_shown}, LockKey{}, CallStaff{}}, e.fault);
    }
    Step operator()(const Sealing&, const IdleExpired&) const { return {current, {}, true}; }
    Step operator()(const Sealing&, const ServiceLost&) const { return {current, {}, true}; }

    // Leaving
    Step operator()(const ShowingReceipt&, const ReceiptFinished&) const { return to(Wiping{}, {Wipe{}}); }
    Step operator()(const ShowingReceipt&, const IdleExpired&) const { return to(Wiping{}, {Wipe{}}); }
    Step operator()(const Ended&, const NoticeDismissed&) const { return to(Wiping{}, {Wipe{}}); }
    Step operator()(const Ended&, const IdleExpired&) const { return to(Wiping{}, {Wipe{}}); }
    Step operator()(const Wiping&, const WipeFinished&) const {
        return to(Attract{}, {Record{Moment::session_wiped}});
    }
    Step operator()(const Wiping&, const ServiceLost&) const { return {current, {}, true}; }
    Step operator()(const Wiping&, const IdleExpired&) const { return {current, {}, true}; }
    Step operator()(const OutOfService&, const ServiceRestored&) const { return to(Attract{}); }
    Step operator()(const OutOfService&, const WipeFinished&) const {
        return to(current, {Record{Moment::session_wiped}});
    }
    Step operator()(const OutOfService&, const ServiceLost& e) const { return to(OutOfService{e.fault}); }
};

template <typename S>
constexpr bool is_person_present = !std::is_same_v<S, Attract> && !std::is_same_v<S, Wiping> &&
                                   !std::is_same_v<S, OutOfService>;

// A person may ask for a human, for paper, or decline, in every state in which
// nothing is being sealed and nothing was sealed yet.
template <typename S>
constexpr bool may_ask = is_person_present<S> && !std::is_same_v<S, Sealing> && !std::is_same_v<S, ShowingReceipt> &&
                         !std::is_same_v<S, Ended>;

template <typename S>
std::optional<Step> step_anywhere(const State& current, const S&, const Event& event) {
    if constexpr (may_ask<S>) {
        if (std::holds_alternative<HelpWanted>(event))
            return to(current, {Record{Moment::help_requested}, CallStaff{}});
        if (std::holds_alternative<PaperWanted>(event))
            return end(Ending::paper, {Record{Moment::paper_requested}, LockKey{}, CallStaff{}});
        if (std::holds_alternative<Declined>(event))
            return end(Ending::declined, {Record{Moment::declined}, LockKey{}, CallStaff{}});
        if (std::holds_alternative<IdleExpired>(event)) return leave(Moment::session_abandoned);
        if (std::holds_alternative<LanguageChosen>(event) && !std::is_same_v<S, ChoosingLanguage>)
            return to(current, {Record{Moment::language_chosen}});
    }
    if (const auto* lost = std::get_if<ServiceLost>(&event)) {
        if constexpr (std::is_same_v<S, Attract>)
            return to(OutOfService{lost->fault}, {Record{Moment::fault_shown}});
        else if constexpr (is_person_present<S> && !std::is_same_v<S, Sealing>)
            return to(OutOfService{lost->fault}, {Record{Moment::fault_shown}, LockKey{}, Wipe{}});
    }
    return std::nullopt;
}

}  // namespace

Step step(const State& state, const Event& event) {
    if (auto anywhere = std::visit([&](const auto& s) { return step_anywhere(state, s, event); }, state)) return *anywhere;
    return std::visit(Table{state}, state, event);
}

bool is_in_session(const State& state) {
    return std::visit([](const auto& s) { return is_person_present<std::decay_t<decltype(s)>>; }, state);
}

}  // namespace ceremony
