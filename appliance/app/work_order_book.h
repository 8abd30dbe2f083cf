// SPDX-License-Identifier: Apache-2.0
// The orders this device holds: taken in from the platform, found again by the code a
// person types, and remembered as open, signed, declined, locked, or refused with the
// reason that the person will hear.
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/session.h"

#include <string_view>

namespace app {

enum class OrderState { open, was_signed, declined, locked, refused };
std::string_view name_of(OrderState state);

enum class Intake { stored, refused };

class WorkOrderBook {
public:
    explicit WorkOrderBook(const Device& device) : m_device(device) {}

    // Opens a parcel, checks it against its envelope, has every document examined and
    // every name tried for missing characters, and stores all of it in one step. What
    // may not be signed refuses the whole order: the reason is kept for the person and
    // stands in the log. One that is here already is taken again without effect. A failure means that the parcel could not be dealt with now and
    // should be kept: vault_*, disk_*, tpm_*, sandbox_unavailable, program_*.
    base::Result<Intake> take(base::ByteView parcel);

    // Faults: envelope_unknown, envelope_expired, pin_locked (its code was wrong too
    // often), the reason why it was refused (document_*, field_*, glyph_missing), vault_*.
    base::Result<OpenEnvelope> find(std::string_view appointment_code);

    // Remembers what became of an order, or how many tries are left. Durable.
    base::Status note(const base::RecordId& order, OrderState state, std::uint32_t tries_left);
    // The same inside a larger step.
    base::Status note(vault::Transaction& step, const base::RecordId& order, const base::EnvelopeId& envelope,
                      OrderState state, std::uint32_t tries_left);

    struct Standing {
        OrderState state = OrderState::open;
        std::uint32_t tries_left = 0;
        std::optional<base::Fault> refusal;
    };
    // What became of an order, or of anything else that note() was told of.
    base::Result<Standing> standing_of(const base::RecordId& order, std::uint32_t tries_at_first);

private:
    base::Result<bool> is_known(const base::EnvelopeId& envelope, std::string_view definition,
                                const std::vector<ports::SignerCode>& codes);
    base::Result<Intake> refuse(const base::Failure& why, const documents::Envelope* envelope);
    base::Result<OpenEnvelope> open(const base::RecordId& order, documents::Envelope envelope, std::uint32_t tries_left);

    const Device& m_device;
};

}  // namespace app
