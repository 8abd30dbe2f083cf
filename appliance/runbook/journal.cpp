// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/journal.h"

#include <algorithm>

namespace runbook {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::string_view folder = "runbooks";
constexpr std::string_view ending = ".jsonl";

constexpr std::string_view ending_beside = ".next";

Status check_name(std::string_view name) {
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (!name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), is_allowed)) return {};
    return Failure{Fault::usage_invalid, "a journal's name is 1 to 40 of a-z 0-9 -"};
}

std::string path_of(const std::string& name) { return std::string(folder) + "/" + name + std::string(ending); }
std::string path_beside(const std::string& name) { return path_of(name) + std::string(ending_beside); }

}  // namespace

Result<Journal> Journal::draft(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started) {
    TRY(check_name(name));
    if (disk.exists(path_of(name))) return Failure{Fault::output_exists, name};
    return Journal(disk, std::move(name), runbook).with(started);
}

Result<Journal> Journal::start(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started) {
    Journal journal = TRY(draft(disk, std::move(name), runbook, started));
    TRY(journal.save());
    return journal;
}

Result<Journal> Journal::open(base::Disk& disk, std::string name) {
    TRY(check_name(name));
    const std::string path = path_of(name);
    return read(disk, std::move(name), path);
}

Result<Journal> Journal::open_beside(base::Disk& disk, std::string name) {
    TRY(check_name(name));
    const std::string path = path_beside(name);
    return read(disk, std::move(name), path);
}

Result<Journal> Journal::read(base::Disk& disk, std::string name, const std::string& path) {
    const base::Bytes bytes = TRY(disk.read(path));
    const ReadChain read = TRY(read_chain(base::as_text(bytes)));
    const Failure nameless{Fault::message_invalid, "a journal begins with the runbook that it follows"};
    if (read.entries.empty()) return nameless;
    const Event first = TRY(event_from(read.entries.front()));
    const auto* started = std::get_if<Started>(&first);
    if (started == nullptr) return nameless;
    const auto all = shipped();
    const auto followed = std::find_if(all.begin(), all.end(), [&](const Runbook& one) { return digest_of(one) == started->runbook; });
    if (followed == all.end()) return Failure{Fault::message_invalid, "it follows a runbook that this program does not have"};
    Journal journal(disk, std::move(name), *followed);
    for (const base::Json& entry : read.entries) {
        const Event event = TRY(event_from(entry));
        journal = TRY(journal.with(event));
    }
    if (journal.head() != read.chain.head) return Failure{Fault::message_invalid, "it is not spelt as it is written here"};
    return journal;
}

Result<Journal> Journal::with(const Event& event) const {
    Journal next = *this;
    next.m_state = TRY(step(*m_runbook, m_state, event));
    TRY(next.m_chain.append(to_json(event)));
    next.m_lines.push_back({next.m_chain.head, event});
    return next;
}

Status Journal::save() { return m_disk->write_atomically(path_of(m_name), base::as_bytes(m_chain.text)); }
Status Journal::save_beside() { return m_disk->write_atomically(path_beside(m_name), base::as_bytes(m_chain.text)); }
Status Journal::remove_beside(base::Disk& disk, const std::string& name) {
    TRY(check_name(name));
    return disk.remove(path_beside(name));
}


Status Journal::record(const Event& event) {
    Journal next = TRY(with(event));
    TRY(next.save());
    *this = std::move(next);
    return {};
}

Result<Done> Journal::gather(Done event, const std::vector<std::string>& claims, EvidenceBook& book) const {
    TRY(may_do(*m_runbook, m_state, event));
    const auto needs = needs_of(*m_runbook->find(event.step));
    if (claims.size() != needs.size())
        return Failure{Fault::usage_invalid, "this step has " + std::to_string(needs.size()) + " needs, and each wants an answer"};
    event.log_size = TRY(book.log_size());
    event.evidence.clear();
    for (std::size_t i = 0; i < needs.size(); ++i) {
        const Question question{needs[i], claims[i], m_state.log_mark, event.log_size};
        event.evidence.push_back(TRY(book.check(question)));
    }
    return event;
}

Status Journal::perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book) {
    const Done gathered = TRY(gather(std::move(event), claims, book));
    return record(gathered);
}

Result<std::vector<std::string>> journal_names(const base::Disk& disk) {
    std::vector<std::string> names = TRY(disk.list(folder));
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(ending); });
    for (std::string& name : names) name.resize(name.size() - ending.size());
    return names;
}

}  // namespace runbook
