// SPDX-License-Identifier: Apache-2.0
// The letters: each goes up once, and its answer comes back in the same visit.
#include "sync/courier_stepper.h"
#include "sync/letter.h"

namespace exchange {

void Stepper::next_letter() {
    const Visit& visit = m_state.visit;
    if (visit.letter >= visit.luggage.letters.size()) return next_paper();
    m_state.phase = Posting{};
    ask("POST", "/v1/devices/letters", {}, visit.luggage.letters[visit.letter].body, {{"Content-Type", "application/pkcs7-mime"}});
}

// What the answer says is for the kiosk to judge, which knows what it asked. Here it counts
// that the platform answered, or refused this letter and not merely this moment: only then
// does the letter leave the outbox. Sent twice, it is answered with the same bytes.
void Stepper::after_posting(const HttpResponse& response) {
    if (end_if_channel_trouble(response)) return;
    const std::string& name = m_state.visit.luggage.letters[m_state.visit.letter].name;
    const bool is_answer = judge(response) == Verdict::fine;
    if (is_answer) {
        const auto message = crypto::verify_message(response.body, m_world.trust->roots, crypto::Purpose::receipt,
                                                    believed_time_ms(m_state.memory, m_world.now_ms));
        if (!message) return end_with_outage({base::Fault::receipt_invalid, "the answer to " + name});
    }
    const base::Json refused =
        base::Json().set("status", response.status).set("reason", refusal(base::Fault::server_refused, response).detail);
    effects.push_back(Deliver{name + std::string(is_answer ? answer_ending : refused_ending),
                              is_answer ? response.body : base::to_bytes(base::canonical_json(refused))});
    effects.push_back(Forget{name + std::string(letter_ending)});
    ++m_state.visit.letter;
    next_letter();
}

}  // namespace exchange
