// SPDX-License-Identifier: Apache-2.0
#include "tpm/approval.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "tpm/authority.h"
#include "tpm/ec_codec.h"
#include "tpm/objects.h"
#include "tpm/platform_state.h"
#include "tpm/policy.h"

#include <initializer_list>
#include <limits>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::size_t name_size = 34;

void set_platform(Json& out, const PlatformState& platform) {
    Json::Array pcrs;
    for (const std::uint8_t pcr : platform.pcrs) pcrs.push_back(static_cast<std::int64_t>(pcr));
    out.set("pcrs", std::move(pcrs));
    out.set("pcr_digest", base::to_hex(platform.pcr_digest));
}

Result<PlatformState> platform_from(const Json& json) {
    PlatformState state;
    const Json::Array* const pcrs = TRY(json.array("pcrs"));
    for (const Json& entry : *pcrs) {
        const std::int64_t* const pcr = entry.as_number();
        if (pcr == nullptr || *pcr < 0 || *pcr > 23) return Failure{Fault::message_invalid, "pcrs"};
        state.pcrs.push_back(static_cast<std::uint8_t>(*pcr));
    }
    const Bytes digest = TRY(json.hex("pcr_digest"));
    if (!is_well_formed(state.pcrs) || digest.size() != state.pcr_digest.size())
        return Failure{Fault::message_invalid, "pcrs or pcr_digest"};
    std::copy(digest.begin(), digest.end(), state.pcr_digest.begin());
    return state;
}

// Nothing but these: an approval with a condition we do not know must not pass.
Status require_only(const Json& json, std::initializer_list<std::string_view> members) {
    const Json::Object* const object = json.as_object();
    if (object == nullptr || object->size() != members.size()) return Failure{Fault::message_invalid, "members"};
    for (const std::string_view member : members)
        if (json.find(member) == nullptr) return Failure{Fault::message_invalid, std::string(member)};
    return {};
}

template <typename Number>
Result<Number> number_from(const Json& json, std::string_view name) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0 || static_cast<std::uint64_t>(value) > std::numeric_limits<Number>::max())
        return Failure{Fault::message_invalid, std::string(name)};
    return static_cast<Number>(value);
}

// PolicyAuthorize wants the signature over SHA-256(approved policy || reference).
Result<Bytes> sign_policy(const Digest& policy, const Digest& reference, ports::SigningKey& authority) {
    if (authority.algorithm() != ports::KeyAlgorithm::ecdsa_p256)
        return Failure{Fault::key_algorithm_unsupported, "the authority's key must be P-256"};
    return authority.sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                          approval_digest(policy, reference));
}

}  // namespace

Result<Digest> approved_policy_digest(const PlatformApproval& approval) {
    if (!is_well_formed(approval.platform.pcrs)) return Failure{Fault::message_invalid, "pcrs"};
    return Policy().registers(approval.platform).digest();
}

Result<Digest> approved_policy_digest(const Approval& approval, ByteView authority) {
    if (!is_well_formed(approval.platform.pcrs)) return Failure{Fault::message_invalid, "pcrs"};
    const Authority key = TRY(Authority::from(authority));
    const Digest counter_policy = platform_policy(key.name());
    Bytes reset_operand;
    base::append_number(reset_operand, approval.reset_limit, 4);
    return Policy()
        .registers(approval.platform)
        .counter_timer(counter_operand(approval.clock_limit_ms), offset_of_clock, TPM2_EO_UNSIGNED_LT)
        .counter_timer(reset_operand, offset_of_reset_count, TPM2_EO_UNSIGNED_LE)
        .index(index_name(IndexId::serial, counter_policy), counter_operand(approval.serial_budget),
               TPM2_EO_UNSIGNED_LT)
        .index(index_name(IndexId::approval_epoch, counter_policy), counter_operand(approval.approval_epoch),
               TPM2_EO_EQ)
        .digest();
}

Status sign_approval(PlatformApproval& approval, ports::SigningKey& authority) {
    const Digest policy = TRY(approved_policy_digest(approval));
    approval.signature = TRY(sign_policy(policy, platform_reference(), authority));
    return {};
}

Status sign_approval(Approval& approval, ports::SigningKey& authority) {
    const Digest policy = TRY(approved_policy_digest(approval, authority.public_key()));
    approval.signature = TRY(sign_policy(policy, signing_reference(approval.storage_key_name), authority));
    const Authority key = TRY(Authority::from(authority.public_key()));
    approval.permit = TRY(sign_policy(device_permit_policy(key.name(), approval.storage_key_name), fleet_reference(), authority));
    return {};
}

Json to_json(const PlatformApproval& approval) {
    Json out;
    set_platform(out, approval.platform);
    out.set("signature", base::to_hex(approval.signature));
    return out;
}

Json to_json(const Approval& approval) {
    Json out;
    set_platform(out, approval.platform);
    out.set("storage_key_name", base::to_hex(approval.storage_key_name));
    out.set("clock_limit_ms", static_cast<std::int64_t>(approval.clock_limit_ms));
    out.set("reset_limit", static_cast<std::int64_t>(approval.reset_limit));
    out.set("serial_budget", static_cast<std::int64_t>(approval.serial_budget));
    out.set("approval_epoch", static_cast<std::int64_t>(approval.approval_epoch));
    out.set("signature", base::to_hex(approval.signature));
    out.set("permit", base::to_hex(approval.permit));
    return out;
}

Result<PlatformApproval> platform_approval_from(const Json& json) {
    TRY(require_only(json, {"pcrs", "pcr_digest", "signature"}));
    PlatformApproval out;
    out.platform = TRY(platform_from(json));
    out.signature = TRY(json.hex("signature"));
    return out;
}

Result<Approval> approval_from(const Json& json) {
    TRY(require_only(json, {"pcrs", "pcr_digest", "storage_key_name", "clock_limit_ms", "reset_limit",
                            "serial_budget", "approval_epoch", "signature", "permit"}));
    Approval out;
    out.platform = TRY(platform_from(json));
    out.storage_key_name = TRY(json.hex("storage_key_name"));
    if (out.storage_key_name.size() != name_size) return Failure{Fault::message_invalid, "storage_key_name"};
    out.clock_limit_ms = TRY(number_from<std::uint64_t>(json, "clock_limit_ms"));
    out.reset_limit = TRY(number_from<std::uint32_t>(json, "reset_limit"));
    out.serial_budget = TRY(number_from<std::uint64_t>(json, "serial_budget"));
    out.approval_epoch = TRY(number_from<std::uint64_t>(json, "approval_epoch"));
    out.signature = TRY(json.hex("signature"));
    out.permit = TRY(json.hex("permit"));
    return out;
}

}  // namespace tpm
