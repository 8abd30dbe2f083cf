// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/provisioning.h"

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/note.h"
#include "appliance/base/reader.h"
#include "appliance/crypto/certificate.h"
#include "appliance/crypto/csr.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/trust.h"
#include "appliance/device/approval_renewal.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/layout.h"
#include "sync/enrolment_binding.h"
#include "sync/folder_mailbox.h"
#include "sync/http.h"
#include "sync/names.h"
#include "tpm/device_tpm.h"

namespace device {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

// A random code that nobody learns, for the one signature under the certificate request.
base::Pin bench_code() {
    base::Pin code;
    for (const std::uint8_t byte : crypto::random_bytes(base::Pin::length_max)) code.push(static_cast<char>('0' + byte % 10));
    return code;
}

Json evidence_of(const tpm::Enrolment& enrolment) {
    Json certificates{Json::Array{}};
    for (const Bytes& der : enrolment.endorsement_certificates) certificates.push(base::to_base64(der));
    Json certified{Json::Array{}};
    Json tpm;
    for (const tpm::KeyEvidence& key : enrolment.keys) {
        if (key.name == "storage") tpm.set("storage_key_name", base::to_hex(key.tpm_name()));
        if (key.name == "attestation") tpm.set("ak_public", base::to_base64(key.public_area));
        if (key.attested.empty()) continue;
        Json item;
        item.set("public", base::to_base64(key.public_area)).set("attested", base::to_base64(key.attested));
        item.set("signature", base::to_base64(key.signature));
        certified.push(std::move(item));
    }
    tpm.set("ek_chain", std::move(certificates)).set("certify", std::move(certified));
    return tpm;
}

Result<Bytes> signing_request(tpm::DeviceTpm& tpm, const base::DeviceId& device) {
    ports::KeyGuard& guard = tpm.key_guard();
    const base::Pin code = bench_code();
    TRY(guard.install(code, 1));
    TRY(guard.unlock(code));
    auto request = crypto::create_csr(guard.key(), device.text);
    guard.lock();
    return request;
}

Result<Json> enrolment_letter(tpm::DeviceTpm& tpm, const ProvisioningOrder& order, const std::string& vkey) {
    const Bytes signing_csr = TRY(signing_request(tpm, order.device));
    const Bytes tls_csr = TRY(crypto::create_csr(tpm.tls_key(), order.device.text));
    const base::Digest claim = exchange::log_key_binding(order.log_origin, exchange::code_digest(order.enrolment_code));
    const Bytes proof = TRY(tpm.log_key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, claim));
    const tpm::Enrolment enrolment = TRY(tpm.enrolment());

    Json log;
    log.set("origin", order.log_origin).set("vkey", vkey).set("proof", base::to_base64(proof));
    Json letter;
    letter.set("v", 1).set("code", order.enrolment_code).set("device", order.device.text);
    letter.set("signing_csr", base::to_base64(signing_csr)).set("tls_csr", base::to_base64(tls_csr));
    letter.set("parcel_spki", base::to_base64(tpm.parcel_key().public_key()));
    letter.set("log", std::move(log)).set("tpm", evidence_of(enrolment));
    return letter;
}

// What a run was begun with, on the disk from before the chip is changed until all is done.
// A chip that already has an owner belongs to this run if, and only if, this says so.
Bytes begun_text(const ProvisioningOrder& order) {
    Json begun;
    begun.set("v", 1).set("device", order.device.text).set("place", order.place).set("log_origin", order.log_origin);
    begun.set("binding", base::to_hex(exchange::enrolment_binding(exchange::code_digest(order.enrolment_code))));
    return base::to_bytes(base::canonical_json(begun));
}

// Of the log before a factory reset; empty when there was none.
Result<std::string> previous_origin(const base::Disk& disk) {
    const auto text = disk.read(previous_checkpoint_path);
    if (!text && text.fault() == Fault::disk_not_found) return std::string();
    if (!text) return text.failure();
    const audit::Note note = TRY(audit::parse_note(base::as_text(*text)));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(note.text));
    return checkpoint.origin;
}

// True when this run was begun before with the same values and goes on.
Result<bool> begin_or_resume(const std::string& tcti, base::Disk& disk, const ProvisioningOrder& order, tpm::BusOptions bus) {
    const Bytes text = begun_text(order);
    const auto before = disk.read(begun_path);
    if (!before && before.fault() != Fault::disk_not_found) return before.failure();
    if (before && *before == text) return true;
    // The chip has an owner, and not from a run with these values.
    TRY(tpm::require_new(tcti, bus));
    // What another device kept, perhaps under another root, never becomes this one's.
    if (disk.exists(vault_database))
        return Failure{Fault::output_exists, "the folder holds what an earlier device kept; a device begins in an empty one (inkseal device factory-reset)"};
    if (TRY(previous_origin(disk)) == order.log_origin)
        return Failure{Fault::usage_invalid, "the log before the factory reset had this origin; choose its next number"};
    TRY(disk.write_atomically(begun_path, text));
    return false;
}

// A TPM2B: two bytes of size, then exactly so many.
Result<Bytes> content_of_tpm2b(base::ByteView structure) {
    base::Reader reader(structure);
    const base::ByteView content = reader.take(reader.take_u16());
    if (!reader.is_finished()) return Failure{Fault::message_invalid, "the challenge is not two TPM2B structures"};
    return base::to_bytes(content);
}

Status check_refusal(exchange::FolderMailbox& mailbox) {
    const auto refused = mailbox.fetch(exchange::enrol_refused_name);
    if (!refused) return {};
    const auto json = base::parse_json(base::as_text(*refused));
    const auto reason = json ? json->text("reason") : Result<std::string>(std::string("no reason given"));
    return Failure{Fault::server_refused, reason ? *reason : std::string("no reason given")};
}

Result<std::string> pem_chain(const Json& answer, std::string_view name) {
    const Json::Array* items = TRY(answer.array(name));
    std::string pem;
    for (const Json& item : *items) {
        Bytes der;
        if (item.as_text() == nullptr || !base::from_base64(*item.as_text(), der)) return Failure{Fault::message_invalid, std::string(name)};
        const crypto::Certificate certificate = TRY(crypto::Certificate::from_der(der));
        pem += certificate.to_pem();
    }
    if (pem.empty()) return Failure{Fault::message_invalid, std::string(name) + " is empty"};
    return pem;
}

// What the platform wrote and the courier brings.
Result<Bytes> letter(exchange::FolderMailbox& mailbox, std::string_view name) {
    auto text = mailbox.fetch(name);
    if (!text && text.fault() == Fault::disk_not_found)
        return Failure{Fault::disk_not_found, "the platform's letter is not here yet, run the courier: inbox/" + std::string(name)};
    return text;
}

// The certificate is for our key, and leads to the root that was pinned.
Status check_chain(const std::string& pem, base::ByteView key, crypto::Purpose purpose, const crypto::TrustStore& trust,
                   std::int64_t now_ms) {
    const std::vector<crypto::Certificate> chain = TRY(crypto::Certificate::all_from_pem(base::as_bytes(pem)));
    if (!base::equal_constant_time(chain.front().public_key(), key)) return Failure{Fault::certificate_invalid, "for another key"};
    TRY(trust.verify(chain.front(), purpose, now_ms, chain));
    return {};
}

}  // namespace

Result<std::string> next_log_origin(const base::Disk& disk, const std::string& first) {
    const std::string before = TRY(previous_origin(disk));
    if (before.empty()) return first;
    const std::size_t slash = before.rfind('/');
    const auto number = slash == std::string::npos ? std::nullopt : exchange::parse_decimal(before.substr(slash + 1));
    if (!number) return Failure{Fault::checkpoint_invalid, "the log before has no number at its origin's end: " + before};
    return before.substr(0, slash + 1) + std::to_string(*number + 1);
}

Status begin_provisioning(const std::string& tcti, base::Disk& disk, const base::Clock& clock, const ProvisioningOrder& order,
                          tpm::BusOptions bus) {
    const std::vector<crypto::Certificate> roots = TRY(crypto::Certificate::all_from_pem(order.platform_root));
    if (roots.size() != 1) return Failure{Fault::usage_invalid, "the file of the platform's root holds several certificates"};
    TRY(crypto::Certificate::all_from_pem(order.notary));
    tpm::ProvisionOrder birth_order = order.tpm;
    birth_order.enrolment_binding = base::to_bytes(exchange::enrolment_binding(exchange::code_digest(order.enrolment_code)));
    birth_order.resumes = TRY(begin_or_resume(tcti, disk, order, bus));
    TRY(tpm::provision(tcti, disk, birth_order, bus));
    const auto tpm = TRY(tpm::DeviceTpm::open(tcti, disk, clock, bus));

    tpm::Approval approval = TRY(tpm->propose_approval(order.reach));
    TRY(order.approve(approval));
    TRY(tpm->install_approval(approval));
    TRY(note_worth(disk, order.reach.clock_ms, order.reach.signatures));

    const audit::NoteKey log_key{order.log_origin, audit::NoteKeyType::ecdsa, tpm->log_key().public_key()};
    const Birthright birthright{order.device, order.place, order.log_origin, audit::vkey_text(log_key)};
    TRY(write_birthright(disk, birthright));
    TRY(disk.write_atomically(platform_root_path, order.platform_root));
    TRY(disk.write_atomically(courier_root_path, order.platform_root));
    TRY(disk.write_atomically(notary_path, order.notary));
    const Json letter = TRY(enrolment_letter(*tpm, order, birthright.log_vkey));
    exchange::FolderMailbox mailbox(disk);
    TRY(mailbox.post(exchange::enrol_request_name, base::as_bytes(base::canonical_json(letter))));
    TRY(tpm->shut_down());
    return disk.remove(begun_path);
}

Status answer_challenge(const std::string& tcti, base::Disk& disk, const base::Clock& clock) {
    exchange::FolderMailbox mailbox(disk);
    TRY(check_refusal(mailbox));
    const Bytes text = TRY(letter(mailbox, exchange::enrol_challenge_name));
    const Json json = TRY(base::parse_json(base::as_text(text)));
    tpm::Challenge challenge;
    const Bytes blob = TRY(json.base64("credential_blob"));
    const Bytes encrypted = TRY(json.base64("encrypted_secret"));
    challenge.id_object = TRY(content_of_tpm2b(blob));
    challenge.encrypted_secret = TRY(content_of_tpm2b(encrypted));
    const std::string session = TRY(json.text("session"));
    const auto tpm = TRY(tpm::DeviceTpm::open(tcti, disk, clock));
    const base::SecretBytes secret = TRY(tpm->answer_challenge(challenge));
    Json answer;
    answer.set("session", session).set("secret", base::to_base64(secret.reveal()));
    TRY(mailbox.post(exchange::enrol_activation_name, base::as_bytes(base::canonical_json(answer))));
    TRY(mailbox.discard(exchange::enrol_challenge_name));
    return tpm->shut_down();
}

Status finish_provisioning(const std::string& tcti, base::Disk& disk, const base::Clock& clock) {
    exchange::FolderMailbox mailbox(disk);
    TRY(check_refusal(mailbox));
    const Bytes text = TRY(letter(mailbox, exchange::enrol_certificates_name));
    const Json answer = TRY(base::parse_json(base::as_text(text)));
    crypto::TrustStore trust;
    const Bytes root = TRY(disk.read(platform_root_path));
    for (const crypto::Certificate& anchor : TRY(crypto::Certificate::all_from_pem(root))) trust.add_anchor(anchor);

    const std::string signing = TRY(pem_chain(answer, "signing"));
    const std::string tls = TRY(pem_chain(answer, "tls"));
    const std::string parcel = TRY(pem_chain(answer, "parcel"));
    const auto tpm = TRY(tpm::DeviceTpm::open(tcti, disk, clock));
    const std::int64_t now = clock.wall_ms();
    TRY(check_chain(signing, tpm->key_guard().key().public_key(), crypto::Purpose::document_signing, trust, now));
    TRY(check_chain(tls, tpm->tls_key().public_key(), crypto::Purpose::tls_client, trust, now));
    TRY(check_chain(parcel, tpm->parcel_key().public_key(), crypto::Purpose::any, trust, now));
    const Json::Object* certificates = TRY(answer.object("trust"));
    const auto archive = certificates->find("archive");
    if (archive == certificates->end() || archive->second.as_text() == nullptr) return Failure{Fault::message_invalid, "no archive certificate"};
    const std::string archive_pem = *archive->second.as_text();
    const std::string witness = TRY(answer.text("witness_vkey"));
    TRY(audit::parse_vkey(witness));
    std::int64_t parcels_from = 1;  // a platform that does not say knows no earlier unit
    if (answer.find("parcels_from") != nullptr) parcels_from = TRY(answer.number("parcels_from"));
    if (parcels_from < 1 || static_cast<std::uint64_t>(parcels_from) > exchange::sequence_max)
        return Failure{Fault::message_invalid, "parcels_from"};

    TRY(disk.write_atomically(signing_chain_path, base::as_bytes(signing)));
    TRY(disk.write_atomically(tls_chain_path, base::as_bytes(tls)));
    TRY(disk.write_atomically(courier_witness_path, base::as_bytes(witness + "\n")));
    TRY(disk.write_atomically(courier_chain_path, base::as_bytes(tls)));
    TRY(disk.write_atomically(parcel_chain_path, base::as_bytes(parcel)));
    TRY(disk.write_atomically(archive_path, base::as_bytes(archive_pem)));
    TRY(disk.write_atomically(parcels_from_path, base::as_bytes(std::to_string(parcels_from))));
    TRY(disk.write_atomically(witness_path, base::as_bytes(witness + "\n")));
    TRY(mailbox.discard(exchange::enrol_certificates_name));
    return tpm->shut_down();
}

}  // namespace device
