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

bool is_name(std::string_view name) {
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), is_allowed);
}

Result<std::string> path_of(std::string_view name) {
    if (!is_name(name)) return Failure{Fault::usage_invalid, "a journal's name is 1 to 64 of a-z 0-9 -"};
    return std::string(folder) + "/" + std::string(name) + std::string(ending);
}

}  // namespace

Result<Journal> Journal::start(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started) {
    const std::string path = TRY(path_of(name));
    if (disk.exists(path)) return Failure{Fault::output_exists, name};
    Journal journal(disk, path, runbook);
    TRY(journal.record(started));
    return journal;
}

Result<Journal> Journal::open(base::Disk& disk, std::string name) {
    const std::string path = TRY(path_of(name));
    const base::Bytes bytes = TRY(disk.read(path));
    ReadChain read = TRY(read_chain(base::as_text(bytes)));
    const Failure nameless{Fault::message_invalid, "a journal begins with the runbook that it follows"};
    if (read.entries.empty()) return nameless;
    const Event first = TRY(event_from(read.entries.front()));
    const auto* started = std::get_if<Started>(&first);
    if (started == nullptr) return nameless;
    const auto all = shipped();
    const auto followed = std::find_if(all.begin(), all.end(), [&](const Runbook& one) { return digest_of(one) == started->runbook; });
    if (followed == all.end()) return Failure{Fault::message_invalid, "it follows a runbook that this program does not have"};
    Journal journal(disk, path, *followed);
    for (const base::Json& entry : read.entries) {
        const Event event = TRY(event_from(entry));
        journal.m_state = TRY(step(*followed, std::move(journal.m_state), event));
    }
    journal.m_chain = std::move(read.chain);
    return journal;
}

Status Journal::record(const Event& event) {
    State next = TRY(step(*m_runbook, m_state, event));
    Chain longer = m_chain;
    TRY(longer.append(to_json(event)));
    TRY(m_disk->write_atomically(m_path, base::as_bytes(longer.text)));
    m_state = std::move(next);
    m_chain = std::move(longer);
    return {};
}

Status Journal::perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book) {
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
    return record(event);
}

Result<std::vector<std::string>> journal_names(const base::Disk& disk) {
    std::vector<std::string> names = TRY(disk.list(folder));
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(ending); });
    for (std::string& name : names) name.resize(name.size() - ending.size());
    return names;
}

}  // namespace runbook
