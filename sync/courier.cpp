// SPDX-License-Identifier: Apache-2.0
#include "sync/courier.h"

#include "sync/backoff.h"
#include "sync/courier_stepper.h"
#include "sync/names.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::uint32_t failures_of_refusal = 8;  // from here on the back-off stands at its cap
constexpr std::uint32_t unenrolled_poll_s = 2;

}  // namespace

Verdict judge(const HttpResponse& response) {
    const int status = response.status;
    if (status >= 200 && status < 300) return Verdict::fine;
    // The platform never redirects: whoever does is not the platform (RFC 6585, 6 for 511).
    if ((status >= 300 && status < 400) || status == 511) return Verdict::intercepted;
    if (status == 401 || status == 403) return Verdict::device_refused;
    if (status == 408 || status == 429 || status >= 500 || status < 200) return Verdict::outage;
    return Verdict::refused;
}

Failure refusal(Fault fault, const HttpResponse& response) {
    std::string detail = std::to_string(response.status) + " ";
    detail.append(base::as_text(base::ByteView(response.body).first(std::min<std::size_t>(response.body.size(), 200))));
    return {fault, std::move(detail)};
}

void Stepper::ask(std::string method, std::string path, BodySource source, base::Bytes body, HttpFields fields) {
    HttpRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    request.fields = std::move(fields);
    effects.push_back(Ask{std::move(request), std::move(source)});
}

void Stepper::begin(const Luggage& luggage) {
    Visit& visit = m_state.visit;
    visit = {};
    visit.luggage = luggage;
    visit.nonce = m_world.nonce;
    // What made trouble before stands behind what did not.
    std::stable_sort(visit.luggage.parcels.begin(), visit.luggage.parcels.end(),
                     [&](const PendingParcel& a, const PendingParcel& b) {
                         const auto rank = [&](const PendingParcel& each) {
                             const auto found = m_state.memory.troubles.find(each.manifest.sequence);
                             return std::pair(found == m_state.memory.troubles.end() ? 0U : found->second,
                                              each.manifest.sequence);
                         };
                         return rank(a) < rank(b);
                     });
    if (const auto& letter = visit.luggage.letter) {
        m_state.phase = SendingLetter{};
        std::string path = "/v1/enrolments";
        if (letter->is_activation) path.append("/").append(letter->session).append("/activation");
        return ask("POST", std::move(path), {}, letter->body, {{"Content-Type", "application/json"}});
    }
    greet();
}

void Stepper::greet() {
    Visit& visit = m_state.visit;
    if (!visit.luggage.is_enrolled) return end_visit();
    m_state.phase = Greeting{};
    HelloQuestion question{m_world.device, visit.nonce, visit.luggage.parcels.size(), {}, 0};
    if (visit.luggage.log) {
        question.log_origin = visit.luggage.log->origin;
        question.log_size = visit.luggage.log->size;
    }
    ask("POST", "/v1/hello", {}, base::to_bytes(write_hello(question)), {{"Content-Type", "application/json"}});
}

void Stepper::after_letter(const HttpResponse& response) {
    const bool is_activation = m_state.visit.luggage.letter->is_activation;
    const Verdict verdict = judge(response);
    if (verdict == Verdict::intercepted) return end_refused(refusal(Fault::network_intercepted, response));
    if (verdict == Verdict::outage) return (void)end_if_channel_trouble(response);
    if (verdict == Verdict::fine)
        effects.push_back(Deliver{std::string(response.status == 202 ? enrol_challenge_name : enrol_certificates_name),
                                  response.body});
    else
        effects.push_back(Deliver{std::string(enrol_refused_name),
                                  base::to_bytes(base::canonical_json(base::Json().set("status", response.status).set(
                                      "reason", refusal(Fault::server_refused, response).detail)))});
    effects.push_back(Forget{std::string(is_activation ? enrol_activation_name : enrol_request_name)});
    m_state.visit.luggage.letter.reset();
    greet();
}

void Stepper::after_hello(const HttpResponse& response) {
    if (end_if_channel_trouble(response)) return;
    if (judge(response) != Verdict::fine) return end_refused(refusal(Fault::server_refused, response));
    auto answer = verify_hello(response.body, m_world.device, m_state.visit.nonce, m_world.trust->roots,
                               believed_time_ms(m_state.memory, m_world.now_ms));
    if (!answer) return end_with_outage(answer.failure());
    CourierMemory& memory = m_state.memory;
    memory.time_floor_ms = std::max(memory.time_floor_ms, answer->time_ms);
    memory.fleet_window_s = answer->fleet_window_s;
    memory.poll_s = answer->poll_s;
    m_state.visit.hello = std::move(*answer);
    effects.push_back(Deliver{std::string(hello_name), response.body});
    push_log();
}

void Stepper::push_log() {
    const auto& log = m_state.visit.luggage.log;
    if (!log) return next_letter();
    // The checkpoint goes even when it did not grow: the cosignature is a fresh
    // statement of the time.
    push_checkpoint(std::min(m_state.memory.cosigned_size, log->size), false);
}

void Stepper::push_checkpoint(std::uint64_t old_size, bool is_corrected) {
    m_state.phase = PushingCheckpoint{old_size, is_corrected};
    ask("POST", "/v1/log/add-checkpoint", CheckpointPush{old_size}, {}, {{"Content-Type", "text/plain"}});
}

void Stepper::after_checkpoint(const HttpResponse& response, const PushingCheckpoint& pushed) {
    const LogTip& log = *m_state.visit.luggage.log;
    const auto type = field(response.fields, "Content-Type");
    if (response.status == 409 && type && *type == "text/x.tlog.size" && !pushed.is_corrected) {
        std::string_view text = base::as_text(response.body);
        if (text.ends_with('\n')) text.remove_suffix(1);
        const auto size = parse_decimal(text);
        if (size && *size <= log.size) return push_checkpoint(*size, true);
        // The platform has cosigned more than we have: this log was turned back.
        note_trouble({Fault::log_conflict, "the platform has cosigned size " + std::string(text.substr(0, 20))});
        return next_letter();
    }
    const Verdict verdict = judge(response);
    if (verdict == Verdict::outage || verdict == Verdict::intercepted) return (void)end_if_channel_trouble(response);
    if (verdict != Verdict::fine) {
        note_trouble(refusal(response.status == 404 ? Fault::server_refused : Fault::log_conflict, response));
        return next_letter();
    }
    const std::string note = log.note + std::string(base::as_text(response.body));
    const auto parsed = audit::parse_note(note);
    const auto verified = parsed ? audit::verify_note(*parsed, m_world.trust->witnesses)
                                 : base::Result<std::vector<audit::VerifiedSignature>>(parsed.failure());
    if (!verified) {
        note_trouble(verified.failure());
        return next_letter();
    }
    m_state.memory.cosigned_size = log.size;
    effects.push_back(Deliver{std::string(checkpoint_name), base::to_bytes(note)});
    push_entries();
}

void Stepper::push_entries() {
    const std::uint64_t start = m_state.visit.hello.log_entries;
    const std::uint64_t size = m_state.visit.luggage.log->size;
    if (start >= size) return next_letter();
    m_state.phase = SendingEntries{};
    ask("PUT", "/v1/log/entries/" + std::to_string(start), EntriesSlice{start, size}, {},
        {{"Content-Type", "application/octet-stream"}});
}

void Stepper::after_entries(const HttpResponse& response) {
    const Verdict verdict = judge(response);
    if (verdict == Verdict::outage || verdict == Verdict::intercepted) return (void)end_if_channel_trouble(response);
    const auto body = base::parse_json(base::as_text(response.body), {.size_max = 1024, .depth_max = 2});
    const auto next = body ? body->number("next") : base::Result<std::int64_t>(body.failure());
    std::uint64_t& known = m_state.visit.hello.log_entries;
    // 409 tells where to go on; a second answer that does not lead forward is trouble.
    const bool is_forward = next && *next >= 0 && static_cast<std::uint64_t>(*next) > known;
    if ((verdict == Verdict::fine || response.status == 409) && is_forward) {
        known = static_cast<std::uint64_t>(*next);
        return push_entries();
    }
    note_trouble(refusal(Fault::log_conflict, response));
    next_letter();
}

bool Stepper::end_if_channel_trouble(const HttpResponse& response) {
    switch (judge(response)) {
        case Verdict::fine:
        case Verdict::refused: return false;
        case Verdict::outage:
            end_with_outage(refusal(Fault::server_failed, response), number_field(response.fields, "Retry-After"));
            return true;
        case Verdict::device_refused: end_refused(refusal(Fault::server_refused, response)); return true;
        case Verdict::intercepted: end_refused(refusal(Fault::network_intercepted, response)); return true;
    }
    return false;
}

void Stepper::note_trouble(Failure failure) {
    if (!m_state.visit.is_troubled) m_state.visit.trouble = std::move(failure);
    m_state.visit.is_troubled = true;
}

void Stepper::end_with_outage(Failure failure, std::optional<std::uint64_t> retry_after_s) {
    CourierMemory& memory = m_state.memory;
    ++memory.failures;
    if (memory.trouble_since_ms == 0) memory.trouble_since_ms = std::max<std::int64_t>(m_world.now_ms, 1);
    const std::int64_t delay =
        retry_after_s ? delay_after_retry_after(*retry_after_s, m_world.random)
                      : delay_after_failure(memory.failures, m_world.now_ms - memory.trouble_since_ms, m_world.random);
    memory.next_visit_ms = m_world.now_ms + delay;
    memory.fault = std::string(base::row_of(failure.fault).name);
    memory.detail = std::move(failure.detail);
    m_state.phase = Resting{};
    effects.push_back(Remember{});
    effects.push_back(EndVisit{});
}

void Stepper::end_refused(Failure failure) {
    m_state.memory.failures = std::max(m_state.memory.failures, failures_of_refusal);
    end_with_outage(std::move(failure));
}

void Stepper::end_visit() {
    if (m_state.visit.is_troubled) return end_with_outage(m_state.visit.trouble);
    CourierMemory& memory = m_state.memory;
    memory.failures = 0;
    memory.trouble_since_ms = 0;
    memory.fault.clear();
    memory.detail.clear();
    const std::uint64_t poll_ms =
        std::uint64_t{m_state.visit.luggage.is_enrolled ? memory.poll_s : unenrolled_poll_s} * 1000;
    memory.next_visit_ms =
        m_world.now_ms + static_cast<std::int64_t>(poll_ms + draw_below(m_world.random, poll_ms / 5 + 1));
    m_state.phase = Resting{};
    effects.push_back(Remember{});
    effects.push_back(EndVisit{});
}

void Stepper::take(const HttpResponse& response) {
    const CourierPhase phase = m_state.phase;
    struct Dispatch {
        Stepper& stepper;
        const HttpResponse& response;
        void operator()(const Resting&) const {}
        void operator()(const SendingLetter&) const { stepper.after_letter(response); }
        void operator()(const Greeting&) const { stepper.after_hello(response); }
        void operator()(const PushingCheckpoint& pushed) const { stepper.after_checkpoint(response, pushed); }
        void operator()(const SendingEntries&) const { stepper.after_entries(response); }
        void operator()(const Posting&) const { stepper.after_posting(response); }
        void operator()(const FetchingPaper&) const { stepper.after_paper(response); }
        void operator()(const FetchingOrder&) const { stepper.after_order(response); }
        void operator()(const TakingOrder&) const { stepper.after_taken(response); }
        void operator()(const Probing&) const { stepper.after_probe(response); }
        void operator()(const Creating&) const { stepper.after_creation(response); }
        void operator()(const SendingChunk& sent) const { stepper.after_chunk(response, sent); }
        void operator()(const Committing&) const { stepper.after_commit(response); }
    };
    std::visit(Dispatch{*this, response}, phase);
}

CourierStep courier_step(CourierState state, const CourierEvent& event, const CourierWorld& world) {
    Stepper stepper(state, world);
    if (const auto* begins = std::get_if<VisitBegins>(&event)) stepper.begin(begins->luggage);
    if (const auto* answered = std::get_if<Answered>(&event)) stepper.take(answered->response);
    if (const auto* failed = std::get_if<Unreachable>(&event)) stepper.unreachable(failed->failure);
    if (const auto* stuck = std::get_if<CannotProceed>(&event)) stepper.cannot_proceed(stuck->failure);
    return {std::move(state), std::move(stepper.effects)};
}

std::int64_t believed_time_ms(const CourierMemory& memory, std::int64_t wall_ms) {
    return std::max(memory.time_floor_ms, wall_ms);
}

bool is_visit_due(const CourierMemory& memory, bool has_something_new, std::int64_t wall_ms) {
    // A wait longer than any we impose means that the clock was turned back.
    if (memory.next_visit_ms - wall_ms > day_ms + day_ms / 5) return true;
    if (wall_ms >= memory.next_visit_ms) return true;
    return has_something_new && memory.failures == 0;
}

std::int64_t first_visit_delay_ms(const CourierMemory& memory, std::uint64_t random) {
    return static_cast<std::int64_t>(draw_below(random, std::uint64_t{memory.fleet_window_s} * 1000 + 1));
}

}  // namespace exchange
