// SPDX-License-Identifier: Apache-2.0
// The way down: work orders that the hello announced.
#include "sync/courier_stepper.h"

#include "appliance/crypto/digest.h"
#include "sync/names.h"

#include <algorithm>

namespace exchange {

void Stepper::next_order() {
    const Visit& visit = m_state.visit;
    if (visit.order >= visit.hello.work_orders.size()) return next_parcel();
    const WorkOrderNotice& notice = visit.hello.work_orders[visit.order];
    // It lies in the inbox already: only our thanks did not arrive.
    const auto& known = visit.luggage.known_work_orders;
    if (std::find(known.begin(), known.end(), notice.name) != known.end()) return take_order();
    m_state.phase = FetchingOrder{};
    ask("GET", "/v1/work-orders/" + notice.name);
}

void Stepper::after_order(const HttpResponse& response) {
    if (end_if_channel_trouble(response)) return;
    const WorkOrderNotice& notice = m_state.visit.hello.work_orders[m_state.visit.order];
    const bool is_right = judge(response) == Verdict::fine && response.body.size() == notice.size &&
                          crypto::sha256(response.body) == notice.sha256;
    if (!is_right) {
        note_trouble({base::Fault::parcel_invalid, "work order " + notice.name + " is not the one announced"});
        ++m_state.visit.order;
        return next_order();
    }
    effects.push_back(Deliver{work_order_file(notice.name), response.body});
    take_order();
}

void Stepper::take_order() {
    m_state.phase = TakingOrder{};
    const WorkOrderNotice& notice = m_state.visit.hello.work_orders[m_state.visit.order];
    ask("POST", "/v1/work-orders/" + notice.name + "/taken", {},
        base::to_bytes(base::canonical_json(base::Json().set("sha256", base::to_hex(notice.sha256)))),
        {{"Content-Type", "application/json"}});
}

void Stepper::after_taken(const HttpResponse& response) {
    if (end_if_channel_trouble(response)) return;
    if (judge(response) != Verdict::fine) note_trouble(refusal(base::Fault::server_refused, response));
    ++m_state.visit.order;
    next_order();
}

}  // namespace exchange
