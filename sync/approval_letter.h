// SPDX-License-Identifier: Apache-2.0
// How a device asks for its approval to be renewed, and how the platform ends approvals
// (README.md, "Letters"). What the numbers mean is told in tpm/approval.h; here they are
// plain data, because neither the platform nor the courier has a TPM.
#pragma once

#include "sync/letter.h"

#include <cstdint>
#include <vector>

namespace exchange {

inline constexpr std::string_view approval_request_kind = "approval.request";
inline constexpr std::string_view approval_answer_kind = "approval.answer";
inline constexpr std::string_view epoch_order_kind = "approval.epoch";

// The members of an Approval, spelled as tpm::to_json spells them.
struct ApprovalTerms {
    std::vector<std::uint8_t> pcrs;
    base::Digest pcr_digest{};
    base::Bytes storage_key_name;
    std::uint64_t clock_limit_ms = 0;
    std::uint32_t reset_limit = 0;
    std::uint64_t serial_budget = 0;
    std::uint64_t approval_epoch = 0;
    base::Bytes signature;  // empty in a proposal
    base::Bytes permit;     // the same; for keys that more than one device may hold
};
base::Json to_json(const ApprovalTerms& terms);
// Strict. Fault message_invalid.
base::Result<ApprovalTerms> approval_terms_from(const base::Json& json);

// TPMS_ATTEST and its signature by the attestation key.
struct Statement {
    base::Bytes attested;
    base::Bytes signature;
};

struct ApprovalRequest {
    LetterHead head;
    ApprovalTerms proposal;
    base::Bytes platform_signature;  // the authority's, that a system with these registers is ours
    Statement clock;   // TPM2_GetTime
    Statement serial;  // TPM2_NV_Certify of the serial counter
    Statement epoch;   // the same of the approval epoch
};
// Qualifying data of all three: they are of this moment and for this letter.
base::Digest approval_binding(std::string_view request);

base::Json to_json(const ApprovalRequest& request);
base::Result<ApprovalRequest> approval_request_from(const base::Json& content);

// The platform's order: the approval epoch shall stand at `at_least`, so that every
// earlier approval is dead. Obeying it twice changes nothing.
base::Json epoch_order(const base::DeviceId& device, std::uint64_t at_least);
// Faults: receipt_invalid, receipt_mismatch (for another device).
base::Result<std::uint64_t> open_epoch_order(base::ByteView der, const base::DeviceId& device,
                                             const crypto::TrustStore& platform, std::int64_t at_ms);

}  // namespace exchange
