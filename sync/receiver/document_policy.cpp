// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/document_policy.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "sync/receiver/tpm_policy.h"

#include <algorithm>
#include <set>

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;
using base::Digest;
using base::Failure;
using base::Fault;
using base::Result;
using exchange::KeyPolicy;

constexpr std::uint32_t policy_nv = 0x149;            // TPM_CC_PolicyNV
constexpr std::uint32_t policy_secret = 0x151;        // TPM_CC_PolicySecret
constexpr std::uint32_t policy_signed = 0x160;        // TPM_CC_PolicySigned
constexpr std::uint32_t policy_command_code = 0x16c;  // TPM_CC_PolicyCommandCode
constexpr std::uint32_t policy_or = 0x171;            // TPM_CC_PolicyOR
constexpr std::uint32_t command_duplicate = 0x14b, command_nv_read = 0x14e, command_sign = 0x15d;

constexpr std::uint32_t pin_index = 0x01810005;
// TPM_NT_PIN_FAIL, AUTHREAD, POLICYREAD, OWNERWRITE, NO_DA, WRITTEN (part 2, 13.4).
constexpr std::uint32_t pin_attributes = 8U << 4U | 1U << 18U | 1U << 19U | 1U << 1U | 1U << 25U | 1U << 29U;
constexpr std::uint32_t first_counter = 0x01810010, last_counter = 0x0181004f;
constexpr std::size_t list_max = 8;  // TPML_DIGEST (part 2, 10.9.3)
constexpr std::size_t custodians_max = 5;

// PolicySecret and PolicySigned with an empty reference, which is hashed all the same.
void extend_entity(Digest& policy, std::uint32_t command, ByteView name) {
    extend_policy(policy, command, name);
    policy = crypto::sha256(policy);
}

void extend_command(Digest& policy, std::uint32_t allowed) {
    Bytes arguments;
    base::append_number(arguments, allowed, 4);
    extend_policy(policy, policy_command_code, arguments);
}

Digest any_of(const std::vector<Digest>& branches) {
    Bytes arguments;
    for (const Digest& branch : branches) base::append(arguments, branch);
    Digest policy{};
    extend_policy(policy, policy_or, arguments);
    return policy;
}

Bytes code_name() {
    Digest read_only{};
    extend_command(read_only, command_nv_read);
    return name_of_index(pin_index, pin_attributes, read_only);
}

Digest labelled(std::string_view label, ByteView data) {
    Bytes bytes = base::to_bytes(label);
    base::append(bytes, data);
    return crypto::sha256(bytes);
}

Result<Digest> staying(const KeyPolicy& key, ByteView approval_key) {
    Digest policy = TRY(authorized_policy(approval_key, labelled("inkseal signing approval 1", key.storage_key_name)));
    extend_entity(policy, policy_secret, code_name());
    if (key.counter == 0) return policy;
    if (key.counter < first_counter || key.counter > last_counter) return Failure{Fault::certificate_invalid, "no counter of a document key"};
    extend_command(policy, command_sign);
    Bytes operand;
    base::append_number(operand, key.counter_value, 8);
    base::append_number(operand, 0, 4);  // offset 0, TPM_EO_EQ
    const Digest writing = TRY(platform_policy(approval_key));
    Bytes arguments = base::to_bytes(crypto::sha256(operand));
    base::append(arguments, name_of_index(key.counter, counter_attributes, writing));
    extend_policy(policy, policy_nv, arguments);
    return policy;
}

Result<Digest> movable(const KeyPolicy& key, ByteView approval_key) {
    const std::set<Bytes> different(key.custodians.begin(), key.custodians.end());
    if (key.custodians.size() > custodians_max || key.needed > key.custodians.size() || different.size() != key.custodians.size() || key.counter != 0)
        return Failure{Fault::certificate_invalid, "custodians of a document key"};
    Digest signing = TRY(authorized_policy(approval_key, labelled("inkseal fleet keys 1", {})));
    extend_entity(signing, policy_secret, code_name());
    extend_command(signing, command_sign);
    std::vector<Digest> branches{signing};
    for (std::size_t mask = 0; mask < std::size_t{1} << key.custodians.size(); ++mask) {
        Digest leaving{};
        extend_command(leaving, command_duplicate);
        unsigned chosen = 0;
        for (std::size_t i = 0; i < key.custodians.size(); ++i) {
            if ((mask >> i & 1U) == 0) continue;
            ++chosen;
            const Bytes name = TRY(name_of_signer(key.custodians[i]));
            extend_entity(leaving, policy_signed, name);
        }
        if (chosen == key.needed) branches.push_back(leaving);
    }
    std::vector<Digest> tops;
    for (std::size_t i = 0; i < branches.size(); i += list_max)
        tops.push_back(any_of({branches.begin() + static_cast<std::ptrdiff_t>(i),
                               branches.begin() + static_cast<std::ptrdiff_t>(std::min(branches.size(), i + list_max))}));
    return tops.size() == 1 ? tops.front() : any_of(tops);
}

}  // namespace

Result<Digest> document_policy(const KeyPolicy& key, ByteView approval_key) {
    if (key.needed != 0) return movable(key, approval_key);
    if (!key.custodians.empty()) return Failure{Fault::certificate_invalid, "custodians whom nobody asks"};
    return staying(key, approval_key);
}

}  // namespace receiver
