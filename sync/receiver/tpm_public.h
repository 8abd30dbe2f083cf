// SPDX-License-Identifier: Apache-2.0
// The TPM structures that an enrolment brings (TPM 2.0 part 2): read strictly, without
// a TPM library, because the platform has no TPM.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace receiver {

// TPMA_OBJECT (part 2, 8.3.2)
inline constexpr std::uint32_t tpma_fixed_tpm = 1U << 1U;
inline constexpr std::uint32_t tpma_fixed_parent = 1U << 4U;
inline constexpr std::uint32_t tpma_sensitive_data_origin = 1U << 5U;
inline constexpr std::uint32_t tpma_no_da = 1U << 10U;
inline constexpr std::uint32_t tpma_restricted = 1U << 16U;
inline constexpr std::uint32_t tpma_decrypt = 1U << 17U;
inline constexpr std::uint32_t tpma_sign = 1U << 18U;

struct TpmPublic {
    std::uint32_t attributes = 0;
    base::Bytes policy;  // authPolicy; empty: none
    base::Bytes spki;  // DER SubjectPublicKeyInfo
    base::Bytes name;  // nameAlg || digest (part 1, 16)
    bool has(std::uint32_t bits) const { return (attributes & bits) == bits; }
};

// A TPMT_PUBLIC with nameAlg SHA-256: ECC P-256 or P-384, or RSA. Fault certificate_invalid.
base::Result<TpmPublic> read_tpm_public(base::ByteView bytes);

// A TPMS_ATTEST of type TPM_ST_ATTEST_CERTIFY (part 2, 10.12).
struct CertifyStatement {
    base::Bytes extra_data;
    base::Bytes name;  // of the key it is about
};
// Fault certificate_invalid.
base::Result<CertifyStatement> read_certify_statement(base::ByteView attested);

}  // namespace receiver
