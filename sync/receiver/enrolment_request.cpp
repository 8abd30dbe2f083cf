// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/enrolment_request.h"

#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "sync/enrolment_binding.h"
#include "sync/names.h"
#include "sync/receiver/approval_policy.h"
#include "sync/receiver/document_policy.h"
#include "sync/receiver/tpm_policy.h"
#include "sync/receiver/tpm_public.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t chain_max = 8;
constexpr std::size_t certified_max = 16;

Result<TpmClaims> read_claims(const Json& json) {
    TpmClaims claims;
    for (const Json& each : *TRY(json.array("ek_chain"))) {
        Bytes der;
        if (each.as_text() == nullptr || !base::from_base64(*each.as_text(), der) ||
            claims.endorsement_chain.size() == chain_max)
            return Failure{Fault::message_invalid, "ek_chain"};
        claims.endorsement_chain.push_back(TRY(crypto::Certificate::from_der(der)));
    }
    if (claims.endorsement_chain.empty()) return Failure{Fault::message_invalid, "ek_chain"};
    claims.attestation_public = TRY(json.base64("ak_public"));
    claims.storage_key_name = TRY(json.hex("storage_key_name"));
    for (const Json& each : *TRY(json.array("certify"))) {
        if (claims.certified.size() == certified_max) return Failure{Fault::message_invalid, "certify"};
        CertifiedKey key;
        key.public_area = TRY(each.base64("public"));
        key.attested = TRY(each.base64("attested"));
        key.signature = TRY(each.base64("signature"));
        claims.certified.push_back(std::move(key));
    }
    return claims;
}

base::Status read_log(const Json& json, EnrolmentRequest& request) {
    const Json* log = json.find("log");
    if (log == nullptr) return Failure{Fault::message_invalid, "log"};
    request.log_origin = TRY(log->text("origin"));
    const std::string vkey = TRY(log->text("vkey"));
    request.log_key = TRY(audit::parse_vkey(vkey));
    const Bytes proof = TRY(log->base64("proof"));
    const std::string part = "/" + request.device.text + "/";
    if (request.log_key.name != request.log_origin || request.log_key.type != audit::NoteKeyType::ecdsa ||
        request.log_origin.size() > 200 || request.log_origin.find(part) == std::string::npos)
        return Failure{Fault::message_invalid, "the log's origin must name the device, and its key the origin"};
    return crypto::verify_signature(request.log_key.public_key, ports::SignatureScheme::ecdsa,
                                    ports::HashAlgorithm::sha256, exchange::log_key_binding(request.log_origin, request.code), proof);
}

// A key of the request is certified for this enrolment.
Result<TpmPublic> check_statement(const CertifiedKey& key, const TpmPublic& attestation, const Digest& binding) {
    TRY(crypto::verify_signature(attestation.spki, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                 crypto::sha256(key.attested), key.signature));
    const CertifyStatement statement = TRY(read_certify_statement(key.attested));
    TpmPublic subject = TRY(read_tpm_public(key.public_area));
    if (statement.name != subject.name || statement.extra_data != base::to_bytes(binding))
        return Failure{Fault::signature_invalid, "a TPM statement is about something else"};
    return subject;
}

// What a key of the request is for (tpm/objects.cpp has the device's side of this table).
struct Role {
    const char* name;
    const Bytes* key;
    std::uint32_t use;
    const Digest* policy;
};

constexpr std::uint32_t born_here = tpma_fixed_tpm | tpma_fixed_parent | tpma_sensitive_data_origin | tpma_no_da;

base::Status check_role(const Role& role, const std::vector<TpmPublic>& certified) {
    const auto found = std::find_if(certified.begin(), certified.end(), [&](const TpmPublic& each) { return each.spki == *role.key; });
    if (found == certified.end()) return Failure{Fault::signature_invalid, "a key of the request is not certified"};
    if (found->attributes != (born_here | role.use))
        return Failure{Fault::certificate_invalid, std::string("attributes of the key: ") + role.name};
    if (found->policy != base::to_bytes(*role.policy))
        return Failure{Fault::certificate_invalid, std::string("policy of the key: ") + role.name};
    return {};
}

}  // namespace

Result<EnrolmentRequest> read_enrolment(ByteView body) {
    const Json json = TRY(base::parse_json(base::as_text(body), {.size_max = 256U << 10U, .depth_max = 6}));
    EnrolmentRequest request;
    request.body_sha256 = crypto::sha256(body);
    request.code = exchange::code_digest(TRY(json.text("code")));
    request.device = base::DeviceId(TRY(json.text("device")));
    if (!exchange::is_plain_name(request.device.text)) return Failure{Fault::message_invalid, "device"};
    const Bytes signing = TRY(json.base64("signing_csr"));
    request.signing = TRY(crypto::verify_csr(signing));
    const Bytes tls = TRY(json.base64("tls_csr"));
    request.tls = TRY(crypto::verify_csr(tls));
    request.parcel_spki = TRY(json.base64("parcel_spki"));
    TRY(read_log(json, request));
    if (const Json* tpm = json.find("tpm"); tpm != nullptr && tpm->is_object()) request.tpm = TRY(read_claims(*tpm));
    return request;
}

Result<Bytes> check_attestation(const EnrolmentRequest& request, const crypto::TrustStore& makers,
                                ByteView approval_key, std::int64_t at_ms) {
    const TpmClaims& claims = *request.tpm;
    const std::vector<crypto::Certificate> issuers(claims.endorsement_chain.begin() + 1, claims.endorsement_chain.end());
    TRY(makers.verify(claims.endorsement_chain.front(), crypto::Purpose::any, at_ms, issuers));
    const TpmPublic attestation = TRY(read_tpm_public(claims.attestation_public));
    constexpr std::uint32_t needed =
        tpma_fixed_tpm | tpma_fixed_parent | tpma_sensitive_data_origin | tpma_restricted | tpma_sign;
    if (!attestation.has(needed) || attestation.has(tpma_decrypt))
        return Failure{Fault::certificate_invalid, "not an attestation key"};
    const Digest binding = exchange::enrolment_binding(request.code);
    std::vector<TpmPublic> certified;
    for (const CertifiedKey& key : claims.certified) {
        TpmPublic subject = TRY(check_statement(key, attestation, binding));
        if (subject.spki == request.signing.public_key) TRY(check_storage_key(claims.storage_key_name, key.attested));
        certified.push_back(std::move(subject));
    }
    const Digest booted = TRY(platform_policy(approval_key));
    const Digest person = TRY(document_policy({claims.storage_key_name, 0, 0, 0, {}}, approval_key));
    const Role roles[] = {{"signing", &request.signing.public_key, tpma_sign, &person},
                          {"tls", &request.tls.public_key, tpma_sign, &booted},
                          {"log", &request.log_key.public_key, tpma_sign, &booted},
                          {"parcel", &request.parcel_spki, tpma_decrypt, &booted}};
    for (const Role& role : roles) {
        TRY(check_role(role, certified));
        const auto is_same = [&](const Role& other) { return *other.key == *role.key; };
        if (std::count_if(std::begin(roles), std::end(roles), is_same) != 1)
            return Failure{Fault::certificate_invalid, "one key for two roles"};
    }
    return attestation.name;
}

}  // namespace receiver
