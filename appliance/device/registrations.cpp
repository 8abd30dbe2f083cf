// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/registrations.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"

#include <algorithm>

namespace device {
namespace {

using audit::Event;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using crypto::Certificate;
using exchange::RegistrationList;

constexpr const char* kept_path = "device/registrations.p7m";

// The whole log: such lists come a few times a year.
struct Newest {
    std::uint64_t number = 0;
    std::string list;  // its digest, hexadecimal
};

Result<Newest> newest_in(audit::AuditLog& log) {
    for (std::uint64_t index = log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(log.leaf(index - 1));
        if (leaf.event != Event::revocations_installed) continue;
        const std::string* const whose = leaf.fields.at("issuer").as_text();
        const std::int64_t* const number = leaf.fields.at("number").as_number();
        const std::string* const list = leaf.fields.at("list").as_text();
        if (whose != nullptr && number != nullptr && list != nullptr && *whose == registrations_in_log())
            return Newest{static_cast<std::uint64_t>(*number), *list};
    }
    return Newest{};
}

Status follow(const RegistrationList& list, app::Identity& identity) {
    for (const exchange::Registered& each : list.registered) {
        const Certificate anchor = TRY(Certificate::from_der(each.anchor));
        const bool is_there = std::any_of(identity.signers.begin(), identity.signers.end(), [&](const Certificate& one) { return one.der() == anchor.der(); });
        if (!is_there) identity.signers.push_back(anchor);
    }
    identity.ended.clear();
    for (const exchange::EndedRegistration& each : list.ended) identity.ended.push_back(each.certificate);
    return {};
}

}  // namespace

// The list stands where an authority's would: under the digest of this word.
std::string registrations_in_log() { return base::to_hex(crypto::sha256(base::as_bytes("inkseal registrations"))); }

Result<RegistrationList> Registrations::install(base::ByteView der) {
    RegistrationList list = TRY(exchange::open_registrations(der, m_identity.device, m_identity.trust, m_device.clock.wall_ms()));
    const Newest newest = TRY(newest_in(m_device.log));
    // The very list that the log speaks of comes back when it is not here: that is no news.
    const auto kept = m_device.disk.read(kept_path);
    const bool is_here = kept && base::to_hex(crypto::sha256(*kept)) == newest.list;
    if (newest.list == base::to_hex(crypto::sha256(der)) && !is_here) {
        TRY(m_device.disk.write_atomically(kept_path, der));
        TRY(follow(list, m_identity));
        return list;
    }
    if (list.number <= newest.number)
        return Failure{Fault::server_conflict, "registrations " + std::to_string(list.number) + ", and " + std::to_string(newest.number) + " were here"};
    // The list first: were the power cut after the entry, the log would promise one that is not here.
    TRY(m_device.disk.write_atomically(kept_path, der));
    audit::LeafDraft leaf = app::leaf_about(Event::revocations_installed);
    leaf.fields["issuer"] = registrations_in_log();
    leaf.fields["list"] = base::to_hex(crypto::sha256(der));
    leaf.fields["number"] = static_cast<std::int64_t>(list.number);
    leaf.fields["revoked"] = static_cast<std::int64_t>(list.ended.size());
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    TRY(follow(list, m_identity));
    return list;
}

Result<std::optional<RegistrationList>> kept_registrations(const base::Disk& disk, std::int64_t now_ms, const app::Identity& identity) {
    if (!disk.exists(kept_path)) return std::optional<RegistrationList>();
    const base::Bytes der = TRY(disk.read(kept_path));
    return std::optional(TRY(exchange::open_registrations(der, identity.device, identity.trust, now_ms)));
}

Status load_registrations(const base::Disk& disk, std::int64_t now_ms, app::Identity& identity) {
    const std::optional<RegistrationList> list = TRY(kept_registrations(disk, now_ms, identity));
    return list ? follow(*list, identity) : Status();
}

}  // namespace device
