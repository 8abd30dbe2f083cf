// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/platform.h"

#include "appliance/base/json.h"
#include "appliance/crypto/authority.h"
#include "appliance/crypto/random.h"

#include <algorithm>
#include <sstream>

namespace receiver {
namespace {

using base::Bytes;
using base::Fault;
using base::Json;
using base::Result;
using base::SecretBytes;
using base::Status;
using crypto::Certificate;
using crypto::SoftwareKey;
using crypto::Subject;
using crypto::Validity;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t year_ms = 366 * day_ms;

Validity years_from(std::int64_t now_ms, int years) { return {now_ms - day_ms, now_ms + years * year_ms}; }

std::string pem_of_public_key(base::ByteView spki) {
    const std::string text = base::to_base64(spki);
    std::string pem = "-----BEGIN PUBLIC KEY-----\n";
    for (std::size_t at = 0; at < text.size(); at += 64) pem.append(text, at, 64).append("\n");
    return pem.append("-----END PUBLIC KEY-----\n");
}

// Everything a new platform's files are made with.
struct Maker {
    base::Disk& disk;
    const PlatformPlan& plan;
    std::int64_t now_ms;

    Subject subject(const char* role) const {
        return {plan.name + (plan.is_test ? " TEST " : " ") + role, plan.name};
    }
    Status write(const std::string& path, std::string_view text) const {
        return disk.write_atomically(path, base::as_bytes(text));
    }
    Result<std::shared_ptr<SoftwareKey>> new_key(const std::string& path, ports::KeyAlgorithm algorithm) const {
        auto key = TRY(SoftwareKey::generate(algorithm));
        const SecretBytes pem = TRY(key->to_pem());
        TRY(disk.write_atomically(path, pem.reveal()));
        return key;
    }
};

using IssueFunction = Result<Certificate> (*)(const crypto::Issuer&, base::ByteView, const Subject&, const Validity&);

Status make_identity(const Maker& maker, const crypto::Issuer& issuer, const char* name, const char* role,
                     IssueFunction issue) {
    const auto key = TRY(maker.new_key(std::string("keys/") + name + ".key", ports::KeyAlgorithm::ecdsa_p256));
    const Certificate certificate =
        TRY(issue(issuer, key->public_key(), maker.subject(role), years_from(maker.now_ms, 10)));
    return maker.write(std::string("public/") + name + ".pem", certificate.to_pem());
}

Status make_server(const Maker& maker, const crypto::Issuer& issuer) {
    const auto key = TRY(maker.new_key("keys/tls.key", ports::KeyAlgorithm::ecdsa_p256));
    const Certificate certificate = TRY(crypto::issue_tls_server(issuer, key->public_key(), maker.subject("receiver"),
                                                                 maker.plan.hosts, years_from(maker.now_ms, 2)));
    return maker.write("tls.pem", certificate.to_pem() + issuer.certificate.to_pem());
}

Status make_archive(const Maker& maker, const crypto::Issuer& issuer) {
    const auto key = TRY(crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p384));
    const SecretBytes pem = TRY(key->to_pem());
    TRY(maker.disk.write_atomically("archive/archive.key", pem.reveal()));
    const Certificate certificate = TRY(
        crypto::issue_agreement(issuer, key->public_key(), maker.subject("archive"), years_from(maker.now_ms, 10)));
    return maker.write("public/archive.pem", certificate.to_pem());
}

Status make_witness(const Maker& maker, const std::string& name) {
    const audit::Ed25519Key key = TRY(audit::Ed25519Key::generate());
    TRY(maker.disk.write_atomically("keys/witness.key", key.seed().reveal()));
    const audit::NoteKey public_key{name, audit::NoteKeyType::cosignature, key.public_key()};
    return maker.write("public/witness.vkey", audit::vkey_text(public_key) + "\n");
}

std::string write_plan(const PlatformPlan& plan) {
    Json hosts = Json(Json::Array{});
    for (const std::string& host : plan.hosts) hosts.push(host);
    Json json;
    json.set("v", 1)
        .set("name", plan.name)
        .set("domain", plan.domain)
        .set("hosts", std::move(hosts))
        .set("public_url", plan.public_url)
        .set("is_test", plan.is_test)
        .set("fleet_window_s", static_cast<std::int64_t>(plan.fleet_window_s))
        .set("poll_s", static_cast<std::int64_t>(plan.poll_s));
    return base::canonical_json(json);
}

Result<PlatformPlan> read_plan(base::ByteView text) {
    const Json json = TRY(base::parse_json(base::as_text(text)));
    PlatformPlan plan;
    plan.name = TRY(json.text("name"));
    plan.domain = TRY(json.text("domain"));
    plan.public_url = TRY(json.text("public_url"));
    plan.is_test = TRY(json.flag("is_test"));
    plan.fleet_window_s = static_cast<std::uint32_t>(TRY(json.number("fleet_window_s")));
    plan.poll_s = static_cast<std::uint32_t>(TRY(json.number("poll_s")));
    plan.hosts.clear();
    for (const Json& host : *TRY(json.array("hosts")))
        if (host.as_text() != nullptr) plan.hosts.push_back(*host.as_text());
    return plan;
}

// public/approval.pem, as pem_of_public_key wrote it.
Result<Bytes> read_public_key(const base::Disk& disk, const std::string& path) {
    const Bytes pem = TRY(disk.read(path));
    std::string text;
    std::istringstream lines{std::string(base::as_text(pem))};
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("-----")) text += line;
    Bytes spki;
    if (!base::from_base64(text, spki)) return base::Failure{Fault::configuration_invalid, path};
    return spki;
}

Result<Certificate> read_certificate(const base::Disk& disk, const std::string& path) {
    const Bytes pem = TRY(disk.read(path));
    const std::vector<Certificate> all = TRY(Certificate::all_from_pem(pem));
    return all.front();
}

Result<Identity> read_identity(const base::Disk& disk, const std::string& name, std::vector<Certificate> issuers) {
    const Certificate certificate = TRY(read_certificate(disk, "public/" + name + ".pem"));
    Bytes pem = TRY(disk.read("keys/" + name + ".key"));
    const SecretBytes secret{base::ByteView(pem)};
    base::wipe(pem.data(), pem.size());
    auto key = TRY(SoftwareKey::from_pem(secret));
    return Identity{certificate, std::move(issuers), std::move(key)};
}

std::string root_crl_url(const PlatformPlan& plan) { return plan.public_url + "/crl/root.crl"; }
std::string issuing_crl_url(const PlatformPlan& plan) { return plan.public_url + "/crl/issuing.crl"; }

}  // namespace

crypto::TrustStore Platform::trust() const {
    crypto::TrustStore store;
    store.add_anchor(root);
    store.add_intermediate(issuing.certificate);
    return store;
}

audit::NoteKey Platform::witness_key() const {
    return {witness_name, audit::NoteKeyType::cosignature, witness.public_key()};
}

Status create_platform(base::Disk& disk, const PlatformPlan& plan, std::int64_t now_ms) {
    if (disk.exists("platform.json")) return base::Failure{Fault::configuration_invalid, "there is a platform already"};
    const Maker maker{disk, plan, now_ms};
    const auto root_key = TRY(maker.new_key("offline/root.key", ports::KeyAlgorithm::ecdsa_p384));
    const Certificate root = TRY(crypto::make_root(*root_key, maker.subject("root"), years_from(now_ms, 20)));
    const crypto::Issuer root_issuer{root, *root_key, root_crl_url(plan)};
    const auto issuing_key = TRY(maker.new_key("keys/issuing.key", ports::KeyAlgorithm::ecdsa_p384));
    const Certificate issuing = TRY(crypto::make_issuing(root_issuer, issuing_key->public_key(),
                                                         maker.subject("issuing CA"), years_from(now_ms, 10)));
    TRY(maker.write("public/root.pem", root.to_pem()));
    TRY(maker.write("public/issuing.pem", issuing.to_pem()));
    const Bytes root_crl = TRY(crypto::issue_crl(root_issuer, 1, now_ms - day_ms, now_ms + 2 * year_ms, {}));
    TRY(disk.write_atomically("public/root.crl", root_crl));
    const crypto::Issuer issuer{issuing, *issuing_key, issuing_crl_url(plan)};
    TRY(make_server(maker, issuer));
    TRY(make_identity(maker, issuer, "tsa", "time-stamping", crypto::issue_timestamping));
    TRY(make_identity(maker, issuer, "receipt", "receipts", crypto::issue_receipt));
    // Work orders are platform statements too: no device's certificate could pass for one.
    TRY(make_identity(maker, issuer, "work-order", "work orders", crypto::issue_receipt));
    TRY(make_archive(maker, issuer));
    const auto approval = TRY(maker.new_key("keys/approval.key", ports::KeyAlgorithm::ecdsa_p256));
    TRY(maker.write("public/approval.pem", pem_of_public_key(approval->public_key())));
    TRY(make_witness(maker, plan.domain + "/witness"));
    TRY(maker.write("api-key", base::to_hex(crypto::random_bytes(24))));
    return maker.write("platform.json", write_plan(plan));
}

Result<Platform> open_platform(const base::Disk& disk) {
    const Bytes plan_text = TRY(disk.read("platform.json"));
    const PlatformPlan plan = TRY(read_plan(plan_text));
    const Certificate root = TRY(read_certificate(disk, "public/root.pem"));
    Identity issuing = TRY(read_identity(disk, "issuing", {root}));
    const std::vector<Certificate> issuers{issuing.certificate};
    Identity timestamping = TRY(read_identity(disk, "tsa", issuers));
    Identity receipt = TRY(read_identity(disk, "receipt", issuers));
    Identity work_order = TRY(read_identity(disk, "work-order", issuers));
    const Certificate archive = TRY(read_certificate(disk, "public/archive.pem"));
    Bytes approval_key = TRY(read_public_key(disk, "public/approval.pem"));
    const Bytes seed = TRY(disk.read("keys/witness.key"));
    audit::Ed25519Key witness = TRY(audit::Ed25519Key::from_seed(SecretBytes(base::ByteView(seed))));
    const Bytes api_key = TRY(disk.read("api-key"));
    return Platform{plan,
                    root,
                    std::move(issuing),
                    std::move(timestamping),
                    std::move(receipt),
                    std::move(work_order),
                    archive,
                    std::move(approval_key),
                    std::move(witness),
                    plan.domain + "/witness",
                    std::string(base::as_text(api_key))};
}

Status renew_crl(base::Disk& disk, const Platform& platform, const std::vector<crypto::Revocation>& revoked,
                 std::int64_t now_ms) {
    const crypto::Issuer issuer{platform.issuing.certificate, *platform.issuing.key, issuing_crl_url(platform.plan)};
    const Bytes crl = TRY(crypto::issue_crl(issuer, static_cast<std::uint64_t>(now_ms), now_ms - 60'000,
                                            now_ms + 30 * day_ms, revoked));
    return disk.write_atomically("public/issuing.crl", crl);
}

}  // namespace receiver
