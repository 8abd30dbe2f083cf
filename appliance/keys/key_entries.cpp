// SPDX-License-Identifier: Apache-2.0
// What the log says of keys: written once for each step, and read again where a power cut
// or an old file makes it matter. An entry speaks of a key AND a name: the same key may
// have come twice, and each coming has its own entry and its own end.
#include "appliance/app/journal.h"
#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"
#include "appliance/keys/key_life.h"

namespace keys {
namespace {

using audit::Event;
using audit::Leaf;
using audit::LeafDraft;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using ports::KeyFacts;

Event arrival_of(Origin origin) {
    switch (origin) {
        case Origin::born_here: return Event::key_created;
        case Origin::imported: return Event::key_imported;
        case Origin::from_device: return Event::key_accepted;
    }
    return Event::key_created;
}

bool is_coming_or_end(Event event) {
    return event == Event::key_created || event == Event::key_imported || event == Event::key_accepted || event == Event::key_destroyed;
}

std::string said(const Leaf& leaf, const char* field) {
    const auto found = leaf.fields.find(field);
    const std::string* text = found == leaf.fields.end() ? nullptr : found->second.as_text();
    return text == nullptr ? std::string() : *text;
}

bool is_about(const Leaf& leaf, const KeyFacts& facts) {
    return said(leaf, "name") == facts.name && said(leaf, "key") == base::to_hex(crypto::sha256(facts.public_key));
}

bool is_zero(const base::Digest& digest) { return digest == base::Digest{}; }

}  // namespace

LeafDraft leaf_about_key(Event event, const KeyFacts& facts) {
    LeafDraft leaf = app::leaf_about(event);
    leaf.fields["name"] = facts.name;
    leaf.fields["key"] = base::to_hex(crypto::sha256(facts.public_key));
    return leaf;
}

Result<std::optional<Leaf>> KeyLife::newest(const std::function<bool(const Leaf&)>& is_meant) {
    for (std::uint64_t index = m_device.log.size(); index != 0; --index) {
        Leaf leaf = TRY(m_device.log.leaf(index - 1));
        if (is_meant(leaf)) return std::optional<Leaf>(std::move(leaf));
    }
    return std::optional<Leaf>();
}

Result<std::optional<Event>> KeyLife::last_said(const KeyFacts& facts) {
    const std::optional<Leaf> leaf = TRY(newest([&](const Leaf& one) { return is_coming_or_end(one.event) && is_about(one, facts); }));
    return leaf ? std::optional<Event>(leaf->event) : std::nullopt;
}

Status KeyLife::log_arrival(KeyRecord entry, const KeyFacts& facts, Logged logged) {
    LeafDraft leaf = leaf_about_key(arrival_of(entry.origin), facts);
    leaf.fields["algorithm"] = name_of(facts.algorithm);
    leaf.fields["person"] = entry.person;
    if (!is_zero(entry.file_sha256) && entry.origin != Origin::born_here) leaf.fields["file"] = base::to_hex(entry.file_sha256);
    if (facts.quorum && entry.origin == Origin::born_here) {
        leaf.fields["custodians"] = static_cast<std::int64_t>(facts.quorum->custodians.size());
        leaf.fields["approvals"] = static_cast<std::int64_t>(facts.quorum->needed);
    }
    bool is_there = false;
    if (logged == Logged::perhaps) {
        const std::optional<Event> last = TRY(last_said(facts));
        is_there = last && *last != Event::key_destroyed;
    }
    if (!is_there) TRY(record(leaf));
    entry.is_in_log = true;
    return m_book.keep(entry);
}

Status KeyLife::log_end(KeyRecord entry, const KeyFacts& facts, const std::string& person, Logged logged) {
    LeafDraft leaf = leaf_about_key(Event::key_destroyed, facts);
    leaf.fields["person"] = person;
    bool is_there = false;
    if (logged == Logged::perhaps) is_there = TRY(last_said(facts)) == Event::key_destroyed;
    if (!is_there) TRY(record(leaf));
    entry.was_destroyed = true;
    return m_book.keep(entry);
}

// The book says these two first: what a power cut leaves out of the log is made up for by open().
Status KeyLife::log_certificate(KeyRecord entry, const KeyFacts& facts, Logged logged) {
    LeafDraft leaf = leaf_about_key(Event::key_certificate_installed, facts);
    const std::string certificate = base::to_hex(entry.chain.front().fingerprint());
    leaf.fields["certificate"] = certificate;
    leaf.fields["person"] = entry.certified_by;
    bool is_there = false;
    if (logged == Logged::perhaps) {
        const auto last = TRY(newest([&](const Leaf& one) { return one.event == Event::key_certificate_installed && is_about(one, facts); }));
        is_there = last && said(*last, "certificate") == certificate;
    }
    if (!is_there) TRY(record(leaf));
    entry.certified_by.clear();
    return m_book.keep(entry);
}

Status KeyLife::log_activation(Activation activation, const KeyView& view, Logged logged) {
    LeafDraft leaf = leaf_about_key(Event::key_activated, view.facts);
    leaf.fields["certificate"] = base::to_hex(view.chain.front().fingerprint());
    leaf.fields["before"] = base::to_hex(activation.before);
    leaf.fields["person"] = activation.person;
    bool is_there = false;
    if (logged == Logged::perhaps) {
        const auto last = TRY(newest([](const Leaf& one) { return one.event == Event::key_activated; }));
        is_there = last && is_about(*last, view.facts);
    }
    if (!is_there) TRY(record(leaf));
    activation.is_in_log = true;
    return m_book.keep(activation);
}

Result<std::optional<std::int64_t>> KeyLife::destroyed_here(base::ByteView public_key) {
    const std::string key = base::to_hex(crypto::sha256(public_key));
    const auto end = TRY(newest([&](const Leaf& one) { return one.event == Event::key_destroyed && said(one, "key") == key; }));
    return end ? std::optional<std::int64_t>(end->time.wall_ms) : std::nullopt;
}

// A duplicate opens in this chip for ever: what was ended comes back by no file of before.
Status KeyLife::refuse_destroyed(const staff::Actor& who, base::ByteView public_key, const base::Digest& file_sha256) {
    const std::string file = base::to_hex(file_sha256), key = base::to_hex(crypto::sha256(public_key));
    const auto came = TRY(newest([&](const Leaf& one) { return one.event == Event::key_accepted && said(one, "file") == file; }));
    const std::string key_of_file = came ? said(*came, "key") : key;
    const auto end = TRY(newest([&](const Leaf& one) {
        return one.event == Event::key_destroyed && (said(one, "key") == key || said(one, "key") == key_of_file);
    }));
    if (!end) return {};
    return refused(who, {Fault::usage_invalid, "this key was destroyed here on " + base::to_rfc3339(end->time.wall_ms) + ", as " + said(*end, "name") +
                                                    "; it does not come back"});
}

}  // namespace keys
