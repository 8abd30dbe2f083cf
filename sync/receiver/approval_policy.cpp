// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/approval_policy.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "sync/receiver/tpm_policy.h"
#include "sync/receiver/tpm_public.h"

#include <array>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Failure;
using base::Fault;
using base::Result;
using exchange::ApprovalTerms;

constexpr std::uint32_t policy_pcr = 0x17f;            // TPM_CC_PolicyPCR
constexpr std::uint32_t policy_counter_timer = 0x16d;  // TPM_CC_PolicyCounterTimer
constexpr std::uint32_t policy_nv = 0x149;             // TPM_CC_PolicyNV
constexpr unsigned equal = 0, less = 5, less_or_equal = 9;  // TPM_EO
constexpr unsigned offset_of_clock = 8, offset_of_reset_count = 16;
constexpr std::uint16_t attest_nv = 0x8014, attest_time = 0x8019;
constexpr std::uint32_t owner_hierarchy = 0x40000001;

Digest comparison(std::uint64_t operand, std::size_t size, unsigned offset, unsigned operation) {
    Bytes bytes;
    base::append_number(bytes, operand, size);
    base::append_number(bytes, offset, 2);
    base::append_number(bytes, operation, 2);
    return crypto::sha256(bytes);
}

Digest registers(const ApprovalTerms& terms) {
    std::array<std::uint8_t, 3> selected{};
    for (const std::uint8_t pcr : terms.pcrs) selected[pcr / 8U] = static_cast<std::uint8_t>(selected[pcr / 8U] | 1U << pcr % 8U);
    Bytes arguments;
    base::append_number(arguments, 1, 4);  // TPML_PCR_SELECTION: one bank, SHA-256
    base::append_number(arguments, 0x000b, 2);
    base::append_number(arguments, selected.size(), 1);
    base::append(arguments, selected);
    base::append(arguments, terms.pcr_digest);
    Digest policy{};
    extend_policy(policy, policy_pcr, arguments);
    return policy;
}

Result<Bytes> counter_name(DeviceCounter counter, ByteView approval_key) {
    const Digest policy = TRY(platform_policy(approval_key));
    return name_of_index(static_cast<std::uint32_t>(counter), counter_attributes, policy);
}

Digest signed_of(const Digest& policy, const Digest& reference) {
    Bytes bytes = base::to_bytes(policy);
    base::append(bytes, reference);
    return crypto::sha256(bytes);
}

Digest labelled(std::string_view label, ByteView data) {
    Bytes bytes = base::to_bytes(label);
    base::append(bytes, data);
    return crypto::sha256(bytes);
}

// The head of a TPMS_ATTEST (part 2, 10.12.8), after which `reader` stands at what is attested.
base::Status read_head(base::Reader& reader, std::uint16_t type, const Digest& binding) {
    const std::uint32_t magic = reader.take_u32();
    const std::uint16_t found = reader.take_u16();
    (void)reader.take(reader.take_u16());  // qualifiedSigner
    const ByteView extra = reader.take(reader.take_u16());
    (void)reader.take(17 + 8);  // clockInfo and firmwareVersion: obfuscated for this key
    if (reader.is_failed() || magic != 0xff544347 || found != type || !base::equal_constant_time(extra, binding))
        return Failure{Fault::signature_invalid, "a TPM statement about something else"};
    return {};
}

base::Status check_signature(const exchange::Statement& statement, ByteView attestation_public) {
    const TpmPublic key = TRY(read_tpm_public(attestation_public));
    return crypto::verify_signature(key.spki, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                    crypto::sha256(statement.attested), statement.signature);
}

}  // namespace

base::Status sign_terms(ApprovalTerms& terms, ports::SigningKey& authority) {
    const Bytes key = authority.public_key();
    Digest policy = registers(terms);
    extend_policy(policy, policy_counter_timer, comparison(terms.clock_limit_ms, 8, offset_of_clock, less));
    extend_policy(policy, policy_counter_timer, comparison(terms.reset_limit, 4, offset_of_reset_count, less_or_equal));
    Bytes serial = base::to_bytes(comparison(terms.serial_budget, 8, 0, less));
    base::append(serial, TRY(counter_name(DeviceCounter::serial, key)));
    extend_policy(policy, policy_nv, serial);
    Bytes epoch = base::to_bytes(comparison(terms.approval_epoch, 8, 0, equal));
    base::append(epoch, TRY(counter_name(DeviceCounter::approval_epoch, key)));
    extend_policy(policy, policy_nv, epoch);
    const Digest reference = labelled("inkseal signing approval 1", terms.storage_key_name);
    terms.signature = TRY(authority.sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, signed_of(policy, reference)));
    const Digest permitted = TRY(authorized_policy(key, reference));
    terms.permit = TRY(authority.sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                      signed_of(permitted, labelled("inkseal fleet keys 1", {}))));
    return {};
}

base::Status check_platform(const ApprovalTerms& terms, ByteView signature, ByteView approval_key) {
    return crypto::verify_signature(approval_key, ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                    signed_of(registers(terms), labelled("inkseal platform approval 1", {})), signature);
}

base::Status check_storage_key(ByteView storage_key_name, ByteView signing_attested) {
    base::Reader reader(signing_attested);
    (void)reader.take(4 + 2);
    (void)reader.take(reader.take_u16());  // qualifiedSigner
    (void)reader.take(reader.take_u16());  // extraData
    (void)reader.take(17 + 8);
    const ByteView name = reader.take(reader.take_u16());
    const ByteView qualified = reader.take(reader.take_u16());
    // Qualified Names (part 1, 16): each key's is over its parent's, down from the hierarchy.
    Bytes parent;
    base::append_number(parent, owner_hierarchy, 4);
    base::append(parent, storage_key_name);
    Bytes own = name_of_area(parent);
    base::append(own, name);
    if (!reader.is_finished() || !base::equal_constant_time(name_of_area(own), qualified))
        return Failure{Fault::certificate_invalid, "another device's storage key"};
    return {};
}

Result<TpmClock> read_time(const exchange::Statement& statement, ByteView attestation_public, const Digest& binding) {
    TRY(check_signature(statement, attestation_public));
    base::Reader reader(statement.attested);
    TRY(read_head(reader, attest_time, binding));
    TpmClock clock;
    (void)reader.take_u64();  // time since it was switched on
    clock.clock_ms = reader.take_u64();
    clock.reset_count = reader.take_u32();
    (void)reader.take(4 + 1 + 8);  // restarts, safe, firmware
    if (!reader.is_finished()) return Failure{Fault::certificate_invalid, "TPM time"};
    return clock;
}

Result<std::uint64_t> read_counter(const exchange::Statement& statement, DeviceCounter counter, ByteView attestation_public,
                                   ByteView approval_key, const Digest& binding) {
    TRY(check_signature(statement, attestation_public));
    base::Reader reader(statement.attested);
    TRY(read_head(reader, attest_nv, binding));
    const ByteView name = reader.take(reader.take_u16());
    const std::uint16_t offset = reader.take_u16();
    const std::uint16_t size = reader.take_u16();
    const std::uint64_t value = reader.take_u64();
    const Bytes expected = TRY(counter_name(counter, approval_key));
    if (!reader.is_finished() || offset != 0 || size != 8 || !base::equal_constant_time(name, expected))
        return Failure{Fault::certificate_invalid, "another counter"};
    return value;
}

}  // namespace receiver
