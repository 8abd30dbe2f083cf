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

// The Name of the key as a device loads it to check an approval (tpm/authority.cpp).
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
    Bytes name{0x00, 0x0b};
    base::append(name, crypto::sha256(area));
    return name;
}

}  // namespace

base::Result<base::Digest> authorized_policy(ByteView approval_key, const base::Digest& reference) {
    if (approval_key.size() != spki_size || approval_key[spki_size - 65] != 4)
        return base::Failure{base::Fault::key_algorithm_unsupported, "the approval key is not P-256"};
    Bytes update = base::to_bytes(base::Digest{});  // PolicyAuthorize begins anew
    base::append_number(update, policy_authorize, 4);
    base::append(update, name_of(approval_key));
    Bytes referred = base::to_bytes(crypto::sha256(update));
    base::append(referred, reference);
    return crypto::sha256(referred);
}

base::Result<base::Digest> platform_policy(ByteView approval_key) {
    return authorized_policy(approval_key, crypto::sha256(base::as_bytes("inkseal platform approval 1")));
}

}  // namespace receiver
