// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/key_life.h"

#include "appliance/app/journal.h"
#include "appliance/keys/front_door.h"
#include "appliance/keys/rotation.h"

namespace keys {

using audit::Event;
using audit::LeafDraft;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using ports::KeyFacts;
using staff::Duty;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::string_view nobody = "unknown";  // whoever it was, a power cut took the name

// A key with custodians that was not born here came from another device: no file has them.
Origin origin_of(const KeyFacts& facts) {
    if (facts.is_born_here) return Origin::born_here;
    return facts.quorum ? Origin::from_device : Origin::imported;
}

}  // namespace

Status KeyLife::record(const LeafDraft& leaf) {
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Failure KeyLife::refused(const staff::Actor& who, Failure why) { return FrontDoor(m_device).refused(who.id(), who.duty(), std::move(why)); }

Status KeyLife::check(const staff::Actor& who, Duty duty) {
    FrontDoor door(m_device);
    if (who.duty() != duty) return door.refused(who.id(), who.duty(), {Fault::role_refused, "allowed for something else"});
    return door.check(who);
}

Result<std::vector<KeyFacts>> KeyLife::all_keys() {
    std::vector<KeyFacts> all = TRY(m_keeper.keys());
    KeyFacts birth = TRY(m_keeper.birth_key());
    birth.name = birth_name;
    all.insert(all.begin(), std::move(birth));
    return all;
}

std::string hardware_name(const std::string& name) { return name == birth_name ? std::string() : name; }

Status KeyLife::open() {
    std::optional<KeyRecord> birth = TRY(m_book.find(std::string(birth_name)));
    const std::vector<KeyFacts> all = TRY(all_keys());
    const Activation activation = TRY(m_book.activation());
    if (!birth && activation.name == birth_name) {
        KeyRecord first{.name = std::string(birth_name), .origin = Origin::born_here, .since_ms = 0, .person = "provisioning",
                        .file_sha256 = {}, .chain = {m_device.identity.signing_certificate}, .is_in_log = true, .was_destroyed = false};
        first.since_ms = m_device.identity.signing_certificate.not_before_ms();
        first.chain.insert(first.chain.end(), m_device.identity.signing_chain.begin(), m_device.identity.signing_chain.end());
        TRY(m_book.keep(first));
    }
    for (const KeyFacts& facts : all) {
        std::optional<KeyRecord> known = TRY(m_book.find(facts.name));
        KeyRecord entry = known ? *std::move(known)
                                : KeyRecord{.name = facts.name, .origin = origin_of(facts),
                                            .since_ms = m_device.clock.wall_ms(), .person = std::string(nobody), .file_sha256 = {},
                                            .chain = {}, .is_in_log = false, .was_destroyed = false};
        if (!entry.is_in_log) TRY(log_arrival(entry, facts, Logged::perhaps));
        KeyRecord standing = TRY(record_of(facts.name));
        if (!standing.certified_by.empty()) TRY(log_certificate(standing, facts, Logged::perhaps));
        if (!facts.is_destroyed || entry.was_destroyed) continue;
        KeyRecord ended = TRY(record_of(facts.name));
        TRY(log_end(std::move(ended), facts, std::string(nobody), Logged::perhaps));
    }
    if (!activation.is_in_log) {
        const KeyView view = TRY(find(activation.name));
        TRY(log_activation(activation, view, Logged::perhaps));
    }
    return Rotation(*this).make_up();
}

Result<std::string> KeyLife::active() {
    const Activation activation = TRY(m_book.activation());
    return activation.name;
}

Result<KeyRecord> KeyLife::record_of(const std::string& name) {
    std::optional<KeyRecord> found = TRY(m_book.find(name));
    if (!found) return Failure{Fault::key_missing, name};
    return *std::move(found);
}

Result<KeyView> KeyLife::view_of(KeyFacts facts) {
    const KeyRecord entry = TRY(record_of(facts.name));
    const bool is_active = TRY(active()) == facts.name;
    KeyView view;
    view.facts = std::move(facts);
    view.origin = entry.origin;
    view.since_ms = entry.since_ms;
    view.chain = entry.chain;
    const std::int64_t now = m_device.clock.wall_ms();
    if (!view.chain.empty()) {
        const std::int64_t left = view.chain.front().not_after_ms() - now;
        view.days_left = left < 0 ? (left - day_ms + 1) / day_ms : left / day_ms;
    }
    if (const auto allowance = m_keeper.allowance()) {
        constexpr std::int64_t latest = 253'402'300'799'000;  // the end of the year 9999, the last that a date can say
        view.uses = KeyView::Uses{allowance->uses, allowance->ms_left < latest - now ? now + allowance->ms_left : latest};
    } else if (allowance.fault() == Fault::lease_expired) {
        view.uses = KeyView::Uses{};
    }
    if (view.facts.is_destroyed) view.standing = Standing::destroyed;
    else if (view.chain.empty()) view.standing = Standing::no_certificate;
    else if (now > view.chain.front().not_after_ms()) view.standing = Standing::expired;
    else view.standing = is_active ? Standing::active : Standing::ready;
    return view;
}

Result<std::vector<KeyView>> KeyLife::list() {
    std::vector<KeyView> views;
    for (KeyFacts& facts : TRY(all_keys())) views.push_back(TRY(view_of(std::move(facts))));
    return views;
}

Result<KeyView> KeyLife::find(const std::string& name) {
    for (KeyFacts& facts : TRY(all_keys()))
        if (facts.name == name) return view_of(std::move(facts));
    return Failure{Fault::key_missing, name};
}

Result<KeyView> KeyLife::arrived(const KeyRecord& entry, const KeyFacts& facts) {
    TRY(m_book.keep(entry));
    TRY(log_arrival(entry, facts, Logged::surely_not));
    return view_of(facts);
}

Result<KeyView> KeyLife::create(const staff::Actor& who, const std::string& name, ports::KeyAlgorithm algorithm,
                                const std::optional<ports::Quorum>& quorum) {
    TRY(check(who, Duty::create_key));
    if (!is_key_name(name) || name == birth_name) return Failure{Fault::usage_invalid, "a key's name has 1 to 40 of a-z, 0-9 and -"};
    const KeyFacts facts = TRY(m_keeper.create(name, algorithm, quorum));
    return arrived({.name = name, .origin = Origin::born_here, .since_ms = m_device.clock.wall_ms(), .person = who.id(), .file_sha256 = {},
                    .chain = {}, .is_in_log = false, .was_destroyed = false},
                   facts);
}

Result<KeyView> KeyLife::import(const staff::Actor& who, const std::string& name, const ports::PrivateKey& key,
                                const std::vector<crypto::Certificate>& chain, const base::Digest& file_sha256) {
    TRY(check(who, Duty::import_key));
    if (!is_key_name(name) || name == birth_name) return Failure{Fault::usage_invalid, "a key's name has 1 to 40 of a-z, 0-9 and -"};
    if (!chain.empty() && chain.front().public_key() != key.public_key) return Failure{Fault::key_file_mismatch, name};
    const KeyFacts facts = TRY(m_keeper.import(name, key));
    return arrived({.name = name, .origin = Origin::imported, .since_ms = m_device.clock.wall_ms(), .person = who.id(),
                    .file_sha256 = file_sha256, .chain = chain, .is_in_log = false, .was_destroyed = false},
                   facts);
}

Result<KeyView> KeyLife::accept(const staff::Actor& who, const std::string& name, const ports::Duplicate& duplicate,
                                const std::vector<crypto::Certificate>& chain, const base::Digest& file_sha256) {
    TRY(check(who, Duty::accept_key));
    if (!is_key_name(name) || name == birth_name) return Failure{Fault::usage_invalid, "a key's name has 1 to 40 of a-z, 0-9 and -"};
    const base::Bytes public_key = TRY(m_keeper.public_key_of(duplicate));
    TRY(refuse_destroyed(who, public_key, file_sha256));
    const KeyFacts facts = TRY(m_keeper.accept(name, duplicate));
    const bool is_its = !chain.empty() && chain.front().public_key() == facts.public_key;
    return arrived({.name = name, .origin = Origin::from_device, .since_ms = m_device.clock.wall_ms(), .person = who.id(),
                    .file_sha256 = file_sha256, .chain = is_its ? chain : std::vector<crypto::Certificate>{}, .is_in_log = false,
                    .was_destroyed = false},
                   facts);
}

Status KeyLife::destroy(const staff::Actor& who, const std::string& name) {
    TRY(check(who, Duty::destroy_key));
    const KeyView view = TRY(find(name));
    if (view.standing == Standing::destroyed) return {};
    if (TRY(active()) == name) return refused(who, {Fault::usage_invalid, "documents are signed with this key; activate another first"});
    TRY(m_keeper.destroy(hardware_name(name)));
    KeyRecord entry = TRY(record_of(name));
    return log_end(std::move(entry), view.facts, who.id(), Logged::surely_not);
}

}  // namespace keys
