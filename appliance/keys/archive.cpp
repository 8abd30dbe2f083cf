// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/archive.h"

#include "appliance/app/journal.h"
#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"

namespace keys {
namespace {

using base::Bytes;
using base::Json;
using base::Result;

constexpr std::uint64_t entries_at_once = 512;

constexpr std::string_view explanation =
    "What is in this archive\n"
    "=======================\n\n"
    "keys.json       every key of the device, as its security chip describes it\n"
    "chains/         the certificates of each key, leaf first\n"
    "log/            the device's checkpoint and every entry of its audit log, one a line\n"
    "manifest.json   every file with its size and SHA-256; manifest.p7s is the device's signature over it\n\n"
    "What is not in it, and why\n"
    "==========================\n\n"
    "Private keys. Some handbooks recommend to archive the private keys of signatures together with their\n"
    "certificates. NIST SP 800-57 part 1 says the opposite: a private signature key is destroyed when its time is\n"
    "over, because whoever holds a copy can sign in its name, and checking old signatures needs only the public key.\n"
    "This device follows SP 800-57. Keys that were made to be moved leave only with their custodians' approvals,\n"
    "one by one, for a reason that is in the log.\n";

Result<Bytes> log_entries(audit::AuditLog& log) {
    Bytes text;
    const std::uint64_t size = log.size();
    for (std::uint64_t first = 0; first < size; first += entries_at_once)
        for (const Bytes& entry : TRY(log.entries(first, entries_at_once))) {
            base::append(text, entry);
            text.push_back('\n');
        }
    return text;
}

}  // namespace

Result<Archive> make_archive(KeyLife& life, const staff::Actor& who, const std::string& reason) {
    TRY(life.check(who, staff::Duty::archive_evidence));
    const app::Device& device = life.device();
    Archive archive;
    const auto add = [&archive](std::string name, Bytes content) { archive.files.push_back({std::move(name), std::move(content)}); };

    Json keys{Json::Array{}};
    for (const KeyView& view : TRY(life.list())) {
        keys.push(to_json(view));
        std::string chain;
        for (const crypto::Certificate& certificate : view.chain) chain += certificate.to_pem();
        if (!chain.empty()) add("chains/" + view.facts.name + ".pem", base::to_bytes(std::string_view(chain)));
    }
    add("keys.json", base::to_bytes(std::string_view(base::canonical_json(keys))));
    const std::string checkpoint = TRY(device.log.make_checkpoint(device.log_signer));
    add("log/checkpoint", base::to_bytes(std::string_view(checkpoint)));
    Bytes entries = TRY(log_entries(device.log));
    add("log/entries.jsonl", std::move(entries));
    add("README.txt", base::to_bytes(explanation));

    Json files{Json::Array{}};
    for (const ArchiveFile& file : archive.files) {
        Json one;
        one.set("name", file.name).set("size", static_cast<std::int64_t>(file.content.size()));
        one.set("sha256", base::to_hex(crypto::sha256(file.content)));
        files.push(std::move(one));
    }
    Json manifest;
    manifest.set("v", 1).set("kind", "key-archive").set("device", device.identity.device.text).set("files", std::move(files));
    manifest.set("made", base::to_rfc3339(device.clock.wall_ms())).set("person", who.id()).set("reason", reason);
    manifest.set("private_keys", "none, by SP 800-57 part 1").set("test", device.identity.is_test);
    Bytes text = base::to_bytes(std::string_view(base::canonical_json(manifest)));
    archive.manifest_sha256 = crypto::sha256(text);
    add("manifest.json", std::move(text));

    audit::LeafDraft leaf = app::leaf_about(audit::Event::evidence_archived);
    leaf.fields["archive"] = base::to_hex(archive.manifest_sha256);
    leaf.fields["files"] = static_cast<std::int64_t>(archive.files.size());
    leaf.fields["person"] = who.id();
    TRY(life.record(leaf));
    return archive;
}

}  // namespace keys
