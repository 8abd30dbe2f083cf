// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/decommission.h"

#include "appliance/app/journal.h"
#include "appliance/app/post_office.h"
#include "appliance/crypto/digest.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/layout.h"
#include "appliance/keys/key_life.h"

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::size_t reason_max = 1000;
constexpr std::uint64_t entries_looked_at = 64;  // a few starts since the certificate was signed

Status check_people(const app::Device& device, const EndOrder& order) {
    if (order.performed_by.id == order.witnessed_by.id) return Failure{Fault::role_refused, "the witness is a second person"};
    if (order.witnessed_by.is_proven || device.identity.is_test) return {};
    return Failure{Fault::role_refused, "the witness showed no token; only a rehearsal takes that"};
}

Status check_words(const app::Device& device, const EndOrder& order) {
    if (order.name_again != device.identity.device.text)
        return Failure{Fault::usage_invalid, "this cannot be undone; say --yes-destroy " + device.identity.device.text};
    if (order.abandons_undelivered && order.reason.empty())
        return Failure{Fault::usage_invalid, "say with --reason why undelivered documents are given up"};
    // The keys end with the chip's seed; nothing here would leave them to be found by somebody who takes the chip apart.
    if (order.sanitization != exchange::Sanitization::purge)
        return Failure{Fault::usage_invalid, "what is done here is a cryptographic erase and TPM2_Clear, which NIST SP 800-88 calls Purge; "
                                             "there is no lesser way to end a device, so it is not called Clear"};
    if (order.reason.size() > reason_max) return Failure{Fault::usage_invalid, "the reason is too long"};
    return {};
}

// The papers of an earlier try at this very device may be replaced: they never came into force.
Status check_room(const EndPapers& papers, const std::string& chip) {
    const auto before = papers.disk.read(papers.certificate());
    if (!before && before.fault() == Fault::disk_not_found) return {};
    if (!before) return before.failure();
    const auto json = base::parse_json(base::as_text(*before));
    const auto statement = json ? exchange::destruction_from(*json) : Result<exchange::DestructionStatement>(json.failure());
    if (statement && statement->chip == chip) return {};
    return Failure{Fault::output_exists, papers.certificate()};
}

Result<std::vector<exchange::DestroyedKey>> keys_of(OpenDevice& device) {
    const auto standing = [](const ports::KeyFacts& facts) { return facts.is_destroyed ? "destroyed before" : "ends here"; };
    std::vector<exchange::DestroyedKey> out;
    const ports::KeyFacts birth = TRY(device.keeper().birth_key());
    out.push_back({"birth", standing(birth), birth.public_key});
    for (const ports::KeyFacts& facts : TRY(device.keeper().keys())) out.push_back({facts.name, standing(facts), facts.public_key});
    out.push_back({"tls", "ends here", device.tls_key().public_key()});
    out.push_back({"log", "ends here", device.parts().log_signer.public_key()});
    const IdentityFiles papers = TRY(read_identity(device.parts().disk));
    out.push_back({"parcel", "ends here", papers.parcel_certificate.public_key()});
    return out;
}

Result<exchange::DestructionStatement> statement_of(OpenDevice& device, const EndOrder& order, std::uint64_t undelivered) {
    const app::Device& parts = device.parts();
    exchange::DestructionStatement statement;
    statement.device = parts.identity.device;
    statement.place = parts.identity.place;
    statement.is_rehearsal = parts.identity.is_test;
    statement.begins_again = order.begins_again;
    statement.chip = order.escrow.chip;
    const Bytes objects = TRY(parts.disk.read(objects_path));
    statement.objects = TRY(base::parse_json(base::as_text(objects)));
    statement.sanitization = order.sanitization;
    statement.tool_version = order.tool_version;
    statement.at_ms = parts.clock.wall_ms();
    statement.officer = order.performed_by;
    statement.witness = order.witnessed_by;
    statement.undelivered = undelivered;
    statement.reason = order.reason;
    statement.keys = TRY(keys_of(device));
    for (const Count& count : TRY(device.counts())) statement.counters.push_back({count.name, count.value});
    statement.checkpoint = TRY(parts.log.last_checkpoint());
    return statement;
}

Status record(const app::Device& device, const audit::LeafDraft& leaf) {
    vault::Transaction step = TRY(device.vault.begin());
    TRY(device.log.append(step, leaf));
    TRY(step.commit());
    return device.log.catch_up();
}

Result<bool> is_recorded(const app::Device& device, const std::string& certificate) {
    const std::uint64_t size = device.log.size();
    for (std::uint64_t index = size - std::min(size, entries_looked_at); index < size; ++index) {
        const audit::Leaf leaf = TRY(device.log.leaf(index));
        if (leaf.event != audit::Event::decommissioned) continue;
        const auto named = leaf.fields.find("certificate");
        if (named != leaf.fields.end() && named->second.as_text() != nullptr && *named->second.as_text() == certificate) return true;
    }
    return false;
}

}  // namespace

Result<std::uint64_t> undelivered_documents(const app::Device& device) {
    std::uint64_t count = 0;
    for (const vault::RecordHead& head : TRY(device.vault.heads(vault::RecordType::artifact)))
        if (head.state != vault::RecordState::receipted && head.state != vault::RecordState::shredded) ++count;
    return count;
}

Status certify_end(OpenDevice& device, const EndOrder& order, EndPapers& papers) {
    const app::Device& parts = device.parts();
    keys::KeyLife life(parts, device.keeper());
    TRY(life.check(order.officer, staff::Duty::decommission));
    TRY(check_people(parts, order));
    TRY(check_words(parts, order));
    const std::uint64_t undelivered = TRY(undelivered_documents(parts));
    if (undelivered != 0 && !order.abandons_undelivered)
        return life.refused(order.officer, {Fault::undelivered_waiting, std::to_string(undelivered) + " signed documents have no receipt"});
    TRY(check_room(papers, order.escrow.chip));
    TRY(device.prove_escrow(order.escrow));

    audit::LeafDraft intended = app::leaf_about(audit::Event::decommission_intended);
    intended.fields["method"] = order.begins_again ? "factory-reset" : "purge";
    intended.fields["person"] = order.performed_by.id;
    intended.fields["undelivered"] = static_cast<std::int64_t>(undelivered);
    TRY(record(parts, intended));
    TRY(app::PostOffice(parts).publish_log());

    const exchange::DestructionStatement statement = TRY(statement_of(device, order, undelivered));
    const std::string text = base::canonical_json(to_json(statement));
    const Bytes signature = TRY(device.sign_detached(base::as_bytes(text)));
    TRY(papers.disk.write_atomically(papers.certificate(), base::as_bytes(text)));
    TRY(papers.disk.write_atomically(papers.signature(), signature));
    return write_ending(parts.disk, {.stage = Ending::Stage::certified,
                                     .device = statement.device.text,
                                     .chip = statement.chip,
                                     .person = order.performed_by.id,
                                     .certificate = crypto::sha256(base::as_bytes(text)),
                                     .begins_again = order.begins_again});
}

Status record_end(OpenDevice& device, const EndPapers& papers) {
    const app::Device& parts = device.parts();
    const std::optional<Ending> ending = TRY(read_ending(parts.disk));
    if (!ending) return Failure{Fault::event_refused, "nobody began to end this device"};
    TRY(check_certificate(papers, *ending));
    const std::string certificate = base::to_hex(ending->certificate);
    if (TRY(is_recorded(parts, certificate))) return {};
    audit::LeafDraft leaf = app::leaf_about(audit::Event::decommissioned);
    leaf.fields["certificate"] = certificate;
    leaf.fields["person"] = ending->person;
    return record(parts, leaf);
}

}  // namespace device
