// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/scrub.h"

#include "appliance/crypto/digest.h"
#include "appliance/vault/state.h"

#include <algorithm>
#include <set>

namespace vault {
namespace {

class Scrub {
public:
    explicit Scrub(VaultState& state) : m_state(state) {}

    base::Result<ScrubReport> run() {
        TRY(check_database());
        TRY(check_records());
        TRY(check_leaves());
        TRY(check_outbox());
        TRY(check_intents());
        return std::move(m_report);
    }

private:
    void found(std::string where, base::Failure failure) { m_report.findings.push_back({std::move(where), std::move(failure)}); }

    base::Status check_database() {
        Statement query = TRY(m_state.database.prepare("PRAGMA integrity_check(20)"));
        while (TRY(query.step()))
            if (query.text(0) != "ok") found("database", {base::Fault::vault_corrupt, query.text(0)});
        // Column 0 is a table's name; a wrap whose record changed its number points nowhere.
        Statement orphans = TRY(m_state.database.prepare("PRAGMA foreign_key_check"));
        while (TRY(orphans.step())) found("database", {base::Fault::vault_corrupt, "orphan in " + orphans.text(0)});
        return {};
    }

    // One by one, so that a torn row does not hide the next.
    base::Status check_records() {
        std::vector<std::int64_t> sequences;
        Statement query = TRY(m_state.database.prepare("SELECT sequence FROM record ORDER BY sequence"));
        while (TRY(query.step())) sequences.push_back(query.number(0));
        for (const std::int64_t sequence : sequences) {
            const auto rows = find_records(m_state.database, "sequence=?", sequence);
            if (!rows) found("record row " + std::to_string(sequence), rows.failure());
            else if (rows->empty()) found("record row " + std::to_string(sequence), {base::Fault::record_torn, "vanished"});
            else check_record(rows->front());
            ++m_report.records_checked;
        }
        return {};
    }

    void check_record(const RecordRow& row) {
        if (row.place == Place::nowhere) return;
        const auto sealed = load_sealed(m_state, row);
        if (!sealed) return found(record_label(row.head.id), sealed.failure());
        m_report.bytes_checked += sealed->size();
        if (!row.head.has_local_key) return;
        if (const auto payload = load_payload(m_state, row); !payload) found(record_label(row.head.id), payload.failure());
    }

    base::Status check_leaves() {
        Statement query = TRY(m_state.database.prepare("SELECT number, digest, entry FROM leaf ORDER BY number"));
        for (std::int64_t next = 0; TRY(query.step()); ++next) {
            const base::Bytes entry = query.bytes(2);
            const base::Digest digest = crypto::sha256(entry);
            if (query.number(0) != next || !std::ranges::equal(query.bytes(1), digest))
                found("leaf " + std::to_string(next), {base::Fault::vault_corrupt, "number or digest"});
            m_report.bytes_checked += entry.size();
            ++m_report.leaves_checked;
        }
        return {};
    }

    base::Status check_outbox() {
        const auto items = list_outbox(m_state.database);
        if (!items) {
            found("outbox", items.failure());
            return {};
        }
        for (const OutboxItem& item : *items) {
            const auto content = load_outbox(m_state, item);
            if (!content) found("outbox " + std::to_string(item.sequence), content.failure());
            else m_report.bytes_checked += content->size();
        }
        return {};
    }

    base::Status check_intents() {
        if (const auto intents = list_intents(m_state.database, std::nullopt); !intents) found("intent", intents.failure());
        return {};
    }

    VaultState& m_state;
    ScrubReport m_report;
};

}  // namespace

base::Result<ScrubReport> scrub(VaultState& state) { return Scrub(state).run(); }

base::Status sweep_blobs(VaultState& state) {
    const std::vector<std::string> names = TRY(state.disk->list("blobs"));
    std::set<std::string> wanted;
    Statement query = TRY(state.database.prepare("SELECT digest FROM outbox WHERE place=1"));
    while (TRY(query.step())) wanted.insert(base::to_hex(query.bytes(0)));
    Statement records = TRY(state.database.prepare("SELECT digest, id FROM record WHERE place=1 ORDER BY sequence"));
    while (TRY(records.step())) {
        const std::string name = base::to_hex(records.bytes(0));
        if (!std::ranges::binary_search(names, name)) state.missing_at_open.emplace_back(records.text(1));
        wanted.insert(name);
    }
    for (const std::string& name : names)
        if (!wanted.contains(name)) TRY(state.disk->remove("blobs/" + name));
    return {};
}

base::Result<std::uint64_t> count_leaves(Database& database) {
    Statement query = TRY(database.prepare("SELECT count(*), coalesce(max(number) + 1, 0) FROM leaf"));
    CHECK(TRY(query.step()));
    if (query.number(0) != query.number(1)) return base::Failure{base::Fault::vault_corrupt, "a gap in the leaves"};
    return query.count(0);
}

}  // namespace vault
