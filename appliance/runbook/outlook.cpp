// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/outlook.h"

#include "appliance/base/calendar.h"

namespace runbook {
namespace {

using base::Json;

constexpr std::int64_t day_ms = 86'400'000;

std::string who_may(const Step& step) {
    std::string text = "by " + std::string(staff::name_of(step.role));
    return step.second ? text + " with " + std::string(staff::name_of(*step.second)) : text;
}

std::string minute(std::int64_t at_ms) { return base::to_rfc3339(at_ms).substr(0, 16).replace(10, 1, " ") + " UTC"; }

std::string people_of(const Done& done) { return done.by.name + (done.second ? " with " + done.second->name : ""); }

}  // namespace

std::string date_of_day(std::int64_t started_ms, int day) { return base::to_rfc3339(started_ms + day * day_ms).substr(0, 10); }

std::string question_of(const Need& need) {
    const std::string what(need.what);
    switch (need.kind) {
        case EvidenceKind::log_events:
            return "read from the log: " + what + (need.may_be_elsewhere ? " (or --elsewhere ARCHIVE,FILE, when another device did it)" : "");
        case EvidenceKind::file: return "--file FILE: " + what;
        case EvidenceKind::signed_receipt: return "--claim FILE,RECEIPT: " + what;
        case EvidenceKind::key_fact: return "--claim KEY: " + what;
        case EvidenceKind::verdict: return (need.proof == Proof::log_whole ? "judged at once: " : "--claim FILE: ") + what;
        case EvidenceKind::attestation: return "--claim \"TEXT\": " + what;
        case EvidenceKind::none: break;
    }
    return what;
}

std::string outlook(const Runbook& runbook, const State& state, const Step& step) {
    std::string text = std::string(step.id) + ": ";
    if (const Done* done = state.find(step.id)) return text + "done " + minute(done->at_ms) + " by " + people_of(*done);
    text += who_may(step);
    if (state.started) text += ", from " + date_of_day(state.started->at_ms, step.earliest_day) + " (day " + std::to_string(step.earliest_day) + ")";
    if (!step.after.empty() && state.find(step.after) == nullptr) {
        const Step* before = runbook.find(step.after);
        text += ", after " + std::string(step.after) + (before != nullptr ? " (\"" + std::string(before->title) + "\")" : "");
    }
    if (!step.command.empty()) text += "; its work is done by: " + std::string(step.command);
    for (const Need& need : needs_of(step)) text += "; " + question_of(need);
    return text;
}

std::string status_text(const Journal& journal, std::int64_t now_ms) {
    const Runbook& runbook = journal.runbook();
    const State& state = journal.state();
    const Started& started = *state.started;
    std::string text = journal.name() + ": " + std::string(runbook.title) + "\n  begun " + minute(started.at_ms) + " by " + started.by.name + " at " +
                       started.device + ", " + started.place + (started.is_test ? " (TEST)" : "") + "\n";
    bool is_next = !state.cancelled;
    for (const Step& step : runbook.steps) {
        const Standing standing = standing_of(step, state, now_ms);
        const Done* done = state.find(step.id);
        text += "  day " + std::to_string(step.due_day) + "  " + date_of_day(started.at_ms, step.due_day) + "  " + std::string(step.id) + ": " +
                std::string(name_of(standing)) + (done != nullptr ? " " + minute(done->at_ms) + " by " + people_of(*done) : ", " + who_may(step)) + "\n";
        if (done != nullptr && !done->accepted.empty()) text += "      accepted surplus: " + done->accepted + "\n";
        if (done != nullptr || !is_next) continue;
        is_next = false;
        text += "      do: " + std::string(step.task) + "\n";
        if (!step.command.empty()) text += "      command: " + std::string(step.command) + "\n";
        for (const Need& need : needs_of(step)) text += "      then: " + question_of(need) + "\n";
    }
    for (const Noted& note : state.notes) text += "  note " + minute(note.at_ms) + " by " + note.by.name + ": " + note.text + "\n";
    if (state.cancelled) text += "  cancelled " + minute(state.cancelled->at_ms) + " by " + state.cancelled->by.name + ": " + state.cancelled->reason + "\n";
    else text += is_complete(runbook, state) ? "  complete\n" : "";
    return text;
}

Json status_json(const Journal& journal, std::int64_t now_ms) {
    const State& state = journal.state();
    const Started& started = *state.started;
    Json steps{Json::Array{}};
    for (const Step& step : journal.runbook().steps) {
        Json one;
        one.set("id", step.id).set("standing", name_of(standing_of(step, state, now_ms))).set("role", staff::name_of(step.role));
        one.set("from", date_of_day(started.at_ms, step.earliest_day)).set("due", date_of_day(started.at_ms, step.due_day));
        if (step.second) one.set("second_role", staff::name_of(*step.second));
        if (const Done* done = state.find(step.id)) {
            one.set("done", base::to_rfc3339(done->at_ms)).set("by", done->by.id);
            if (done->second) one.set("second", done->second->id);
            if (!done->accepted.empty()) one.set("accepted", done->accepted);
        }
        steps.push(std::move(one));
    }
    Json json;
    json.set("name", journal.name()).set("plan", journal.runbook().id).set("begun", base::to_rfc3339(started.at_ms)).set("by", started.by.id);
    json.set("device", started.device).set("test", started.is_test).set("steps", std::move(steps)).set("head", base::to_hex(journal.head()));
    return json.set("cancelled", state.cancelled.has_value()).set("complete", is_complete(journal.runbook(), state));
}

}  // namespace runbook
