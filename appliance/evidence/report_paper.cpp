// SPDX-License-Identifier: Apache-2.0
#include "appliance/evidence/report_paper.h"

#include "appliance/base/calendar.h"
#include "appliance/runbook/outlook.h"
#include "appliance/runbook/retention.h"

#include <map>

namespace evidence {
namespace {

using documents::Paper;
using documents::PaperBlock;
using runbook::Done;
using runbook::Journal;
using runbook::Person;
using runbook::State;
using runbook::Step;
using Kind = PaperBlock::Kind;

std::string moment(std::int64_t at_ms) { return base::to_rfc3339(at_ms).substr(0, 19).replace(10, 1, " ") + " UTC"; }

std::string who(const Person& person) {
    return person.name + ", " + std::string(staff::name_of(person.role)) + " (" + person.id + ")" + (person.is_proven ? "" : ", without a token");
}

class Writer {
public:
    explicit Writer(Paper& paper) : m_paper(paper) {}
    void heading(std::string text) { m_paper.blocks.push_back({Kind::heading, {}, std::move(text)}); }
    void row(std::string label, std::string text) { m_paper.blocks.push_back({Kind::row, std::move(label), std::move(text)}); }
    void text(std::string text) { m_paper.blocks.push_back({Kind::text, {}, std::move(text)}); }
    void small(std::string text) { m_paper.blocks.push_back({Kind::small, {}, std::move(text)}); }

private:
    Paper& m_paper;
};

std::string standing_of(const Journal& journal) {
    const State& state = journal.state();
    if (state.cancelled) return "CANCELLED " + moment(state.cancelled->at_ms) + " by " + who(state.cancelled->by) + ": " + state.cancelled->reason;
    if (is_complete(journal.runbook(), state)) return "COMPLETE: all " + std::to_string(state.done.size()) + " steps are done.";
    return "NOT COMPLETE: " + std::to_string(state.done.size()) + " of " + std::to_string(journal.runbook().steps.size()) + " steps are done.";
}

void write_head(Writer& out, const Journal& journal) {
    const runbook::Started& started = *journal.state().started;
    out.row("Standing", standing_of(journal));
    out.row("Plan", std::string(journal.runbook().id) + " (this run: " + journal.name() + ")");
    out.small("sha256 of its text " + base::to_hex(started.runbook));
    out.row("Device", started.device + ", " + started.place + (started.is_test ? ", a TEST device" : ""));
    out.row("Begun", moment(started.at_ms) + " by " + who(started.by));
}

void write_people(Writer& out, const Journal& journal) {
    std::map<std::string, std::pair<std::string, std::string>> people;
    const auto add = [&people](const Person& person, const std::string& part) {
        auto& [name, parts] = people[person.id];
        name = who(person);
        if (parts.find(part) == std::string::npos) parts += (parts.empty() ? "" : ", ") + part;
    };
    add(journal.state().started->by, "began the plan");
    for (const Done& done : journal.state().done) {
        add(done.by, done.step);
        if (done.second) add(*done.second, done.step + " (second)");
    }
    out.heading("Who took part");
    for (const auto& [id, person] : people) out.row(id, person.first + ": " + person.second);
}

const char* label_of(runbook::EvidenceKind kind) {
    switch (kind) {
        using enum runbook::EvidenceKind;
        case log_events: return "The log says";
        case file: return "File";
        case signed_receipt: return "Receipt";
        case attestation: return "They say";
        case key_fact: return "The chip says";
        case verdict: return "Found";
        case none: break;
    }
    return "";
}

void write_step(Writer& out, const Journal& journal, const Step& step, std::int64_t now_ms) {
    const State& state = journal.state();
    const std::int64_t begun = state.started->at_ms;
    out.heading("Day " + std::to_string(step.due_day) + ": " + std::string(step.title));
    out.row("Step", std::string(step.id) + ", due " + runbook::date_of_day(begun, step.due_day) + ": " +
                        std::string(runbook::name_of(runbook::standing_of(step, state, now_ms))));
    const Done* done = state.find(step.id);
    if (done == nullptr) {
        out.row("Waits for", outlook(journal.runbook(), state, step));
        return;
    }
    out.row("Done", moment(done->at_ms));
    out.row("By", who(done->by));
    if (done->second) out.row("With", who(*done->second));
    out.row("Checked", std::string(step.check));
    for (const runbook::Evidence& one : done->evidence) {
        out.row(label_of(one.kind), one.finding);
        out.small("sha256 " + base::to_hex(one.digest));
        if (!one.surplus.empty()) out.row("Not asked for", one.surplus);
    }
    if (!done->accepted.empty()) out.row("Accepted", done->accepted + " (" + (done->second ? done->second->name : done->by.name) + ")");
}

void write_findings(Writer& out, const Journal& journal, std::int64_t now_ms) {
    const State& state = journal.state();
    out.heading("Findings");
    bool is_quiet = true;
    for (const Step& step : journal.runbook().steps) {
        const Done* done = state.find(step.id);
        const bool is_late = runbook::standing_of(step, state, now_ms) == runbook::Standing::done_late;
        const bool has_surplus = done != nullptr && !done->accepted.empty();
        is_quiet = is_quiet && !is_late && !has_surplus && done != nullptr;
        if (done == nullptr) out.row(std::string(step.id), "is not done");
        if (is_late) out.row(std::string(step.id), "was done after its day");
        if (has_surplus) out.row(std::string(step.id), "had entries in the log that nobody asked for, and they were accepted");
    }
    if (is_quiet) out.text("Every step was done on its day, and the log held nothing about keys that was not asked for.");
    for (const runbook::Noted& note : state.notes) out.row("Note", moment(note.at_ms) + ", " + who(note.by) + ":\n" + note.text);
}

void write_keeping(Writer& out, const Journal& journal, const LogStanding& log, std::int64_t now_ms) {
    const auto until = [now_ms](int years) { return base::to_rfc3339(runbook::add_years(now_ms, years)).substr(0, 10); };
    out.heading("How long it is kept");
    out.row("Audit", "7 years: this report, the journal and the log, until " + until(7) + " at the earliest");
    out.row("HIPAA", "6 years (45 CFR 164.316(b)(2)(i)): what is documented of safeguards, until " + until(6));
    out.row("Backup", "30 to 90 days: copies of a key, if there are any. Nothing on legal hold goes, whatever its deadline");
    out.heading("The log that this rests on");
    out.row("Entries", std::to_string(journal.state().started->log_size) + " at the start, " + std::to_string(log.entries) + " now");
    out.row("Checkpoint", log.checkpoint.empty() ? "none was made yet" : log.checkpoint);
    out.row("Journal", std::to_string(journal.lines().size()) + " lines; the last one's digest, which the log holds too:");
    out.small(base::to_hex(journal.head()));
}

}  // namespace

Paper report_of(const Journal& journal, const LogStanding& log, std::int64_t now_ms) {
    const runbook::Started& started = *journal.state().started;
    Paper paper{.title = std::string(journal.runbook().title),
                .subtitle = "Report of a runbook, " + moment(now_ms),
                .foot = started.device + ", " + started.place + "  \xC2\xB7  " + journal.name(),
                .is_test = started.is_test,
                .blocks = {}};
    Writer out(paper);
    write_head(out, journal);
    write_people(out, journal);
    for (const Step& step : journal.runbook().steps) write_step(out, journal, step, now_ms);
    write_findings(out, journal, now_ms);
    write_keeping(out, journal, log, now_ms);
    out.heading("Sealed by the device; no person signed this report");
    return paper;
}

}  // namespace evidence
