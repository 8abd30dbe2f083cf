// SPDX-License-Identifier: Apache-2.0
// The orders this device holds: taken in from the platform, found again by the code a
// person types, and remembered as open, signed, declined or locked.
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/session.h"

#include <string_view>

namespace app {

enum class OrderState { open, was_signed, declined, locked };
std::string_view name_of(OrderState state);

class WorkOrderBook {
public:
    explicit WorkOrderBook(const Device& device) : m_device(device) {}

    // Opens a parcel, checks it against its envelope, has every document examined,
    // and stores all of it in one step. A document that may not be signed refuses the
    // whole order. An order that is stored already is taken again without effect.
    // Faults: parcel_*, envelope_invalid, document_*, vault_*, disk_*.
    base::Status take(base::ByteView parcel);

    // Faults: envelope_unknown, envelope_expired, pin_locked (its code was wrong too
    // often), document_*, vault_*.
    base::Result<OpenEnvelope> find(std::string_view appointment_code);

    // Remembers what became of an order, or how many tries are left. Durable.
    base::Status note(const base::RecordId& order, OrderState state, std::uint32_t tries_left);
    // The same inside a larger step.
    base::Status note(vault::Transaction& step, const base::RecordId& order, const base::EnvelopeId& envelope,
                      OrderState state, std::uint32_t tries_left);

private:
    struct Standing {
        OrderState state = OrderState::open;
        std::uint32_t tries_left = 0;
    };
    base::Result<bool> is_known(const base::EnvelopeId& envelope, std::string_view definition,
                                const std::vector<ports::SignerCode>& codes);
    base::Result<Standing> standing_of(const base::RecordId& order, std::uint32_t tries_at_first);
    base::Result<OpenEnvelope> open(const base::RecordId& order, documents::Envelope envelope, std::uint32_t tries_left);

    const Device& m_device;
};

}  // namespace app
