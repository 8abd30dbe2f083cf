// SPDX-License-Identifier: Apache-2.0
#include "sync/courier_run.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "sync/letter.h"
#include "sync/log_folder.h"
#include "sync/names.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::string_view memory_path = courier_memory_path;
constexpr std::size_t letters_max = 100;  // of one visit
constexpr std::string_view certificate_path = "courier/tls.pem";

std::string outbox(std::string_view name) { return std::string("outbox/").append(name); }
std::string inbox(std::string_view name) { return std::string("inbox/").append(name); }

Result<EnrolmentLetter> read_activation(const base::Disk& disk) {
    const Bytes text = TRY(disk.read(outbox(enrol_activation_name)));
    const base::Json json = TRY(base::parse_json(base::as_text(text), {.size_max = 4096, .depth_max = 1}));
    EnrolmentLetter letter;
    letter.is_activation = true;
    letter.session = TRY(json.text("session"));
    if (!is_plain_name(letter.session)) return Failure{Fault::message_invalid, "session"};
    letter.body = base::to_bytes(base::canonical_json(base::Json().set("secret", TRY(json.text("secret")))));
    return letter;
}

CourierMemory load_memory(const base::Disk& disk) {
    const auto text = disk.read(memory_path);
    return text ? read_memory(*text) : CourierMemory{};
}

}  // namespace

CourierRun::CourierRun(base::Disk& disk, const base::Clock& clock) : m_disk(disk), m_clock(clock) {
    m_state.memory = load_memory(disk);
}

CourierWorld CourierRun::world(const CourierPapers& papers) const {
    const Bytes random = crypto::random_bytes(8);
    return {papers.device, &papers.trust, m_clock.wall_ms(), base::Reader(random).take_u64(),
            base::to_hex(crypto::random_bytes(16))};
}

Result<Luggage> CourierRun::pack(const base::DeviceId& device) const {
    Luggage luggage;
    const std::vector<std::string> names = TRY(m_disk.list("outbox"));
    for (const std::string& name : names) {
        if (name.ends_with(letter_ending) && luggage.letters.size() < letters_max) {
            Bytes body = TRY(m_disk.read(outbox(name)));
            luggage.letters.push_back({name.substr(0, name.size() - letter_ending.size()), std::move(body)});
        }
        const auto sequence = sequence_of(name, ".manifest");
        if (!sequence) continue;
        const Bytes text = TRY(m_disk.read(outbox(name)));
        auto manifest = read_manifest(text);
        // Not ours to repair; the kiosk that wrote it sees it never leave.
        if (!manifest || manifest->sequence != *sequence || manifest->device != device) continue;
        luggage.parcels.push_back({std::move(*manifest), std::string(base::as_text(text)),
                                   m_disk.exists(outbox(parcel_name(*sequence)))});
    }
    luggage.is_enrolled = m_disk.exists(certificate_path);
    if (m_disk.exists(outbox(enrol_activation_name))) {
        luggage.letter = TRY(read_activation(m_disk));
    } else if (m_disk.exists(outbox(enrol_request_name))) {
        luggage.letter.emplace().body = TRY(m_disk.read(outbox(enrol_request_name)));
    }
    const std::vector<std::string> arrivals = TRY(m_disk.list("inbox"));
    for (const std::string& name : arrivals)
        if (auto order = work_order_of(name)) luggage.known_work_orders.push_back(std::move(*order));
    // A log that cannot be read keeps no parcel from going.
    if (auto tip = read_log_tip(m_disk)) luggage.log = std::move(*tip);
    return luggage;
}

bool CourierRun::has_news() const {
    const auto names = m_disk.list("outbox");
    return names && std::any_of(names->begin(), names->end(), [&](const std::string& name) {
               return !name.ends_with(".parcel") && !std::binary_search(m_seen.begin(), m_seen.end(), name);
           });
}

Result<Bytes> CourierRun::slice(const ParcelSlice& wanted) {
    if (m_loaded_sequence != wanted.sequence) {
        m_loaded = TRY(m_disk.read(outbox(parcel_name(wanted.sequence))));
        m_loaded_sequence = wanted.sequence;
    }
    const auto& parcels = m_state.visit.luggage.parcels;
    const auto found = std::find_if(parcels.begin(), parcels.end(), [&](const PendingParcel& each) {
        return each.manifest.sequence == wanted.sequence;
    });
    if (found == parcels.end() || m_loaded.size() != found->manifest.size ||
        crypto::sha256(m_loaded) != found->manifest.parcel_sha256)
        return Failure{Fault::parcel_invalid, "the parcel is not the one its manifest names"};
    const base::ByteView part = base::ByteView(m_loaded).subspan(wanted.offset, wanted.size);
    return base::to_bytes(part);
}

Result<Bytes> CourierRun::body_of(const Ask& ask) {
    if (const auto* wanted = std::get_if<ParcelSlice>(&ask.source)) return slice(*wanted);
    const auto& log = m_state.visit.luggage.log;
    if (const auto* push = std::get_if<CheckpointPush>(&ask.source))
        return checkpoint_request(m_disk, *log, push->old_size);
    if (const auto* entries = std::get_if<EntriesSlice>(&ask.source))
        return entries_body(m_disk, entries->start, entries->end_max, log->size);
    return ask.request.body;
}

CourierEvent CourierRun::perform(Ask ask, Transport& transport) {
    auto body = body_of(ask);
    if (!body) return CannotProceed{body.failure()};
    ask.request.body = std::move(*body);
    auto response = transport.exchange(ask.request);
    if (!response) return Unreachable{response.failure()};
    return Answered{std::move(*response)};
}

Status CourierRun::visit(Transport& transport, const CourierPapers& papers) {
    m_state.phase = Resting{};
    m_state.memory.time_floor_ms = std::max(m_state.memory.time_floor_ms, papers.time_floor_ms);
    Luggage luggage = TRY(pack(papers.device));
    m_seen = TRY(m_disk.list("outbox"));
    std::optional<CourierEvent> event = VisitBegins{std::move(luggage)};
    while (event) {
        CourierStep step = courier_step(std::move(m_state), *event, world(papers));
        m_state = std::move(step.state);
        event.reset();
        for (CourierEffect& effect : step.effects) {
            if (auto* ask = std::get_if<Ask>(&effect)) event = perform(std::move(*ask), transport);
            if (auto* deliver = std::get_if<Deliver>(&effect))
                TRY(m_disk.write_atomically(inbox(deliver->name), deliver->content));
            if (auto* forget = std::get_if<Forget>(&effect)) TRY(m_disk.remove(outbox(forget->name)));
            if (std::holds_alternative<Remember>(effect))
                TRY(m_disk.write_atomically(memory_path, base::as_bytes(write_memory(m_state.memory))));
        }
    }
    m_loaded.clear();
    m_loaded_sequence = 0;
    return conclude();
}

Status CourierRun::give_up(const Failure& failure) {
    m_state.phase = Resting{};
    CourierStep step = courier_step(std::move(m_state), Unreachable{failure}, world({}));
    m_state = std::move(step.state);
    TRY(m_disk.write_atomically(memory_path, base::as_bytes(write_memory(m_state.memory))));
    return conclude();
}

Status CourierRun::conclude() {
    TRY(report());
    if (m_state.memory.fault.empty()) return {};
    for (const base::FaultRow* row = base::fault_catalogue().rows;; ++row)
        if (row->name == m_state.memory.fault) return Failure{row->fault, m_state.memory.detail};
}

// For the screen: what a person may know about the way to the platform.
Status CourierRun::report() const {
    const CourierMemory& memory = m_state.memory;
    base::Json parked = base::Json(base::Json::Array{});
    for (const auto& [sequence, each] : memory.parked)
        parked.push(base::Json().set("sequence", static_cast<std::int64_t>(sequence)).set("fault", each.fault));
    std::int64_t pending = 0;
    const std::vector<std::string> names = TRY(m_disk.list("outbox"));
    for (const std::string& name : names)
        if (sequence_of(name, ".manifest")) ++pending;
    base::Json json;
    json.set("v", 1)
        .set("connection", memory.fault.empty() ? "online" : memory.fault)
        .set("pending", pending)
        .set("parked", std::move(parked))
        .set("failures", static_cast<std::int64_t>(memory.failures))
        .set("next_visit_ms", memory.next_visit_ms)
        .set("platform_time_ms", memory.time_floor_ms);
    return m_disk.write_atomically(inbox(status_name), base::as_bytes(base::canonical_json(json)));
}

}  // namespace exchange
