// SPDX-License-Identifier: Apache-2.0
#include "tpm/policy.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "tpm/names.h"
#include "tpm/objects.h"
#include "tpm/platform_state.h"

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Digest;

Digest operand_digest(ByteView operand, std::uint16_t offset, std::uint16_t operation) {
    Bytes bytes = base::to_bytes(operand);
    base::append_number(bytes, offset, 2);
    base::append_number(bytes, operation, 2);
    return crypto::sha256(bytes);
}

Digest labelled(std::string_view label, ByteView data) {
    Bytes bytes = base::to_bytes(label);
    base::append(bytes, data);
    return crypto::sha256(bytes);
}

}  // namespace

void Policy::extend(std::uint32_t command_code, ByteView arguments) {
    Bytes bytes = base::to_bytes(m_digest);
    base::append_number(bytes, command_code, 4);
    base::append(bytes, arguments);
    m_digest = crypto::sha256(bytes);
}

Policy& Policy::registers(const PlatformState& state) {
    Bytes arguments = marshalled(selection_of(state.pcrs));
    base::append(arguments, state.pcr_digest);
    extend(TPM2_CC_PolicyPCR, arguments);
    return *this;
}

Policy& Policy::counter_timer(ByteView operand, std::uint16_t offset, std::uint16_t operation) {
    extend(TPM2_CC_PolicyCounterTimer, operand_digest(operand, offset, operation));
    return *this;
}

Policy& Policy::index(ByteView index_name, ByteView operand, std::uint16_t operation) {
    Bytes arguments = base::to_bytes(operand_digest(operand, 0, operation));
    base::append(arguments, index_name);
    extend(TPM2_CC_PolicyNV, arguments);
    return *this;
}

Policy& Policy::command(std::uint32_t code) {
    Bytes arguments;
    base::append_number(arguments, code, 4);
    extend(TPM2_CC_PolicyCommandCode, arguments);
    return *this;
}

Policy& Policy::authorize(ByteView key_name, ByteView reference) {
    m_digest = {};
    extend(TPM2_CC_PolicyAuthorize, key_name);
    Bytes bytes = base::to_bytes(m_digest);
    base::append(bytes, reference);
    m_digest = crypto::sha256(bytes);
    return *this;
}

Policy& Policy::secret(ByteView entity_name) {
    extend(TPM2_CC_PolicySecret, entity_name);
    m_digest = crypto::sha256(m_digest);  // an empty policyRef is hashed all the same
    return *this;
}

Policy& Policy::signed_by(ByteView key_name) {
    extend(TPM2_CC_PolicySigned, key_name);
    m_digest = crypto::sha256(m_digest);
    return *this;
}

Policy& Policy::any_of(std::span<const Digest> branches) {
    Bytes arguments;
    for (const Digest& branch : branches) base::append(arguments, branch);
    m_digest = {};
    extend(TPM2_CC_PolicyOR, arguments);
    return *this;
}

Digest platform_reference() { return labelled("inkseal platform approval 1", {}); }
Digest signing_reference(ByteView storage_key_name) { return labelled("inkseal signing approval 1", storage_key_name); }

Digest fleet_reference() { return labelled("inkseal fleet keys 1", {}); }

Digest device_permit_policy(ByteView authority_name, ByteView storage_key_name) {
    return Policy().authorize(authority_name, signing_reference(storage_key_name)).digest();
}

Digest platform_policy(ByteView authority_name) {
    return Policy().authorize(authority_name, platform_reference()).digest();
}

Digest signing_policy(ByteView authority_name, ByteView storage_key_name) {
    return Policy()
        .authorize(authority_name, signing_reference(storage_key_name))
        .secret(index_name(IndexId::pin, {}))
        .digest();
}

Digest epoch_policy(ByteView authority_name, std::uint64_t epoch) {
    const Digest platform = platform_policy(authority_name);
    return Policy()
        .authorize(authority_name, platform_reference())
        .index(index_name(IndexId::epoch, platform), counter_operand(epoch), TPM2_EO_EQ)
        .digest();
}

Bytes counter_operand(std::uint64_t value) {
    Bytes out;
    base::append_number(out, value, 8);
    return out;
}

}  // namespace tpm
