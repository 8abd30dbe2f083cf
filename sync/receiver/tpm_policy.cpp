// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/tpm_policy.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"

namespace receiver {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint32_t policy_authorize = 0x16a;  // TPM_CC_PolicyAuthorize
constexpr std::size_t spki_size = 91;              // of a P-256 key; ends in 04 || x || y
constexpr std::uint32_t sign_with_auth = (1U << 18U) | (1U << 6U);

// tpm/authority.cpp has the device's side.
Bytes name_of(ByteView approval_key) {
    Bytes area;
    base::append_number(area, 0x0023, 2);  // ECC
    base::append_number(area, 0x000b, 2);  // nameAlg SHA-256
    base::append_number(area, sign_with_auth, 4);
    base::append_number(area, 0, 2);       // no policy
    base::append_number(area, 0x0010, 2);  // symmetric, scheme: null
    base::append_number(area, 0x0010, 2);
    base::append_number(area, 0x0003, 2);  // P-256
    base::append_number(area, 0x0010, 2);  // kdf: null
    for (const std::size_t from_end : {64U, 32U}) {
        base::append_number(area, 32, 2);
        base::append(area, approval_key.subspan(approval_key.size() - from_end, 32));
    }
    return name_of_area(area);
}

}  // namespace

void extend_policy(base::Digest& policy, std::uint32_t command, ByteView arguments) {
    Bytes bytes = base::to_bytes(policy);
    base::append_number(bytes, command, 4);
    base::append(bytes, arguments);
    policy = crypto::sha256(bytes);
}

Bytes name_of_area(ByteView area) {
    Bytes name{0x00, 0x0b};
    base::append(name, crypto::sha256(area));
    return name;
}

Bytes name_of_index(std::uint32_t index, std::uint32_t attributes, const base::Digest& policy) {
    Bytes area;
    base::append_number(area, index, 4);
    base::append_number(area, 0x000b, 2);  // nameAlg SHA-256
    base::append_number(area, attributes, 4);
    base::append_number(area, policy.size(), 2);
    base::append(area, policy);
    base::append_number(area, 8, 2);
    return name_of_area(area);
}

base::Result<Bytes> name_of_signer(ByteView public_key) {
    if (public_key.size() != spki_size || public_key[spki_size - 65] != 4)
        return base::Failure{base::Fault::key_algorithm_unsupported, "not a P-256 key"};
    return name_of(public_key);
}

base::Result<base::Digest> authorized_policy(ByteView approval_key, const base::Digest& reference) {
    const Bytes name = TRY(name_of_signer(approval_key));
    Bytes update = base::to_bytes(base::Digest{});  // PolicyAuthorize begins anew
    base::append_number(update, policy_authorize, 4);
    base::append(update, name);
    Bytes referred = base::to_bytes(crypto::sha256(update));
    base::append(referred, reference);
    return crypto::sha256(referred);
}

base::Result<base::Digest> platform_policy(ByteView approval_key) {
    return authorized_policy(approval_key, crypto::sha256(base::as_bytes("inkseal platform approval 1")));
}

}  // namespace receiver
