// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/scrub.h"

#include "appliance/crypto/digest.h"
#include "appliance/vault/state.h"

#include <algorithm>
#include <set>

namespace vault {
namespace {

constexpr std::int64_t leaves_a_step = 256;

class Scrub {
public:
    Scrub(VaultState& state, Scrubbing& so_far) : m_state(state), m_so_far(so_far), m_report(so_far.report) {}

    base::Status step() {
        using Part = Scrubbing::Part;
        switch (m_so_far.part) {
            case Part::database: TRY(check_database()); return next(Part::records);
            case Part::records: return TRY(check_records()) ? base::Status{} : next(Part::leaves);
            case Part::leaves: return TRY(check_leaves()) ? base::Status{} : next(Part::outbox);
            case Part::outbox: TRY(check_outbox()); return next(Part::intents);
            case Part::intents: check_intents(); return next(Part::done);
            case Part::done: break;
        }
        return {};
    }

private:
    base::Status next(Scrubbing::Part part) {
        m_so_far.part = part;
        m_so_far.last = std::numeric_limits<std::int64_t>::min();
        return {};
    }

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

    // One a step, so that a torn row does not hide the next. False when there is none.
    base::Result<bool> check_records() {
        Statement query = TRY(m_state.database.prepare("SELECT sequence FROM record WHERE sequence>? ORDER BY sequence LIMIT 1"));
        query.with(m_so_far.last);
        if (!TRY(query.step())) return false;
        const std::int64_t sequence = m_so_far.last = query.number(0);
        const auto rows = find_records(m_state.database, "sequence=?", sequence);
        if (!rows) found("record row " + std::to_string(sequence), rows.failure());
        else if (rows->empty()) found("record row " + std::to_string(sequence), {base::Fault::record_torn, "vanished"});
        else check_record(rows->front());
        ++m_report.records_checked;
        return true;
    }

    void check_record(const RecordRow& row) {
        if (row.place == Place::nowhere) return;
        const auto sealed = load_sealed(m_state, row);
        if (!sealed) return found(record_label(row.head.id), sealed.failure());
        m_report.bytes_checked += sealed->size();
        if (!row.head.has_local_key) return;
        if (const auto payload = load_payload(m_state, row); !payload) found(record_label(row.head.id), payload.failure());
    }

    base::Result<bool> check_leaves() {
        Statement query = TRY(m_state.database.prepare("SELECT number, digest, entry FROM leaf WHERE number>? ORDER BY number LIMIT ?"));
        query.with(m_so_far.last).with(leaves_a_step);
        bool has_read = false;
        while (TRY(query.step())) {
            const base::Bytes entry = query.bytes(2);
            const base::Digest digest = crypto::sha256(entry);
            const auto expected = static_cast<std::int64_t>(m_report.leaves_checked);
            if (query.number(0) != expected || !std::ranges::equal(query.bytes(1), digest))
                found("leaf " + std::to_string(expected), {base::Fault::vault_corrupt, "number or digest"});
            m_report.bytes_checked += entry.size();
            ++m_report.leaves_checked;
            m_so_far.last = query.number(0);
            has_read = true;
        }
        return has_read;
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

    void check_intents() {
        if (const auto intents = list_intents(m_state.database, std::nullopt); !intents) found("intent", intents.failure());
    }

    VaultState& m_state;
    Scrubbing& m_so_far;
    ScrubReport& m_report;
};

}  // namespace

base::Status scrub_some(VaultState& state, Scrubbing& so_far) { return Scrub(state, so_far).step(); }

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
