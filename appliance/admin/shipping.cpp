// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/shipping.h"

#include "appliance/admin/key_words.h"

#include <algorithm>

namespace admin {
namespace {

using base::Fault;
using base::Result;
using base::Status;
using keys::Shipment;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t confirmation_size_max = 64U << 10U;

ShipmentLine line_of(const Shipment& shipment, std::int64_t now_ms) {
    using Way = ShipmentLine::Way;
    ShipmentLine line{.id = shipment.id, .receiver = shipment.receiver, .first_file = shipment.files.empty() ? "" : shipment.files.front().name,
                      .files = static_cast<std::uint32_t>(shipment.files.size()), .way = Way::stick, .sent = day_words(shipment.sent_ms),
                      .days = static_cast<std::uint32_t>(std::max<std::int64_t>(0, (now_ms - shipment.sent_ms) / day_ms)),
                      .state = ShipmentLine::State::under_way, .why = shipment.abandoned};
    if (shipment.way == "sftp") line.way = Way::sftp;
    if (shipment.way == "https") line.way = Way::courier;
    if (shipment.confirmation) line.state = ShipmentLine::State::arrived;
    else if (!shipment.abandoned.empty()) line.state = ShipmentLine::State::given_up;
    return line;
}

}  // namespace

Status Shipping::read(keys::KeyLife& life) {
    m_all = TRY(keys::Shipments(life).all());
    return {};
}

ShipmentsScreen Shipping::screen(std::int64_t now_ms, bool may_confirm) const {
    ShipmentsScreen screen{.shipments = {}, .may_confirm = may_confirm, .is_anything_under_way = false};
    for (const bool is_under_way : {true, false}) {
        for (auto one = m_all.rbegin(); one != m_all.rend(); ++one) {
            if (one->is_under_way() != is_under_way || screen.shipments.size() == ShipmentsScreen::shipments_max) continue;
            screen.shipments.push_back(line_of(*one, now_ms));
            screen.is_anything_under_way = screen.is_anything_under_way || is_under_way;
        }
    }
    return screen;
}

Status Shipping::confirm(keys::KeyLife& life, const staff::Actor& who, ports::ExchangeFolder& stick, const std::string& file) {
    const base::Bytes confirmation = TRY(stick.read(file, confirmation_size_max));
    TRY(keys::Shipments(life).confirm(who, confirmation));
    return {};
}

bool Shipping::begin_to_give_up(const std::string& shipment) {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const Shipment& one) { return one.id == shipment && one.is_under_way(); });
    if (found == m_all.end()) return false;
    m_id = found->id;
    m_receiver = found->receiver;
    reason.clear();
    is_troubled = false;
    return true;
}

Status Shipping::give_up(const staff::Actor& who, CertificateDesk& desk) const { return desk.give_up(who, m_id, reason); }

ReleaseTextScreen Shipping::reason_screen() const {
    return {.asks = ReleaseTextScreen::Asks::why_given_up, .key = m_receiver, .text = reason, .is_troubled = is_troubled};
}

Result<std::uint32_t> shipments_under_way(keys::KeyLife& life) {
    const std::vector<Shipment> all = TRY(keys::Shipments(life).all());
    return static_cast<std::uint32_t>(std::count_if(all.begin(), all.end(), [](const Shipment& one) { return one.is_under_way(); }));
}

}  // namespace admin
