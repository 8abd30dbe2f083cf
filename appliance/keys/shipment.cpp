// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/shipment.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_bundle.h"
#include "appliance/crypto/random.h"
#include "appliance/keys/release_files.h"

#include <algorithm>

namespace keys {
namespace {

using audit::Event;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using crypto::NamedFile;
using staff::Duty;

constexpr std::string_view folder = "keys/sent";
constexpr std::string_view ending = ".json";
constexpr std::size_t id_shown = 8;
constexpr std::size_t reason_max = 200;

Json to_json(const Shipment& shipment) {
    Json json;
    json.set("v", 1).set("receiver", shipment.receiver).set("way", shipment.way).set("person", shipment.person);
    json.set("sent_ms", shipment.sent_ms).set("files", crypto::to_json(shipment.files));
    json.set("confirmation", shipment.confirmation ? Json(base::to_hex(*shipment.confirmation)) : Json());
    json.set("in_log", shipment.is_in_log).set("abandoned", shipment.abandoned);
    return json;
}

Result<Shipment> shipment_from(const std::string& id, const Json& json) {
    Shipment shipment;
    shipment.id = id;
    shipment.receiver = TRY(json.text("receiver"));
    shipment.way = TRY(json.text("way"));
    shipment.person = TRY(json.text("person"));
    shipment.sent_ms = TRY(json.number("sent_ms"));
    const Json* files = json.find("files");
    if (files == nullptr) return Failure{Fault::message_invalid, "files"};
    shipment.files = TRY(crypto::sent_files_from(*files));
    // Older ones have neither, and were written down in one go.
    if (json.find("in_log") != nullptr) shipment.is_in_log = TRY(json.flag("in_log"));
    if (json.find("abandoned") != nullptr) shipment.abandoned = TRY(json.text("abandoned"));
    const Json* confirmation = json.find("confirmation");
    if (confirmation == nullptr || confirmation->is_null()) return shipment;
    const Bytes digest = TRY(json.hex("confirmation"));
    shipment.confirmation.emplace();
    if (digest.size() != shipment.confirmation->size()) return Failure{Fault::message_invalid, "confirmation"};
    std::copy(digest.begin(), digest.end(), shipment.confirmation->begin());
    return shipment;
}

// Whoever opens the file with it must not get it with the file.
Status refuse_password(const NamedFile& file, const base::SecretBytes& password) {
    const auto& [name, content] = file;
    if (name.ends_with(".password") || name.ends_with(".pin")) return Failure{Fault::usage_invalid, name + ": a password goes another way than the key"};
    const base::ByteView secret = password.reveal();
    if (!secret.empty() && std::search(content.begin(), content.end(), secret.begin(), secret.end()) != content.end())
        return Failure{Fault::usage_invalid, name + " holds the password"};
    return {};
}

audit::LeafDraft leaf_about_file(Event event, const Shipment& shipment, const crypto::SentFile& file) {
    audit::LeafDraft leaf = app::leaf_about(event);
    leaf.fields["file"] = base::to_hex(file.sha256);
    leaf.fields["destination"] = shipment.receiver;
    return leaf;
}

// Since the shipment was made; an earlier one of the same file owes nothing to this one.
Result<bool> is_written(audit::AuditLog& log, const audit::LeafDraft& draft, std::int64_t since_ms) {
    for (std::uint64_t index = log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(log.leaf(index - 1));
        if (leaf.time.wall_ms < since_ms) return false;
        if (leaf.event == draft.event && leaf.fields == draft.fields) return true;
    }
    return false;
}

}  // namespace

Status Shipments::keep(const Shipment& shipment) const {
    const std::string path = std::string(folder) + "/" + shipment.id + std::string(ending);
    return m_life.device().disk.write_atomically(path, base::as_bytes(base::canonical_json(to_json(shipment))));
}

Result<Shipment> Shipments::begin(const staff::Actor& who, const std::string& receiver, const std::string& way, const std::vector<NamedFile>& files,
                                  const base::SecretBytes& password) {
    TRY(m_life.check(who, Duty::begin_release));
    const app::Device& device = m_life.device();
    const std::int64_t now_ms = device.clock.wall_ms();
    if (!crypto::is_transfer_name(receiver) || receiver.size() > 64 || receiver == device.identity.device.text)
        return Failure{Fault::usage_invalid, "the receiver is another device, or \"platform\""};
    for (const NamedFile& file : files) TRY(refuse_password(file, password));
    Shipment shipment{.id = {}, .receiver = receiver, .way = way, .person = who.id(), .sent_ms = now_ms, .files = {}, .confirmation = {}};
    shipment.files = TRY(crypto::describe_files(files));
    const auto is_for_its_chip = [&](const NamedFile& file) -> Status {
        const TravelRoute route = TRY(route_of(file.second, device.identity.trust, now_ms));
        const bool is_for_receiver = route.to.text == receiver || receiver == crypto::platform_name;
        if (route.from == device.identity.device && is_for_receiver) return {};
        return Failure{Fault::usage_invalid, file.first + " goes from " + route.from.text + " to " + route.to.text};
    };
    for (const crypto::VerifiedExport& one : TRY(crypto::check_exports(files, device.identity.trust, now_ms, is_for_its_chip)))
        if (one.manifest.device != device.identity.device.text) return Failure{Fault::usage_invalid, "exported by " + one.manifest.device};

    for (Shipment& standing : TRY(all())) {
        if (!standing.is_under_way() || standing.files != shipment.files || standing.receiver != receiver || standing.way != way) continue;
        TRY(settle(standing));
        return standing;
    }
    shipment.id = base::to_hex(crypto::random_bytes(16));
    shipment.is_in_log = false;
    TRY(keep(shipment));
    TRY(settle(shipment));
    return shipment;
}

Status Shipments::settle(Shipment& shipment) {
    if (shipment.is_in_log) return {};
    for (const crypto::SentFile& file : shipment.files) {
        audit::LeafDraft leaf = leaf_about_file(Event::key_sent, shipment, file);
        leaf.fields["way"] = shipment.way;
        leaf.fields["person"] = shipment.person;
        if (!TRY(is_written(m_life.device().log, leaf, shipment.sent_ms))) TRY(m_life.record(leaf));
    }
    shipment.is_in_log = true;
    return keep(shipment);
}

Result<Shipment> Shipments::abandon(const staff::Actor& who, const std::string& id, const std::string& reason) {
    TRY(m_life.check(who, Duty::begin_release));
    if (reason.empty() || reason.size() > reason_max) return Failure{Fault::usage_invalid, "--reason: why nobody waits any longer, 1 to 200 characters"};
    std::vector<Shipment> meant;
    for (Shipment& one : TRY(all()))
        if (one.id.starts_with(id)) meant.push_back(std::move(one));
    if (id.size() < id_shown || meant.size() != 1) return Failure{Fault::record_missing, "no shipment " + id + ": inkseal keys sent"};
    Shipment& shipment = meant.front();
    if (shipment.confirmation) return Failure{Fault::usage_invalid, "shipment " + id + " arrived"};
    if (!shipment.abandoned.empty()) return shipment;
    TRY(settle(shipment));
    for (const crypto::SentFile& file : shipment.files) {
        audit::LeafDraft leaf = leaf_about_file(Event::key_sending_abandoned, shipment, file);
        leaf.fields["person"] = who.id();
        TRY(m_life.record(leaf));
    }
    shipment.abandoned = reason;
    TRY(keep(shipment));
    return shipment;
}

Result<std::vector<Shipment>> Shipments::all() const {
    const base::Disk& disk = m_life.device().disk;
    std::vector<Shipment> list;
    for (const std::string& name : TRY(disk.list(folder))) {
        if (!name.ends_with(ending)) continue;
        const Bytes text = TRY(disk.read(std::string(folder) + "/" + name));
        const Json json = TRY(base::parse_json(base::as_text(text)));
        list.push_back(TRY(shipment_from(name.substr(0, name.size() - ending.size()), json)));
    }
    std::stable_sort(list.begin(), list.end(), [](const Shipment& a, const Shipment& b) { return a.sent_ms < b.sent_ms; });
    return list;
}

Result<Shipment> Shipments::confirm(const staff::Actor& who, base::ByteView confirmation) {
    TRY(m_life.check(who, Duty::begin_release));
    const app::Device& device = m_life.device();
    const crypto::Arrival arrival = TRY(crypto::open_arrival(confirmation, device.identity.trust, device.clock.wall_ms()));
    const std::vector<Shipment> known = TRY(all());
    if (known.empty()) return Failure{Fault::record_missing, "nothing was sent"};
    const auto names_it = [&](const Shipment& one) { return one.files == arrival.files && one.receiver == arrival.by; };
    // One that is open first; saying it again of one that is done changes nothing.
    auto found = std::find_if(known.begin(), known.end(), [&](const Shipment& one) { return one.is_under_way() && names_it(one); });
    if (found == known.end()) found = std::find_if(known.begin(), known.end(), [&](const Shipment& one) { return !one.confirmation && names_it(one); });
    if (found == known.end()) found = std::find_if(known.begin(), known.end(), names_it);
    if (found == known.end()) return Failure{Fault::receipt_mismatch, "confirmed by " + arrival.by + ", but these files were not sent there"};
    if (found->confirmation) return *found;
    Shipment done = *found;
    TRY(settle(done));
    done.confirmation = crypto::sha256(confirmation);
    for (const crypto::SentFile& file : done.files) {
        audit::LeafDraft leaf = leaf_about_file(Event::key_arrival_confirmed, done, file);
        leaf.fields["confirmation"] = base::to_hex(*done.confirmation);
        TRY(m_life.record(leaf));
    }
    TRY(keep(done));
    return done;
}

Result<crypto::Arrival> Shipments::receive(const staff::Actor& who, const std::vector<NamedFile>& files) {
    TRY(m_life.check(who, Duty::accept_key));
    const app::Device& device = m_life.device();
    const std::int64_t now_ms = device.clock.wall_ms();
    const auto is_for_us = [&](const NamedFile& file) -> Status {
        TRY(open_travelling_key(file.second, device.identity.trust, device.identity.device, now_ms));
        return {};
    };
    TRY(crypto::check_exports(files, device.identity.trust, now_ms, is_for_us));
    crypto::Arrival arrival{.files = {}, .received_ms = now_ms - now_ms % 1000, .by = device.identity.device.text};
    arrival.files = TRY(crypto::describe_files(files));
    return arrival;
}

}  // namespace keys
