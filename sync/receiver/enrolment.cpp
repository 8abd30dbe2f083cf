// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/enrolment.h"

#include "appliance/crypto/authority.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "sync/enrolment_binding.h"
#include "sync/receiver/credential.h"
#include "sync/receiver/handlers.h"
#include "sync/receiver/letters.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/tpm_public.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Bytes;
using base::Fault;
using base::Json;
using base::Result;
using crypto::Certificate;

constexpr std::int64_t challenge_ms = 24 * 3'600'000;  // a stick walks
constexpr std::size_t challenges_max = 256;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t certificate_ms = 3 * 366 * day_ms;  // SP 800-57: signing keys 1-3 years

// Crockford's digits: none is taken for another when read aloud.
constexpr std::string_view code_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 16;  // 80 bits

Json chain_of(const Certificate& leaf, const Platform& platform) {
    Json chain = Json(Json::Array{});
    chain.push(base::to_base64(leaf.der()));
    chain.push(base::to_base64(platform.issuing.certificate.der()));
    return chain;
}

struct Issued {
    Bytes answer;
    DeviceRow row;
};

// What the TPM said about the key of documents (check_attestation has seen it).
Result<Bytes> signing_statement(const EnrolmentRequest& request) {
    for (const CertifiedKey& key : request.tpm->certified) {
        const TpmPublic area = TRY(read_tpm_public(key.public_area));
        if (area.spki == request.signing.public_key) return key.attested;
    }
    return base::Failure{Fault::signature_invalid, "the signing key is not certified"};
}

Result<Issued> issue(const Desk& desk, const EnrolmentRequest& request, bool is_attested) {
    const Platform& platform = desk.platform;
    const std::int64_t now_ms = desk.clock.wall_ms();
    const crypto::Issuer issuer{platform.issuing.certificate, *platform.issuing.key,
                                platform.plan.public_url + "/crl/issuing.crl"};
    // The common name is the device, whatever the requests say.
    const crypto::Subject subject{request.device.text, platform.plan.name};
    const crypto::Validity validity{now_ms - day_ms, now_ms + certificate_ms};
    const Certificate signing = TRY(crypto::issue_signer(issuer, request.signing.public_key, subject, validity));
    const Certificate tls = TRY(crypto::issue_tls_client(issuer, request.tls.public_key, subject, validity));
    const Certificate parcel = TRY(crypto::issue_agreement(issuer, request.parcel_spki, subject, validity));
    Json trust;
    for (const char* name : {"root", "issuing", "receipt", "tsa", "archive", "work-order", "approval"}) {
        const Bytes pem = TRY(desk.disk.read(std::string("public/") + name + ".pem"));
        trust.set(name, base::as_text(pem));
    }
    // The numbers of a name's parcels go on where its earlier unit stopped.
    const std::vector<std::uint64_t> sequences = TRY(desk.index.sequences(request.device));
    const std::uint64_t parcels_from = sequences.empty() ? 1 : sequences.back() + 1;
    Json json;
    json.set("v", 1)
        .set("device", request.device.text)
        .set("parcels_from", static_cast<std::int64_t>(parcels_from))
        .set("signing", chain_of(signing, platform))
        .set("tls", chain_of(tls, platform))
        .set("parcel", chain_of(parcel, platform))
        .set("trust", std::move(trust))
        .set("witness_vkey", audit::vkey_text(platform.witness_key()))
        .set("fleet_window_s", static_cast<std::int64_t>(platform.plan.fleet_window_s));
    DeviceRow row{request.device,
                  parcel.der(),
                  request.log_origin,
                  audit::vkey_text(request.log_key),
                  {signing.serial_hex(), tls.serial_hex(), parcel.serial_hex()},
                  is_attested,
                  now_ms,
                  0,
                  parcels_from,
                  {},
                  {},
                  {},
                  0};
    const std::string_view origin = is_attested ? "tpm" : "unattested";
    for (const auto& [certificate, key] : {std::pair(signing, "birth"), std::pair(tls, "tls"), std::pair(parcel, "parcel")})
        row.certificates.push_back(row_of(certificate, request.device, key, origin, now_ms));
    if (is_attested) {
        row.attestation_public = request.tpm->attestation_public;
        row.signing_attested = TRY(signing_statement(request));
    }
    return Issued{base::to_bytes(base::canonical_json(json)), std::move(row)};
}

// Issues and registers; the answer to a repeated request is the one it got before.
HttpResponse complete(const Desk& desk, const EnrolmentRequest& request, bool is_attested) {
    auto issued = issue(desk, request, is_attested);
    if (!issued) return refuse(issued.failure());
    const base::Status status = desk.index.enrol(request.code, request.body_sha256, issued->answer, issued->row);
    if (!status) return refuse(status.failure());
    // The certificates that these replace are revoked. That stands in the index already;
    // trouble with the published list must not lose the device its answer.
    (void)publish_crl(desk);
    return answer(200, "application/json", std::move(issued->answer));
}

HttpResponse bad_code() { return refuse(403, Fault::server_refused, "enrolment code"); }

}  // namespace

HttpResponse EnrolmentDesk::handle(const Desk& desk, const HttpRequest& request, std::string_view path) {
    if (path.empty()) return begin(desk, request);
    constexpr std::string_view ending = "/activation";
    if (path.starts_with('/') && path.ends_with(ending) && path.size() > ending.size() + 1)
        return activate(desk, request, path.substr(1, path.size() - ending.size() - 1));
    return refuse(404, Fault::message_invalid, "no such place");
}

HttpResponse EnrolmentDesk::begin(const Desk& desk, const HttpRequest& http) {
    auto request = read_enrolment(http.body);
    if (!request) return refuse(400, request.fault(), request.failure().detail);
    const auto code = desk.index.code(request->code);
    if (!code) return refuse(code.failure());
    if (!code->has_value()) return bad_code();
    if (!(*code)->spent_request.empty()) {
        if ((*code)->spent_request != base::to_bytes(request->body_sha256)) return bad_code();
        return answer(200, "application/json", (*code)->answer);
    }
    if ((*code)->expires_ms < desk.clock.wall_ms()) return bad_code();
    if (!(*code)->device.empty() && (*code)->device != request->device.text) return bad_code();
    const auto known_device = desk.index.device(request->device);
    if (!known_device) return refuse(known_device.failure());
    if (known_device->has_value() && (*code)->device.empty())
        return refuse(409, Fault::server_conflict, "the device's name is in use: a code for that device is needed");
    const auto known_log = desk.index.log(request->log_origin);
    if (!known_log) return refuse(known_log.failure());
    if (known_log->has_value()) return refuse(409, Fault::server_conflict, "the log's origin is in use");
    if (!request->tpm) {
        if (!desk.platform.plan.is_test) return refuse(403, Fault::server_refused, "a TPM must vouch for the keys");
        return complete(desk, *request, /*is_attested=*/false);
    }
    auto response = challenge(desk, std::move(*request));
    return response ? std::move(*response) : refuse(403, response.fault(), response.failure().detail);
}

Result<HttpResponse> EnrolmentDesk::challenge(const Desk& desk, EnrolmentRequest request) {
    const Bytes name = TRY(check_attestation(request, desk.endorsement_roots, desk.platform.approval_key, desk.clock.wall_ms()));
    Bytes secret = crypto::random_bytes(32);
    const Bytes endorsement_key = request.tpm->endorsement_chain.front().public_key();
    const Credential credential = TRY(make_credential(endorsement_key, name, secret));
    const std::string session = base::to_hex(crypto::random_bytes(16));
    const std::int64_t now_ms = desk.clock.boot_ms();
    {
        const std::lock_guard lock(m_mutex);
        // One to a code: whoever has a code takes up one place, however often they ask.
        std::erase_if(m_challenges, [&](const auto& each) { return each.second.expires_ms < now_ms || each.second.request.code == request.code; });
        if (m_challenges.size() >= challenges_max) return base::Failure{Fault::server_failed, "too many enrolments at once"};
        m_challenges[session] = {std::move(request), std::move(secret), now_ms + challenge_ms};
    }
    Json json;
    json.set("session", session)
        .set("credential_blob", base::to_base64(credential.blob))
        .set("encrypted_secret", base::to_base64(credential.secret));
    return answer_json(202, json);
}

HttpResponse EnrolmentDesk::activate(const Desk& desk, const HttpRequest& http, std::string_view session) {
    const auto json = base::parse_json(base::as_text(http.body), {.size_max = 4096, .depth_max = 1});
    const auto secret = json ? json->base64("secret") : Result<Bytes>(json.failure());
    if (!secret) return refuse(400, Fault::message_invalid, "secret");
    std::optional<Challenge> found;
    {
        const std::lock_guard lock(m_mutex);
        const auto at = m_challenges.find(session);
        if (at == m_challenges.end() || at->second.expires_ms < desk.clock.boot_ms())
            return refuse(404, Fault::record_missing, "no such enrolment");
        // One try: a wrong secret ends it. A right one stays, so that the answer can be had again.
        if (!base::equal_constant_time(at->second.secret, *secret)) {
            m_challenges.erase(at);
            return refuse(403, Fault::server_refused, "the TPM did not open the challenge");
        }
        found = at->second;
    }
    const auto code = desk.index.code(found->request.code);
    if (!code) return refuse(code.failure());
    if (code->has_value() && (*code)->spent_request == base::to_bytes(found->request.body_sha256))
        return answer(200, "application/json", (*code)->answer);
    return complete(desk, found->request, /*is_attested=*/true);
}

Result<std::string> make_enrolment_code(const Desk& desk, const std::string& device, std::int64_t valid_ms) {
    const Bytes random = crypto::random_bytes(code_length);
    std::string code;
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i != 0 && i % 4 == 0) code.push_back('-');
        code.push_back(code_digits[random[i] % code_digits.size()]);
    }
    TRY(desk.index.add_code(exchange::code_digest(code), device, desk.clock.wall_ms() + valid_ms));
    return code;
}

}  // namespace receiver
