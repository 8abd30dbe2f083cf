// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/log_promises.h"

#include "appliance/audit/leaf.h"
#include "appliance/device/registrations.h"
#include "appliance/keys/revocations.h"

#include <algorithm>

namespace device {
namespace {

using audit::Event;
using base::Result;

constexpr std::uint64_t entries_at_once = 512;

// 0: not here, or not to be believed.
std::uint64_t number_of_kept(const std::string& issuer, const base::Disk& disk, const app::Identity& identity, std::int64_t now_ms) {
    if (issuer == registrations_in_log()) {
        const auto kept = kept_registrations(disk, now_ms, identity);
        return kept && *kept ? (*kept)->number : 0;
    }
    const auto der = disk.read(std::string(keys::revocation_folder) + "/" + issuer + ".crl");
    if (!der) return 0;
    const auto list = crypto::check_revocation_list(*der, identity.trust, now_ms);
    return list ? list->number : 0;
}

}  // namespace

Result<PromisedLists> promised_lists(audit::AuditLog& log) {
    PromisedLists promised;
    // The name is looked for before an entry is decoded: this happens at every start, and
    // nearly every entry is about something else.
    const std::string_view name = audit::row_of(Event::revocations_installed).id;
    for (std::uint64_t first = 0; first < log.size(); first += entries_at_once) {
        const std::vector<base::Bytes> entries = TRY(log.entries(first, std::min(entries_at_once, log.size() - first)));
        for (const base::Bytes& entry : entries) {
            if (base::as_text(entry).find(name) == std::string_view::npos) continue;
            const audit::Leaf leaf = TRY(audit::decode_leaf(entry));
            if (leaf.event != Event::revocations_installed) continue;
            const std::string* const issuer = leaf.fields.at("issuer").as_text();
            const std::int64_t* const number = leaf.fields.at("number").as_number();
            if (issuer == nullptr || number == nullptr || *number < 0) continue;
            std::uint64_t& newest = promised[*issuer];
            newest = std::max(newest, static_cast<std::uint64_t>(*number));
        }
    }
    return promised;
}

base::Status compare_pins(audit::AuditLog& log, const app::Identity& identity) {
    if (log.size() == 0) return {};
    const std::vector<base::Bytes> entries = TRY(log.entries(0, 1));
    const audit::Leaf birth = TRY(audit::decode_leaf(entries.front()));
    for (const auto& [name, digest] : identity.pins) {
        const auto pinned = birth.fields.find(name);
        const std::string* const text = pinned == birth.fields.end() ? nullptr : pinned->second.as_text();
        if (birth.event != Event::device_provisioned || text == nullptr)
            return base::Failure{base::Fault::configuration_invalid, "the log does not begin with whom this device believes; enrol it anew"};
        if (*text != base::to_hex(digest))
            return base::Failure{base::Fault::configuration_invalid, "device/: the " + name + " is not the one that this device was enrolled with"};
    }
    return {};
}

std::string lacking(const PromisedLists& promised, const base::Disk& disk, const app::Identity& identity, std::int64_t now_ms) {
    for (const auto& [issuer, number] : promised)
        if (number_of_kept(issuer, disk, identity, now_ms) < number)
            return issuer == registrations_in_log() ? "the platform's list of registered certificates" : "a list of revoked certificates";
    return {};
}

}  // namespace device
