// SPDX-License-Identifier: Apache-2.0
// From a held confirmation to a stored artifact, in four named steps. The order is
// the promise: the intent is durable before the key is asked; both verifiers accept
// before anything is stored; artifact, evidence and leaf become true together. Every
// intent ends as signed or aborted, here or at the next boot.
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/language.h"
#include "appliance/app/seal_task.h"
#include "appliance/app/session.h"
#include "appliance/app/work_order_book.h"

namespace app {

// Builds the revision that will be signed, so that its digest can be shown before.
// Faults: glyph_missing, field_*, document_*.
base::Result<std::shared_ptr<documents::PreparedSeal>> prepare_seal(const Device& device, const Session& session);

// The ceremony's use of the key: fulfils the order the session has open. `session`
// holds a prepared seal; it and `orders` outlive the task.
SealTask ceremony_task(WorkOrderBook& orders, const Session& session, Language language);

class Sealing {
public:
    static constexpr std::uint32_t step_count = 4;

    // What `task` refers to outlives this.
    Sealing(const Device& device, SealTask task) : m_device(device), m_task(std::move(task)) {}

    // Performs the next step: checking the device, unlocking the key, sealing, saving
    // the proof. A failure after the intent has been recorded as aborted.
    base::Status advance();
    std::uint32_t steps_done() const { return m_steps_done; }
    bool is_done() const { return m_steps_done == step_count; }

    const base::Digest& seal_id() const { return m_seal_id; }
    // The finished file, once it is stored.
    const base::Bytes& signed_pdf() const { return m_signed_pdf; }

private:
    base::Status check_device();
    base::Status write_intent();
    base::Status sign_and_verify();
    base::Status save();
    base::Status abort(const base::Failure& why);

    const Device& m_device;
    SealTask m_task;
    std::uint32_t m_steps_done = 0;
    std::optional<std::int64_t> m_intent;
    std::uint64_t m_intent_leaf = 0;
    base::Bytes m_signed_pdf;
    base::Bytes m_signature_value;
    ports::CounterStatement m_counter;
    base::Digest m_seal_id{};
};

// Whether the certificate allows a signature at this moment: before anybody is asked to
// read, and again before the key is. Faults: certificate_expired, certificate_not_yet_valid, certificate_revoked (by a list that is here).
base::Status may_sign_now(const Device& device);

// Ends every intent that a power cut left open. Called at boot.
base::Status abort_open_intents(const Device& device, std::uint64_t& count);

}  // namespace app
