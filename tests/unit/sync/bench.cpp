// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sync/bench.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "sync/enrolment_binding.h"
#include "sync/names.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>

namespace sync_test {

using base::Bytes;
using base::Json;

TemporaryFolder::TemporaryFolder() {
    const char* chosen = std::getenv("TMPDIR");
    std::string pattern = chosen != nullptr                       ? chosen
                          : std::filesystem::exists("/dev/shm") ? "/dev/shm"
                                                                  : "/tmp";
    pattern += "/inkseal-sync-XXXXXX";
    m_path = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(m_path, error);
}

base::Result<Bytes> MemoryDisk::read(std::string_view path) const {
    const auto found = files.find(path);
    if (found == files.end()) return base::Failure{base::Fault::disk_not_found, std::string(path)};
    return found->second;
}

base::Result<std::vector<std::string>> MemoryDisk::list(std::string_view folder) const {
    std::vector<std::string> names;
    const std::string prefix = std::string(folder) + "/";
    for (const auto& [path, content] : files)
        if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos)
            names.push_back(path.substr(prefix.size()));
    return names;
}

base::Status MemoryDisk::write_atomically(std::string_view path, base::ByteView content) {
    files.insert_or_assign(std::string(path), base::to_bytes(content));
    return {};
}

base::Status MemoryDisk::remove(std::string_view path) {
    files.erase(std::string(path));
    return {};
}

base::Result<std::vector<Bytes>> MemoryLeaves::leaves(std::uint64_t first, std::uint64_t count_max) {
    const std::uint64_t begin = std::min<std::uint64_t>(first, entries.size());
    const std::uint64_t end = begin + std::min<std::uint64_t>(count_max, entries.size() - begin);
    return std::vector<Bytes>(entries.begin() + static_cast<std::ptrdiff_t>(begin),
                              entries.begin() + static_cast<std::ptrdiff_t>(end));
}

base::Result<std::uint64_t> MemoryLeaves::append_leaf(base::ByteView entry) {
    entries.push_back(base::to_bytes(entry));
    return std::uint64_t{entries.size() - 1};
}

Town::Town(bool is_test) {
    disk.emplace(*host::PosixDisk::open(folder.path()));
    receiver::PlatformPlan plan;
    plan.name = "Harbour Clinic";
    plan.domain = "clinic.example";
    plan.is_test = is_test;
    CHECK(receiver::create_platform(*disk, plan, clock.wall));
    platform.emplace(*receiver::open_platform(*disk));
    CHECK(receiver::renew_crl(*disk, *platform, {}, clock.wall));
    index = *receiver::SqliteIndexStore::open(folder / "receiver.db");
    blobs = std::make_unique<receiver::FolderBlobStore>(folder.path());
    service.emplace(desk());
}

Device::Device(std::string name) : id(std::move(name)), origin("clinic.example/inkseal/" + id.text + "/1") {
    signing_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    tls_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    log_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    parcel_key = *crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256);
    log.emplace(*audit::AuditLog::open(origin, leaves, disk, clock));
}

Json Device::letter(const std::string& code) {
    const base::Digest digest = exchange::code_digest(code);
    const Bytes proof = *log_key->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                       exchange::log_key_binding(origin, digest));
    const audit::NoteKey key{origin, audit::NoteKeyType::ecdsa, log_key->public_key()};
    Json log_part;
    log_part.set("origin", origin).set("vkey", audit::vkey_text(key)).set("proof", base::to_base64(proof));
    Json json;
    json.set("v", 1)
        .set("code", code)
        .set("device", id.text)
        .set("signing_csr", base::to_base64(*crypto::create_csr(*signing_key, id.text)))
        .set("tls_csr", base::to_base64(*crypto::create_csr(*tls_key, id.text)))
        .set("parcel_spki", base::to_base64(parcel_key->public_key()))
        .set("log", std::move(log_part));
    return json;
}

void Device::install(base::ByteView answer, const audit::NoteKey& witness_key) {
    const Json json = *base::parse_json(base::as_text(answer));
    const auto chain = [&](const char* name) {
        std::vector<crypto::Certificate> all;
        for (const Json& each : **json.array(name)) {
            Bytes der;
            CHECK(base::from_base64(*each.as_text(), der));
            all.push_back(*crypto::Certificate::from_der(der));
        }
        return all;
    };
    signing = chain("signing");
    tls = chain("tls");
    parcel = chain("parcel");
    const Json* trust = json.find("trust");
    archive = *crypto::Certificate::all_from_pem(base::as_bytes(*trust->text("archive")));
    root = *crypto::Certificate::all_from_pem(base::as_bytes(*trust->text("root")));
    witness = witness_key;
    disk.files["courier/tls.pem"] = base::to_bytes(tls[0].to_pem() + tls[1].to_pem());
    disk.files["courier/platform.pem"] = base::to_bytes(root[0].to_pem());
    disk.files["courier/witness.vkey"] = base::to_bytes(audit::vkey_text(witness_key) + "\n");
}

void Device::enrol(Town& town) {
    exchange::HttpRequest request{"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(letter(town.code()))), {}};
    const exchange::HttpResponse response = town.service->handle(request);
    CHECK(response.status == 200);
    install(response.body, town.platform->witness_key());
}

exchange::CourierPapers Device::papers() const {
    exchange::CourierPapers papers;
    papers.device = id;
    for (const crypto::Certificate& each : root) papers.trust.roots.add_anchor(each);
    if (witness) papers.trust.witnesses.push_back(*witness);
    return papers;
}

void Device::grow_log(std::uint64_t entries) {
    for (std::uint64_t i = 0; i < entries; ++i)
        CHECK(log->append(leaves, {audit::Event::field_filled, {}, std::string(64, 'a'),
                                   {{"document", 0}, {"field", static_cast<std::int64_t>(leaves.entries.size())}}}));
    CHECK(log->catch_up());
    CHECK(log->make_checkpoint(*log_key));
}

exchange::ClearManifest Device::post(std::uint64_t sequence, std::size_t size, bool has_seal) {
    exchange::Parcel content;
    content.kind = has_seal ? exchange::ParcelKind::artifact : exchange::ParcelKind::statement;
    content.device = id;
    content.sequence = sequence;
    if (has_seal) content.files.push_back({"signed.pdf", crypto::random_bytes(size)});
    content.files.push_back({"evidence.json", base::to_bytes(std::string_view("{}"))});
    content.files.push_back({"leaf.json", has_seal ? Bytes(3, 'x') : crypto::random_bytes(size)});
    const std::vector<crypto::Certificate> issuers(tls.begin() + 1, tls.end());
    const Bytes sealed = *exchange::seal_parcel(content, {tls[0], issuers, *tls_key}, archive[0]);
    std::optional<exchange::SealFacts> facts;
    if (has_seal) facts = {crypto::sha256(sealed), crypto::sha256(crypto::sha256(sealed))};
    const exchange::ClearManifest manifest = exchange::describe_parcel(content, sealed, facts, base::Digest{7});
    disk.files["outbox/" + exchange::parcel_name(sequence)] = sealed;
    disk.files["outbox/" + exchange::manifest_name(sequence)] = base::to_bytes(exchange::write_manifest(manifest));
    return manifest;
}

std::string Device::inbox(std::string_view name) const {
    const auto content = disk.read("inbox/" + std::string(name));
    return content ? std::string(base::as_text(*content)) : std::string();
}

base::Result<exchange::HttpResponse> Wire::exchange(const exchange::HttpRequest& request) {
    asked.push_back(request.method + " " + request.path);
    sent_bytes += request.body.size();
    if (before)
        if (auto instead = before(request)) return std::move(*instead);
    exchange::HttpRequest arriving = request;
    if (!m_device.tls.empty()) {
        arriving.device = m_device.tls.front().subject_common_name();
        arriving.serial = m_device.tls.front().serial_hex();
    }
    if (arriving.body.size() > m_town.service->body_limit(arriving)) return exchange::HttpResponse{413, {}, {}};
    exchange::HttpResponse response = m_town.service->handle(arriving);
    if (after) return after(request, std::move(response));
    return response;
}

exchange::HttpRequest request_of(std::string method, std::string path, const Device& device, Bytes body,
                                 exchange::HttpFields fields) {
    exchange::HttpRequest request{std::move(method), std::move(path), std::move(fields), std::move(body), device.id.text};
    if (!device.tls.empty()) request.serial = device.tls.front().serial_hex();
    return request;
}

std::string text_of(const exchange::HttpResponse& response) { return std::string(base::as_text(response.body)); }

Ran run(const std::string& command) {
    Ran result;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> part{};
    while (pipe != nullptr) {
        const std::size_t got = std::fread(part.data(), 1, part.size(), pipe);
        if (got == 0) break;
        result.output.append(part.data(), got);
    }
    const int status = pipe != nullptr ? pclose(pipe) : -1;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

void write_file(const std::string& path, base::ByteView content) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

Bytes read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

}  // namespace sync_test
