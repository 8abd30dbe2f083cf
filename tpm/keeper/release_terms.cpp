// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/release_terms.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "tpm/keeper/key_policies.h"
#include "tpm/keeper/key_shape.h"
#include "tpm/templates.h"

#include <algorithm>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t nonce_min = 16, nonce_max = 64;  // of a session

// cpHashA of TPM2_Duplicate (part 1, 16.7): which key, where to, wrapped how.
base::Digest duplicate_command(ByteView key_name, ByteView parent_name, const TPMT_SYM_DEF_OBJECT& symmetric) {
    Bytes bytes;
    base::append_number(bytes, TPM2_CC_Duplicate, 4);
    base::append(bytes, key_name);
    base::append(bytes, parent_name);
    base::append_number(bytes, 0, 2);  // encryptionKeyIn
    base::append_number(bytes, symmetric.algorithm, 2);
    if (symmetric.algorithm != TPM2_ALG_NULL) {
        base::append_number(bytes, symmetric.keyBits.aes, 2);
        base::append_number(bytes, symmetric.mode.aes, 2);
    }
    return crypto::sha256(bytes);
}

base::Digest custodians_digest(ByteView nonce, const base::Digest& command) {
    Bytes bytes = base::to_bytes(nonce);
    base::append_number(bytes, 0, 4);  // expiration
    base::append(bytes, command);      // and an empty policyRef
    return crypto::sha256(bytes);
}

Status check_policy(const TPMT_PUBLIC& area, ByteView authority_name, const ports::Quorum& quorum) {
    const MovableKeyPolicy policy = TRY(MovableKeyPolicy::of(authority_name, quorum));
    const base::Digest expected = policy.digest();
    const ByteView found(area.authPolicy.buffer, std::min<std::size_t>(area.authPolicy.size, sizeof area.authPolicy.buffer));
    if (!std::equal(found.begin(), found.end(), expected.begin(), expected.end()))
        return Failure{Fault::key_file_mismatch, "the key leaves under another policy than that of these custodians"};
    return {};
}

}  // namespace

Result<TPMT_PUBLIC> storage_key_from(ByteView area) {
    const auto read = public_area_from(area);
    TPM2B_PUBLIC expected = storage_template();
    if (read) expected.publicArea.unique = read->unique;
    if (!read || read->type != TPM2_ALG_ECC || read->unique.ecc.x.size > 32 || read->unique.ecc.y.size > 32 ||
        marshalled(expected.publicArea) != base::to_bytes(area))
        return Failure{Fault::usage_invalid, "the destination is not a storage root key"};
    return *read;
}

TPMT_SYM_DEF_OBJECT release_wrap(const ports::KeyDestination& destination) {
    TPMT_SYM_DEF_OBJECT out{};
    out.algorithm = TPM2_ALG_NULL;
    if (!destination.storage_key_area.empty()) return out;
    out.algorithm = TPM2_ALG_AES;
    out.keyBits.aes = 128;
    out.mode.aes = TPM2_ALG_CFB;
    return out;
}

Result<ports::ReleaseTerms> release_terms(ByteView key_area, ByteView authority_name, const ports::Quorum& quorum,
                                          const ports::KeyDestination& destination, ByteView nonce) {
    if (nonce.size() < nonce_min || nonce.size() > nonce_max) return Failure{Fault::message_invalid, "not a session's nonce"};
    const TPMT_PUBLIC area = TRY(public_area_from(key_area));
    ReadShape shape = TRY(read_shape(area));
    TRY(check_policy(area, authority_name, quorum));
    Bytes parent_name;
    if (destination.storage_key_area.empty()) {
        base::append_number(parent_name, TPM2_RH_NULL, 4);
    } else {
        const TPMT_PUBLIC parent = TRY(storage_key_from(destination.storage_key_area));
        parent_name = name_of(parent);
    }
    ports::ReleaseTerms terms;
    terms.algorithm = shape.algorithm;
    terms.public_key = std::move(shape.public_key);
    terms.command = duplicate_command(name_of(area), parent_name, release_wrap(destination));
    terms.digest = custodians_digest(nonce, terms.command);
    return terms;
}

}  // namespace tpm
