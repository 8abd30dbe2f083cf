// SPDX-License-Identifier: Apache-2.0
// How commands are protected on the bus. One salted HMAC session, kept open, encrypts
// the first parameter of commands and responses and authenticates all of them; its
// salt goes to the storage root key, whose public area was pinned at provisioning, so
// that nobody in between can offer a key of his own.
//
// Three session slots: this one, the open door of the document signing key, and one
// policy session for the length of an operation.
#pragma once

#include "tpm/slot.h"

#include <optional>

namespace tpm {

// Which first parameter is encrypted. A command that has no such parameter on a side
// must not ask for it (TPM_RC_ATTRIBUTES).
enum class Protect { nothing, command, response, both };

class Sessions {
public:
    // `storage_key_area`: the TPMT_PUBLIC that the storage root key had at provisioning.
    Sessions(Context& context, base::Bytes storage_key_area);

    Context& context() { return m_context; }
    const base::Bytes& storage_key_name() const { return m_storage_key_name; }

    // Fault: tpm_storage_key_changed.
    base::Result<ESYS_TR> storage_key();

    // The kept session, to be used for the next command only. Good as authorization of
    // anything whose secret is empty or lent to ESYS, or as protection beside another.
    base::Result<ESYS_TR> hmac(Protect protect);

    // Salted: commands authorized by it cannot be forged by who sits on the bus, which
    // matters for a session that a person has just unlocked.
    base::Result<Slot> salted_policy();
    // Not salted, and so cheap (no ECDH on the chip): for conditions that anyone who
    // reaches this TPM on this boot could fulfil too.
    base::Result<Slot> bare_policy();

    // For a session that is both authorization and protection.
    base::Status set_protection(ESYS_TR session, Protect protect);

    // After the TPM forgot sessions on its own (a reset under our feet), and after a secret
    // authorised a command: ESYS keeps it beside the session.
    void forget_hmac() { m_hmac.reset(); }

private:
    base::Result<Slot> start(ESYS_TR salt_key, std::uint8_t type);

    Context& m_context;
    base::Bytes m_storage_key_area;
    base::Bytes m_storage_key_name;
    std::uint64_t m_checked_generation = 0;
    std::optional<Slot> m_hmac;
};

}  // namespace tpm
