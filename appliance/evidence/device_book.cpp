// SPDX-License-Identifier: Apache-2.0
#include "appliance/evidence/device_book.h"

#include "appliance/app/device.h"
#include "appliance/audit/leaf.h"
#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/message.h"
#include "appliance/documents/validation.h"

#include <algorithm>
#include <filesystem>

namespace evidence {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using runbook::Evidence;
using runbook::EvidenceKind;
using runbook::Need;
using runbook::Proof;
using runbook::Question;

constexpr std::string_view manifest_ending = ".manifest.json";

Failure refused(std::string why) { return {Fault::plan_step_refused, std::move(why)}; }

std::string name_of(const std::string& path) { return fs::path(path).filename().string(); }

// "A,B": what stands before and after the last comma.
std::pair<std::string, std::string> two_of(const std::string& claim) {
    const std::size_t comma = claim.rfind(',');
    if (comma == std::string::npos) return {claim, {}};
    return {claim.substr(0, comma), claim.substr(comma + 1)};
}

constexpr std::string_view log_file = "log/entries.jsonl";

bool is_about(const audit::Leaf& leaf, base::ByteView file) {
    const auto named = leaf.fields.find("file");
    return named != leaf.fields.end() && named->second == base::Json(base::to_hex(crypto::sha256(file)));
}

// Of an entry as it stands in a log.
Result<base::Digest> digest_of(const audit::Leaf& leaf) {
    const Bytes entry = TRY(audit::encode_leaf(leaf));
    return crypto::sha256(entry);
}

}  // namespace

// What `keys archive` wrote at another device: its log, by its own signature over the manifest.
struct DeviceBook::SignedArchive {
    std::string device;
    std::vector<audit::Leaf> log;
};

DeviceBook::DeviceBook(keys::KeyLife& life, Files& files, crypto::TrustStore trust)
    : m_life(life), m_device(life.device()), m_files(files), m_trust(std::move(trust)), m_others(*this), m_own(m_device.log, m_device.disk, &m_others) {}

Result<DeviceBook::SignedArchive> DeviceBook::open_archive(const std::string& in) const {
    const fs::path folder = in;
    const Bytes manifest = TRY(m_files.read((folder / "manifest.json").string()));
    const Bytes signature = TRY(m_files.read((folder / "manifest.p7s").string()));
    const crypto::VerifiedMessage words = TRY(crypto::verify_detached(signature, manifest, m_trust, crypto::Purpose::any, m_device.clock.wall_ms()));
    const base::Json json = TRY(base::parse_json(base::as_text(manifest)));
    SignedArchive archive;
    archive.device = TRY(json.text("device"));
    if (words.signer.subject_common_name() != archive.device) return refused("the archive in " + in + " is signed by another device than it names");
    const Bytes log = TRY(m_files.read((folder / log_file).string()));
    const std::string digest = base::to_hex(crypto::sha256(log));
    const base::Json::Array* files = TRY(json.array("files"));
    const bool is_signed = std::any_of(files->begin(), files->end(), [&](const base::Json& one) {
        const auto name = one.text("name");
        const auto sha256 = one.text("sha256");
        return name && sha256 && *name == log_file && *sha256 == digest;
    });
    if (!is_signed) return refused("the log in " + in + " is not the one that was signed");
    std::string_view rest = base::as_text(log);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        archive.log.push_back(TRY(audit::decode_leaf(base::as_bytes(rest.substr(0, end)))));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return archive;
}

Result<Evidence> DeviceBook::check(const Question& question) {
    if (question.need.kind != EvidenceKind::file) return m_own.check(question);
    // Of the person's files, not of the device's state.
    const Bytes content = TRY(m_files.read(question.claim));
    if (content.empty()) return refused("the file is empty: " + question.claim);
    return Evidence{EvidenceKind::file, crypto::sha256(content), name_of(question.claim) + ", " + std::to_string(content.size()) + " bytes", {}};
}

Result<Evidence> DeviceBook::Others::check(const Question& question) {
    switch (question.need.kind) {
        case EvidenceKind::log_events: return book.elsewhere(question.need, question.claim);
        case EvidenceKind::signed_receipt: return book.receipt(question.claim);
        case EvidenceKind::key_fact: return book.key_fact(question.need.proof, question.claim);
        case EvidenceKind::verdict:
            if (question.need.proof == Proof::bundle_fits) return book.bundle(question.claim);
            if (question.need.proof == Proof::log_whole) return book.whole_log();
            return book.document(question.claim);
        default: return refused("nothing here can look at this: " + std::string(question.need.what));
    }
}

// Whatever form the receiver's words have, they are signed and name the file's digest.
Result<Evidence> DeviceBook::receipt(const std::string& claim) const {
    const auto [file, path] = two_of(claim);
    if (path.empty()) return refused("a receipt is claimed as FILE,RECEIPT");
    const Bytes content = TRY(m_files.read(file));
    if (m_files.is_folder(path)) return archived_receipt(file, content, path);
    const Bytes message = TRY(m_files.read(path));
    const crypto::VerifiedMessage words = TRY(crypto::verify_message(message, m_trust, crypto::Purpose::any, m_device.clock.wall_ms()));
    if (words.signer.subject_common_name() == m_device.identity.device.text) return refused("this device cannot receive what it sends");
    const std::string digest = base::to_hex(crypto::sha256(content));
    if (base::as_text(words.content).find(digest) == std::string_view::npos) return refused(name_of(path) + " does not name the digest of " + name_of(file));
    return Evidence{EvidenceKind::signed_receipt, crypto::sha256(message),
                    words.signer.subject_common_name() + " signed for " + name_of(file) + ", sha256 " + digest, {}};
}

// The receiver's signed archive, whose log says that the file was taken in there.
Result<Evidence> DeviceBook::archived_receipt(const std::string& file, base::ByteView content, const std::string& folder) const {
    const SignedArchive archive = TRY(open_archive(folder));
    for (const audit::Leaf& leaf : archive.log) {
        if (!is_about(leaf, content)) continue;
        const base::Digest digest = TRY(digest_of(leaf));
        return Evidence{EvidenceKind::signed_receipt, digest,
                        archive.device + " signed for its log, where entry " + std::to_string(leaf.sequence) + " names " + name_of(file), {}};
    }
    return refused("the archive of " + archive.device + " does not name " + name_of(file));
}

Result<Evidence> DeviceBook::key_fact(Proof proof, const std::string& claim) {
    const auto [name, fingerprint] = two_of(claim);
    const keys::KeyView view = TRY(m_life.find(name));
    const base::Digest id = crypto::sha256(view.facts.public_key);
    const std::string what = name + " (key " + base::to_hex(id).substr(0, 16) + "): ";
    const auto found = [&](const std::string& words) { return Evidence{EvidenceKind::key_fact, id, what + words, {}}; };
    switch (proof) {
        case Proof::key_stays:
            if (view.facts.quorum) return refused(what + keys::policy_sentence(view));
            return found(keys::policy_sentence(view));
        case Proof::key_gone:
            if (!view.facts.is_destroyed) return refused(what + "the hardware still has it");
            return found("the hardware refuses it");
        case Proof::key_born_here:
            if (!view.facts.is_born_here) return refused(what + keys::origin_sentence(view));
            return found(keys::origin_sentence(view));
        case Proof::key_certified: {
            if (view.chain.empty() || view.chain.front().public_key() != view.facts.public_key) return refused(what + "there is no certificate for it");
            const std::string own = base::to_hex(view.chain.front().fingerprint());
            if (!fingerprint.empty() && fingerprint != own) return refused(what + "the platform's certificate is another one; here it is " + own);
            return found("certificate sha256 " + own + (fingerprint.empty() ? ", by " + view.chain.front().issuer_common_name() : ", as the platform told it"));
        }
        default: return refused("nothing here can look at this");
    }
}

Result<Evidence> DeviceBook::bundle(const std::string& claim) const {
    if (!claim.ends_with(manifest_ending)) return refused("a bundle is claimed by its FILE.manifest.json");
    const std::string stem = claim.substr(0, claim.size() - manifest_ending.size());
    const Bytes json = TRY(m_files.read(claim));
    const Bytes signature = TRY(m_files.read(stem + ".manifest.p7s"));
    const Bytes file = TRY(m_files.read(stem + ".pfx"));
    const crypto::VerifiedExport verified = TRY(crypto::verify_export(json, signature, file, m_trust, m_device.clock.wall_ms()));
    return Evidence{EvidenceKind::verdict, crypto::sha256(json),
                    "signed by " + verified.manifest.device + " for " + verified.manifest.destination + "; " + name_of(stem) + ".pfx, sha256 " +
                        base::to_hex(verified.manifest.file_sha256), {}};
}

Result<Evidence> DeviceBook::document(const std::string& claim) {
    const Bytes pdf = TRY(m_files.read(claim));
    const documents::Description description = TRY(m_device.reader.describe(pdf));
    // Who signs documents may stand under another authority; who speaks for a device may not.
    crypto::TrustStore trust = m_trust;
    for (const crypto::Certificate& anchor : m_device.identity.signers) trust.add_anchor(anchor);
    const documents::ValidationReport report = documents::validate(pdf, description, trust, m_device.clock.wall_ms());
    if (report.signatures.empty()) return refused(name_of(claim) + " is not signed");
    for (const documents::SignatureReport& one : report.signatures) {
        const bool is_rehearsal = one.is_test && one.fault == Fault::certificate_is_test;
        if (one.indication != documents::Indication::total_passed && !is_rehearsal)
            return refused(name_of(claim) + ": " + std::string(documents::name_of(one.indication)) + " " + one.sub_indication + " " + one.detail);
    }
    std::vector<Bytes> anchors;
    for (const crypto::Certificate& anchor : trust.anchors()) anchors.push_back(anchor.der());
    if (const auto second = m_device.second_opinion.check(pdf, anchors); !second) return second.failure();
    return Evidence{EvidenceKind::verdict, crypto::sha256(pdf), name_of(claim) + ": both verifiers accept it, signed by " + report.signatures.back().signer, {}};
}

Result<Evidence> DeviceBook::whole_log() {
    const audit::AuditLog::Verdict verdict = TRY(m_device.log.verify_all(m_device.identity.log_key, m_device.identity.witnesses));
    return Evidence{EvidenceKind::verdict, verdict.root,
                    "whole: " + std::to_string(verdict.entries) + " entries, the last checkpoint states " + std::to_string(verdict.checkpoint_size), {}};
}

// Another device took the file in: its log, which its archive holds as that device signed it, says so.
Result<Evidence> DeviceBook::elsewhere(const Need& need, const std::string& claim) const {
    const auto [folder, file] = two_of(claim);
    if (file.empty()) return refused("what happened elsewhere is claimed as ARCHIVE,FILE");
    const Bytes content = TRY(m_files.read(file));
    const SignedArchive archive = TRY(open_archive(folder));
    const runbook::LogCount asked = counts_of(need).front();
    std::uint32_t found = 0;
    std::string where;
    base::Digest entry_digest{};
    for (const audit::Leaf& leaf : archive.log) {
        if (leaf.event != asked.event || !is_about(leaf, content)) continue;
        ++found;
        where = std::to_string(leaf.sequence);
        entry_digest = TRY(digest_of(leaf));
    }
    if (found < asked.at_least) return refused("the log of " + archive.device + " has no " + std::string(audit::row_of(asked.event).id) + " of " + name_of(file));
    const std::string surplus = found > asked.at_most ? std::to_string(found - asked.at_most) + " more at " + archive.device : "";
    return Evidence{EvidenceKind::log_events, entry_digest,
                    "entry " + where + " of the log of " + archive.device + ": " + std::string(audit::row_of(asked.event).id) + " of " + name_of(file), surplus};
}

}  // namespace evidence
