// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/anchored_journal.h"

#include <algorithm>

namespace runbook {
namespace {

using base::Digest;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// What the log says of one journal.
struct Anchors {
    std::vector<Digest> heads;     // after its start, its steps, its end
    std::vector<Digest> reported;  // when reports were written
};

Result<std::string> text_of(const audit::Leaf& leaf, const std::string& field) {
    const auto found = leaf.fields.find(field);
    const std::string* text = found == leaf.fields.end() ? nullptr : found->second.as_text();
    if (text == nullptr) return Failure{Fault::audit_broken, "an entry without " + field};
    return *text;
}

bool is_about_runbooks(audit::Event event) {
    using enum audit::Event;
    return event == runbook_started || event == runbook_step_done || event == runbook_cancelled || event == runbook_reported;
}

Result<Anchors> anchors_of(audit::AuditLog& log, const std::string& name) {
    TRY(log.catch_up());
    Anchors anchors;
    for (std::uint64_t i = 0; i < log.size(); ++i) {
        const audit::Leaf leaf = TRY(log.leaf(i));
        if (!is_about_runbooks(leaf.event)) continue;
        const std::string plan = TRY(text_of(leaf, "plan"));
        if (plan != name) continue;
        const std::string hex = TRY(text_of(leaf, "journal"));
        base::Bytes bytes;
        Digest head{};
        if (!base::from_hex(hex, bytes) || bytes.size() != head.size()) return Failure{Fault::audit_broken, "no digest of a journal"};
        std::copy(bytes.begin(), bytes.end(), head.begin());
        (leaf.event == audit::Event::runbook_reported ? anchors.reported : anchors.heads).push_back(head);
    }
    return anchors;
}

std::vector<Digest> anchored_heads(const Journal& journal) {
    std::vector<Digest> heads;
    for (const Journal::Line& line : journal.lines())
        if (!std::holds_alternative<Noted>(line.event)) heads.push_back(line.head);
    return heads;
}

Status check(const Journal& journal, const Anchors& anchors) {
    const std::vector<Digest> heads = anchored_heads(journal);
    if (heads.size() < anchors.heads.size() && std::equal(heads.begin(), heads.end(), anchors.heads.begin()))
        return Failure{Fault::message_invalid, "the journal " + journal.name() + " is shorter than the log says"};
    if (heads != anchors.heads) return Failure{Fault::message_invalid, "the journal " + journal.name() + " is another than the log says"};
    for (const Digest& reported : anchors.reported) {
        const auto is_it = [&](const Journal::Line& line) { return line.head == reported; };
        if (std::none_of(journal.lines().begin(), journal.lines().end(), is_it))
            return Failure{Fault::message_invalid, "the journal " + journal.name() + " lacks what a report of it was made over"};
    }
    return {};
}

audit::LeafDraft leaf(audit::Event event, const Journal& journal, const Person& by) {
    audit::LeafDraft draft{.event = event, .subject = {}, .commitment = {}, .fields = {}};
    draft.fields["plan"] = journal.name();
    draft.fields["journal"] = base::to_hex(journal.head());
    draft.fields["person"] = by.id;
    return draft;
}

}  // namespace

Result<AnchoredJournal> AnchoredJournal::start(Place place, std::string name, const Runbook& runbook, const Started& started) {
    const Anchors known = TRY(anchors_of(place.log, name));
    if (!known.heads.empty()) return Failure{Fault::output_exists, "the log has a journal of the name " + name + " already"};
    Journal next = TRY(Journal::draft(place.disk, std::move(name), runbook, started));
    audit::LeafDraft entry = leaf(audit::Event::runbook_started, next, started.by);
    entry.fields["text"] = base::to_hex(started.runbook);
    AnchoredJournal journal(std::move(place), next);
    TRY(journal.commit(std::move(next), entry));
    return journal;
}

Result<AnchoredJournal> AnchoredJournal::open(Place place, std::string name) {
    const Anchors anchors = TRY(anchors_of(place.log, name));
    // A next version that the log does not know never happened.
    if (auto next = Journal::open_beside(place.disk, name); next && check(*next, anchors)) TRY(next->save());
    TRY(Journal::remove_beside(place.disk, name));
    Journal journal = TRY(Journal::open(place.disk, std::move(name)));
    TRY(check(journal, anchors));
    return AnchoredJournal(std::move(place), std::move(journal));
}

Status AnchoredJournal::commit(Journal next, const audit::LeafDraft& entry) {
    TRY(next.save_beside());
    TRY(m_place.record(entry));
    TRY(next.save());
    TRY(Journal::remove_beside(m_place.disk, next.name()));
    m_journal = std::move(next);
    return {};
}

Status AnchoredJournal::perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book) {
    const Done done = TRY(m_journal.gather(std::move(event), claims, book));
    Journal next = TRY(m_journal.with(done));
    audit::LeafDraft entry = leaf(audit::Event::runbook_step_done, next, done.by);
    entry.fields["step"] = done.step;
    if (done.second) entry.fields["second"] = done.second->id;
    return commit(std::move(next), entry);
}

Status AnchoredJournal::cancel(const Cancelled& event) {
    Journal next = TRY(m_journal.with(event));
    const audit::LeafDraft entry = leaf(audit::Event::runbook_cancelled, next, event.by);
    return commit(std::move(next), entry);
}

Status AnchoredJournal::reported(const Person& by, const Digest& report) {
    audit::LeafDraft entry = leaf(audit::Event::runbook_reported, m_journal, by);
    entry.fields["report"] = base::to_hex(report);
    return m_place.record(entry);
}

Result<std::vector<std::string>> journals_in_log(audit::AuditLog& log) {
    TRY(log.catch_up());
    std::vector<std::string> names;
    for (std::uint64_t i = 0; i < log.size(); ++i) {
        const audit::Leaf one = TRY(log.leaf(i));
        if (one.event != audit::Event::runbook_started) continue;
        names.push_back(TRY(text_of(one, "plan")));
    }
    return names;
}

}  // namespace runbook
