// SPDX-License-Identifier: Apache-2.0
// The way down for papers: fetched when the hello announces other bytes than came last.
#include "sync/courier_stepper.h"
#include "sync/papers.h"

#include "appliance/crypto/digest.h"

namespace exchange {

void Stepper::next_paper() {
    Visit& visit = m_state.visit;
    for (; visit.paper < visit.hello.papers.size(); ++visit.paper) {
        const WorkOrderNotice& notice = visit.hello.papers[visit.paper];
        const auto had = m_state.memory.papers.find(notice.name);
        const bool is_known = had != m_state.memory.papers.end() && had->second == base::to_hex(notice.sha256);
        if (!is_paper_name(notice.name) || is_known) continue;
        m_state.phase = FetchingPaper{};
        return ask("GET", "/v1/papers/" + notice.name);
    }
    next_order();
}

void Stepper::after_paper(const HttpResponse& response) {
    if (end_if_channel_trouble(response)) return;
    const WorkOrderNotice& notice = m_state.visit.hello.papers[m_state.visit.paper++];
    if (judge(response) == Verdict::fine && crypto::sha256(response.body) == notice.sha256) {
        effects.push_back(Deliver{notice.name, response.body});
        m_state.memory.papers[notice.name] = base::to_hex(notice.sha256);
        effects.push_back(Remember{});
    } else {
        // It may have been renewed since the hello: the next visit fetches that one.
        note_trouble({base::Fault::parcel_invalid, "paper " + notice.name + " is not the one announced"});
    }
    next_paper();
}

}  // namespace exchange
