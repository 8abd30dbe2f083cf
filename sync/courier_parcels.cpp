// SPDX-License-Identifier: Apache-2.0
// The way up: one parcel after the other, tus 1.0, then the commit. No parcel keeps
// another from going: what is refused is parked, what fails twice the same way waits
// behind the others.
#include "sync/courier_stepper.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "sync/backoff.h"
#include "sync/names.h"
#include "sync/receipt.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;

constexpr unsigned detours_max = 3;
constexpr unsigned server_faults_max = 2;
constexpr std::uint64_t chunk_size_min = 64U << 10U;
constexpr std::uint64_t chunk_size_max = 8U << 20U;
constexpr std::int64_t parked_for_ms = 86'400'000;

std::string blob_path(const ClearManifest& manifest) { return "/v1/blobs/" + base::to_hex(manifest.parcel_sha256); }

std::string fingerprint(const PendingParcel& parcel) {
    return base::to_hex(crypto::sha256(base::as_bytes(parcel.manifest_text)));
}

}  // namespace

bool Stepper::is_parked(const PendingParcel& pending) const {
    const auto found = m_state.memory.parked.find(pending.manifest.sequence);
    if (found == m_state.memory.parked.end() || found->second.manifest_sha256 != fingerprint(pending)) return false;
    const std::int64_t until = found->second.again_after_ms;
    return until == 0 || (m_world.now_ms < until && until - m_world.now_ms <= parked_for_ms);
}

void Stepper::next_parcel() {
    Visit& visit = m_state.visit;
    while (visit.parcel < visit.luggage.parcels.size() && is_parked(parcel())) ++visit.parcel;
    if (visit.parcel == visit.luggage.parcels.size()) return end_visit();
    visit.detours = 0;
    probe();
}

void Stepper::leave_parcel() {
    ++m_state.visit.parcel;
    next_parcel();
}

// Always HEAD before POST: there are servers that begin a repeated upload anew.
void Stepper::probe() {
    m_state.phase = Probing{};
    ask("HEAD", blob_path(parcel().manifest), {}, {}, {{"Tus-Resumable", "1.0.0"}});
}

void Stepper::park(Failure failure, bool for_ever) {
    ParkedParcel parked;
    parked.fault = std::string(base::row_of(failure.fault).name);
    parked.detail = std::move(failure.detail);
    parked.manifest_sha256 = fingerprint(parcel());
    parked.again_after_ms = for_ever ? 0 : m_world.now_ms + parked_for_ms;
    m_state.memory.parked[parcel().manifest.sequence] = std::move(parked);
    effects.push_back(Remember{});
    leave_parcel();
}

void Stepper::spoil_parcel(Failure failure) {
    ++m_state.memory.troubles[parcel().manifest.sequence];
    note_trouble(std::move(failure));
    leave_parcel();
}

void Stepper::detour(Failure failure) {
    if (++m_state.visit.detours > detours_max) return spoil_parcel(std::move(failure));
    probe();
}

// True when the answer was dealt with here.
bool Stepper::handle_parcel_trouble(const HttpResponse& response) {
    const Verdict verdict = judge(response);
    if (verdict == Verdict::fine || verdict == Verdict::refused) return false;
    // 500 may be about this parcel alone; 502, 503, 504, 507 are about the server.
    if (response.status != 500) {
        if (verdict == Verdict::outage) ++m_state.memory.troubles[parcel().manifest.sequence];
        return end_if_channel_trouble(response);
    }
    if (++m_state.visit.server_faults >= server_faults_max) {
        ++m_state.memory.troubles[parcel().manifest.sequence];
        end_with_outage(refusal(Fault::server_failed, response), number_field(response.fields, "Retry-After"));
        return true;
    }
    spoil_parcel(refusal(Fault::server_failed, response));
    return true;
}

void Stepper::after_probe(const HttpResponse& response) {
    const PendingParcel& pending = parcel();
    if (response.status == 404 || response.status == 410) {
        if (!pending.is_here) return park({Fault::parcel_invalid, "the parcel's file is missing"}, /*for_ever=*/true);
        m_state.phase = Creating{};
        const std::string name = base::to_hex(pending.manifest.parcel_sha256);
        return ask("POST", "/v1/blobs", {}, {},
                   {{"Tus-Resumable", "1.0.0"},
                    {"Upload-Length", std::to_string(pending.manifest.size)},
                    {"Upload-Metadata", "sha256 " + base::to_base64(base::as_bytes(name))}});
    }
    if (handle_parcel_trouble(response)) return;
    const auto offset = number_field(response.fields, "Upload-Offset");
    const auto length = number_field(response.fields, "Upload-Length");
    if (judge(response) == Verdict::refused) return park(refusal(Fault::server_refused, response), false);
    if (!offset || !length || *length != pending.manifest.size || *offset > *length)
        return spoil_parcel({Fault::server_failed, "HEAD without a usable offset"});
    if (*offset == *length) return commit();
    if (!pending.is_here) return park({Fault::parcel_invalid, "the parcel's file is missing"}, /*for_ever=*/true);
    send_chunk(*offset);
}

void Stepper::after_creation(const HttpResponse& response) {
    if (handle_parcel_trouble(response)) return;
    if (judge(response) == Verdict::refused)
        return park(refusal(response.status == 409 ? Fault::server_conflict : Fault::server_refused, response), false);
    send_chunk(std::min(number_field(response.fields, "Upload-Offset").value_or(0), parcel().manifest.size - 1));
}

void Stepper::send_chunk(std::uint64_t offset) {
    std::uint64_t limit = chunk_size_max;
    if (m_state.visit.hello.chunk_max != 0) limit = std::min(limit, m_state.visit.hello.chunk_max);
    const std::uint64_t size =
        std::min({std::max(m_state.memory.chunk_size, chunk_size_min), limit, parcel().manifest.size - offset});
    m_state.phase = SendingChunk{offset, size};
    ask("PATCH", blob_path(parcel().manifest), ParcelSlice{parcel().manifest.sequence, offset, size}, {},
        {{"Tus-Resumable", "1.0.0"},
         {"Upload-Offset", std::to_string(offset)},
         {"Content-Type", "application/offset+octet-stream"}});
}

void Stepper::after_chunk(const HttpResponse& response, const SendingChunk& sent) {
    if (response.status == 404 || response.status == 409 || response.status == 410 || response.status == 460)
        return detour(refusal(Fault::server_failed, response));
    if (handle_parcel_trouble(response)) return;
    if (judge(response) == Verdict::refused) return park(refusal(Fault::server_refused, response), false);
    const auto offset = number_field(response.fields, "Upload-Offset");
    if (!offset || *offset <= sent.offset || *offset > parcel().manifest.size)
        return detour({Fault::server_failed, "PATCH without a usable offset"});
    m_state.memory.chunk_size = std::min(chunk_size_max, std::max(m_state.memory.chunk_size, chunk_size_min) * 2);
    if (*offset == parcel().manifest.size) return commit();
    send_chunk(*offset);
}

void Stepper::commit() {
    m_state.phase = Committing{};
    const ClearManifest& manifest = parcel().manifest;
    ask("PUT", "/v1/envelopes/" + manifest.device.text + "/" + std::to_string(manifest.sequence), {},
        base::to_bytes(parcel().manifest_text), {{"Content-Type", "application/json"}});
}

void Stepper::after_commit(const HttpResponse& response) {
    if (response.status == 412) return detour(refusal(Fault::server_failed, response));
    if (handle_parcel_trouble(response)) return;
    if (response.status == 409) return park(refusal(Fault::server_conflict, response), /*for_ever=*/true);
    if (judge(response) == Verdict::refused) return park(refusal(Fault::server_refused, response), false);
    if (const base::Status accepted = accept(response); !accepted) return spoil_parcel(accepted.failure());
    const std::uint64_t sequence = parcel().manifest.sequence;
    effects.push_back(Forget{parcel_name(sequence)});
    effects.push_back(Forget{manifest_name(sequence)});
    m_state.memory.troubles.erase(sequence);
    m_state.memory.parked.erase(sequence);
    ++m_state.visit.delivered;
    leave_parcel();
}

// Verifies both before either is delivered; the receipt comes last, so that whoever
// sees it finds the rest.
base::Status Stepper::accept(const HttpResponse& response) {
    const ClearManifest& manifest = parcel().manifest;
    const std::int64_t at_ms = believed_time_ms(m_state.memory, m_world.now_ms);
    const auto json = base::parse_json(base::as_text(response.body), {.size_max = 256U << 10U, .depth_max = 2});
    if (!json) return Failure{Fault::receipt_invalid, json.failure().detail};
    const auto receipt = json->base64("receipt");
    if (!receipt) return Failure{Fault::receipt_invalid, "no receipt in the answer"};
    TRY(verify_receipt(*receipt, manifest, m_world.trust->roots, at_ms));
    if (manifest.seal_id) {
        const auto token = json->base64("timestamp");
        if (!token) return Failure{Fault::timestamp_invalid, "no time-stamp in the answer"};
        TRY(crypto::verify_token(*token, *manifest.seal_id, m_world.trust->roots, at_ms));
        effects.push_back(Deliver{timestamp_name(manifest.sequence), *token});
    }
    effects.push_back(Deliver{receipt_name(manifest.sequence), *receipt});
    return {};
}

void Stepper::unreachable(const Failure& failure) {
    const CourierPhase& phase = m_state.phase;
    const bool is_in_parcel = std::holds_alternative<Probing>(phase) || std::holds_alternative<Creating>(phase) ||
                              std::holds_alternative<SendingChunk>(phase) || std::holds_alternative<Committing>(phase);
    // A parcel may be what breaks the link (a filter, a size): it waits behind the others.
    if (is_in_parcel) ++m_state.memory.troubles[parcel().manifest.sequence];
    if (std::holds_alternative<SendingChunk>(phase))
        m_state.memory.chunk_size = std::max(chunk_size_min, m_state.memory.chunk_size / 2);
    if (failure.fault == Fault::network_down || failure.fault == Fault::network_timeout) return end_with_outage(failure);
    end_refused(failure);
}

void Stepper::cannot_proceed(const Failure& failure) {
    const CourierPhase& phase = m_state.phase;
    if (std::holds_alternative<SendingChunk>(phase)) return spoil_parcel(failure);
    if (std::holds_alternative<PushingCheckpoint>(phase) || std::holds_alternative<SendingEntries>(phase)) {
        note_trouble(failure);
        return next_order();
    }
    end_with_outage(failure);
}

}  // namespace exchange
