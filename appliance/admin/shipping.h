// SPDX-License-Identifier: Apache-2.0
// What was handed on and who has confirmed it, at the screen: looked at, confirmed from a
// stick or by the platform, or given up with a reason. What counts is keys::Shipments.
#pragma once

#include "appliance/admin/certificate_desk.h"
#include "appliance/admin/screen.h"
#include "appliance/keys/shipment.h"
#include "appliance/ports/exchange_folder.h"

namespace admin {

class Shipping {
public:
    // Faults: those of keys::Shipments::all.
    base::Status read(keys::KeyLife& life);
    // The newest first, at most ShipmentsScreen::shipments_max of them; those under way before all others.
    ShipmentsScreen screen(std::int64_t now_ms, bool may_confirm) const;

    // Faults: those of ExchangeFolder::read and keys::Shipments::confirm.
    static base::Status confirm(keys::KeyLife& life, const staff::Actor& who, ports::ExchangeFolder& stick, const std::string& file);

    // Nobody will wait for this one: false when nobody does.
    bool begin_to_give_up(const std::string& shipment);
    // Faults: those of CertificateDesk::give_up.
    base::Status give_up(const staff::Actor& who, CertificateDesk& desk) const;
    const std::string& receiver() const { return m_receiver; }
    bool is_reason_fit() const { return reason.find_first_not_of(' ') != std::string::npos; }
    ReleaseTextScreen reason_screen() const;
    std::string reason;
    bool is_troubled = false;

private:
    std::vector<keys::Shipment> m_all;  // oldest first
    std::string m_id, m_receiver;       // of the one that is given up
};

// How many nobody has confirmed yet. Faults: those of keys::Shipments::all.
base::Result<std::uint32_t> shipments_under_way(keys::KeyLife& life);

}  // namespace admin
