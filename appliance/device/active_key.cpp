// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/active_key.h"

#include "appliance/audit/leaf.h"
#include "appliance/crypto/digest.h"
#include "appliance/keys/key_record.h"

#include <algorithm>

namespace device {
namespace {

using base::Result;

constexpr std::uint64_t entries_at_once = 512;

struct SaidActive {
    std::string name{keys::birth_name};
    std::string key;  // SHA-256 of its public key, hexadecimal; empty: nobody ever chose one
};

std::string text_of(const audit::Leaf& leaf, const char* field) {
    const auto found = leaf.fields.find(field);
    const std::string* const text = found == leaf.fields.end() ? nullptr : found->second.as_text();
    return text == nullptr ? std::string() : *text;
}

// From the newest entry back. The event's name is looked for before an entry is decoded.
Result<SaidActive> active_in(audit::AuditLog& log) {
    const std::string_view event = audit::row_of(audit::Event::key_activated).id;
    for (std::uint64_t end = log.size(); end != 0;) {
        const std::uint64_t first = end - std::min(entries_at_once, end);
        const std::vector<base::Bytes> entries = TRY(log.entries(first, end - first));
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
            if (base::as_text(*entry).find(event) == std::string_view::npos) continue;
            const audit::Leaf leaf = TRY(audit::decode_leaf(*entry));
            if (leaf.event == audit::Event::key_activated) return SaidActive{text_of(leaf, "name"), text_of(leaf, "key")};
        }
        end = first;
    }
    return SaidActive{};
}

}  // namespace

base::Status take_up_active_key(base::Disk& disk, ports::KeyKeeper& keeper, app::Identity& identity) {
    const keys::KeyBook book(disk);
    const keys::Activation activation = TRY(book.activation());
    const std::string& name = activation.name;
    if (name == keys::birth_name) return {};
    const auto record = TRY(book.find(name));
    if (!record) return base::Failure{base::Fault::configuration_invalid, "keys/active names " + name + ", which is in no book"};
    if (record->chain.empty()) return base::Failure{base::Fault::certificate_invalid, name + " has no certificate"};
    TRY(keeper.guard(name));
    identity.signing_certificate = record->chain.front();
    identity.signing_chain.clear();
    for (std::size_t i = 1; i < record->chain.size(); ++i) {
        if (record->chain[i].is_self_signed()) continue;
        identity.signing_chain.push_back(record->chain[i]);
        identity.trust.add_intermediate(record->chain[i]);
    }
    return {};
}

base::Status compare_active_key(audit::AuditLog& log, base::Disk& disk, const app::Identity& identity) {
    const keys::Activation activation = TRY(keys::KeyBook(disk).activation());
    if (!activation.is_in_log) return {};
    const SaidActive said = TRY(active_in(log));
    const std::string key = base::to_hex(crypto::sha256(identity.signing_certificate.public_key()));
    if (activation.name == said.name && (said.key.empty() || said.key == key)) return {};
    return base::Failure{base::Fault::configuration_invalid, "keys/active: " + activation.name + " is not the key that the log calls active, " + said.name +
                                                                 "; put back the files of this device"};
}

}  // namespace device
