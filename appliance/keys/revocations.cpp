// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/revocations.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"

namespace keys {
namespace {

using audit::Event;
using audit::LeafDraft;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

std::string path_of(const base::Digest& issuer) { return std::string(revocation_folder) + "/" + base::to_hex(issuer) + ".crl"; }

}  // namespace

// The whole log: lists come a few times a week.
Result<std::optional<Revocations::Newest>> Revocations::newest(const base::Digest& issuer) const {
    for (std::uint64_t index = m_device.log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(m_device.log.leaf(index - 1));
        if (leaf.event != Event::revocations_installed) continue;
        const std::string* whose = leaf.fields.at("issuer").as_text();
        const std::int64_t* number = leaf.fields.at("number").as_number();
        const std::string* list = leaf.fields.at("list").as_text();
        if (whose != nullptr && number != nullptr && list != nullptr && *whose == base::to_hex(issuer))
            return std::optional(Newest{static_cast<std::uint64_t>(*number), *list});
    }
    return std::optional<Newest>();
}

Result<crypto::RevocationList> Revocations::install(base::ByteView der) {
    const crypto::RevocationList list = TRY(crypto::check_revocation_list(der, m_device.identity.trust, m_device.clock.wall_ms()));
    const auto newest = TRY(this->newest(list.issuer));
    // The very list that the log speaks of, taken away meanwhile: it comes back, and that is no news.
    const auto kept = m_device.disk.read(path_of(list.issuer));
    const bool is_here = kept && base::to_hex(crypto::sha256(*kept)) == (newest ? newest->list : "");
    if (newest && newest->list == base::to_hex(crypto::sha256(der)) && !is_here) {
        TRY(m_device.disk.write_atomically(path_of(list.issuer), der));
        return list;
    }
    if (newest && list.number <= newest->number) return Failure{Fault::server_conflict, "list " + std::to_string(list.number) + ", and list " + std::to_string(newest->number) + " was here"};
    // The list first: were the power cut after the entry, the log would promise one that is not here.
    TRY(m_device.disk.write_atomically(path_of(list.issuer), der));
    LeafDraft leaf = app::leaf_about(Event::revocations_installed);
    leaf.fields["issuer"] = base::to_hex(list.issuer);
    leaf.fields["list"] = base::to_hex(crypto::sha256(der));
    leaf.fields["number"] = static_cast<std::int64_t>(list.number);
    leaf.fields["revoked"] = static_cast<std::int64_t>(list.revoked);
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    return list;
}

Status load_revocations(const base::Disk& disk, std::int64_t now_ms, crypto::TrustStore& trust, std::vector<std::string>& passed_over) {
    for (const std::string& name : TRY(disk.list(revocation_folder))) {
        const base::Bytes der = TRY(disk.read(std::string(revocation_folder) + "/" + name));
        const auto list = crypto::check_revocation_list(der, trust, now_ms);
        if (list) TRY(trust.renew_crl(der));
        else passed_over.push_back(name + ": " + list.failure().detail);
    }
    return {};
}

}  // namespace keys
