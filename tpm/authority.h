// SPDX-License-Identifier: Apache-2.0
// The platform's approval key as the TPM sees it: a public key whose Name is in the
// policy of everything the device does. Custodians of keys that may leave are the same
// kind of key.
#pragma once

#include "tpm/slot.h"

namespace tpm {

class Authority {
public:
    // DER SubjectPublicKeyInfo, P-256. Fault: message_invalid.
    static base::Result<Authority> from(base::ByteView subject_public_key_info);

    const base::Bytes& name() const { return m_name; }

    // In a slot of the owner hierarchy: a ticket of the null hierarchy is no use to PolicyAuthorize.
    base::Result<Slot> load(Context& context, Errand errand) const;

    // Proves to the TPM that the authority signed `policy` for `reference`. The ticket
    // is good until the owner hierarchy is cleared. Fault: tpm_policy_refused.
    base::Result<TPMT_TK_VERIFIED> verify(Context& context, const base::Digest& policy, const base::Digest& reference,
                                          base::ByteView signature) const;
    // TPM2_PolicyAuthorize: the session must stand exactly at `policy`.
    base::Status authorize(Context& context, ESYS_TR session, const base::Digest& policy, const base::Digest& reference,
                           const TPMT_TK_VERIFIED& ticket) const;

private:
    TPM2B_PUBLIC m_public{};
    base::Bytes m_name;
};

// What the authority signs: SHA-256(policy || reference).
base::Digest approval_digest(const base::Digest& policy, const base::Digest& reference);

}  // namespace tpm
