// SPDX-License-Identifier: Apache-2.0
// One step of the courier while it is being decided. Internal to courier*.cpp.
#pragma once

#include "sync/courier.h"

namespace exchange {

// What a status means before anyone looks at what was asked.
enum class Verdict { fine, outage, device_refused, intercepted, refused };
Verdict judge(const HttpResponse& response);
base::Failure refusal(base::Fault fault, const HttpResponse& response);

class Stepper {
public:
    Stepper(CourierState& state, const CourierWorld& world) : m_state(state), m_world(world) {}

    void begin(const Luggage& luggage);
    void take(const HttpResponse& response);
    void unreachable(const base::Failure& failure);
    void cannot_proceed(const base::Failure& failure);

    std::vector<CourierEffect> effects;

private:
    // courier.cpp: the way through a visit
    void greet();
    void push_log();
    void push_checkpoint(std::uint64_t old_size, bool is_corrected);
    void push_entries();
    bool end_if_channel_trouble(const HttpResponse& response);
    void end_with_outage(base::Failure failure, std::optional<std::uint64_t> retry_after_s = std::nullopt);
    void end_refused(base::Failure failure);
    void end_visit();
    void note_trouble(base::Failure failure);
    void ask(std::string method, std::string path, BodySource source = {}, base::Bytes body = {}, HttpFields fields = {});

    void after_letter(const HttpResponse& response);
    void after_hello(const HttpResponse& response);
    void after_checkpoint(const HttpResponse& response, const PushingCheckpoint& pushed);
    void after_entries(const HttpResponse& response);

    // courier_letters.cpp
    void next_letter();
    void after_posting(const HttpResponse& response);

    // courier_papers.cpp
    void next_paper();
    void after_paper(const HttpResponse& response);

    // courier_orders.cpp
    void next_order();
    void take_order();
    void after_order(const HttpResponse& response);
    void after_taken(const HttpResponse& response);

    // courier_parcels.cpp
    const PendingParcel& parcel() const { return m_state.visit.luggage.parcels[m_state.visit.parcel]; }
    void next_parcel();
    void leave_parcel();
    void probe();
    void detour(base::Failure failure);
    void send_chunk(std::uint64_t offset);
    void commit();
    void park(base::Failure failure, bool for_ever);
    void spoil_parcel(base::Failure failure);
    bool is_parked(const PendingParcel& parcel) const;
    bool handle_parcel_trouble(const HttpResponse& response);
    void after_probe(const HttpResponse& response);
    void after_creation(const HttpResponse& response);
    void after_chunk(const HttpResponse& response, const SendingChunk& sent);
    void after_commit(const HttpResponse& response);
    base::Status accept(const HttpResponse& response);

    CourierState& m_state;
    const CourierWorld& m_world;
};

}  // namespace exchange
