// SPDX-License-Identifier: Apache-2.0
// The courier's decisions, without input or output: one function from a state and
// what happened to the next state and what is to be done. Every rule of README.md
// ("When it goes wrong") stands here and nowhere else.
//
// A visit runs: enrolment letter, hello, checkpoint, entries, letters, papers, work
// orders, parcels.
// The log comes first because it is small and shows what exists, even over a link on
// which no parcel gets through.
#pragma once

#include "sync/courier_memory.h"
#include "sync/hello.h"
#include "sync/http.h"
#include "sync/manifest.h"
#include "sync/platform_trust.h"

#include <variant>

namespace exchange {

// --- what lies ready when a visit begins

struct PendingParcel {
    ClearManifest manifest;
    std::string manifest_text;
    bool is_here = true;  // false: only the manifest is left, the parcel was sent before
};

struct LogTip {
    std::string origin;
    std::uint64_t size = 0;
    std::string note;  // the signed checkpoint
};

struct EnrolmentLetter {
    bool is_activation = false;
    std::string session;  // of an activation
    base::Bytes body;
};

// A letter of the outbox (letter.h), to be answered in this visit.
struct PendingLetter {
    std::string name;  // without its ending
    base::Bytes body;
};

struct Luggage {
    std::vector<PendingParcel> parcels;
    std::vector<PendingLetter> letters;
    std::optional<LogTip> log;
    std::optional<EnrolmentLetter> letter;
    bool is_enrolled = true;  // there is a client certificate
    std::vector<std::string> known_work_orders;  // in the inbox already
};

// --- events

struct VisitBegins { Luggage luggage; };
struct Answered { HttpResponse response; };
struct Unreachable { base::Failure failure; };  // what Transport::exchange said
struct CannotProceed { base::Failure failure; };  // the runner could not make the request (disk, log)
using CourierEvent = std::variant<VisitBegins, Answered, Unreachable, CannotProceed>;

// --- effects, performed in order

// Where the body of a request comes from, so that no decision holds 64 MiB.
struct ParcelSlice { std::uint64_t sequence; std::uint64_t offset; std::uint64_t size; };
struct CheckpointPush { std::uint64_t old_size; };                     // tlog-witness add-checkpoint
struct EntriesSlice { std::uint64_t start; std::uint64_t end_max; };   // at most to end_max
using BodySource = std::variant<std::monostate, ParcelSlice, CheckpointPush, EntriesSlice>;

struct Ask { HttpRequest request; BodySource source; };     // -> Answered, Unreachable or CannotProceed
struct Deliver { std::string name; base::Bytes content; };  // into the inbox, durable
struct Forget { std::string name; };                        // out of the outbox, durable
struct Remember {};                                         // CourierMemory, durable
struct EndVisit {};                                         // nothing more before memory.next_visit_ms
using CourierEffect = std::variant<Ask, Deliver, Forget, Remember, EndVisit>;

// --- state

struct Resting {};
struct SendingLetter {};
struct Greeting {};
struct PushingCheckpoint { std::uint64_t old_size = 0; bool is_corrected = false; };
struct SendingEntries {};
struct Posting {};  // the letter at hand
struct FetchingPaper {};
struct FetchingOrder {};
struct TakingOrder {};
struct Probing {};
struct Creating {};
struct SendingChunk { std::uint64_t offset = 0; std::uint64_t size = 0; };
struct Committing {};
using CourierPhase = std::variant<Resting, SendingLetter, Greeting, PushingCheckpoint, SendingEntries, Posting,
                                  FetchingPaper, FetchingOrder, TakingOrder, Probing, Creating, SendingChunk, Committing>;

struct Visit {
    Luggage luggage;
    std::string nonce;
    HelloAnswer hello;
    std::size_t letter = 0;      // the letter at hand
    std::size_t paper = 0;       // the paper at hand
    std::size_t order = 0;       // the work order at hand
    std::size_t parcel = 0;      // the parcel at hand
    unsigned detours = 0;        // of the parcel at hand
    unsigned server_faults = 0;  // 5xx in this visit
    std::uint64_t delivered = 0;
    base::Failure trouble{base::Fault::network_down, {}};
    bool is_troubled = false;    // something in this visit went wrong and is worth another visit
};

struct CourierState {
    CourierMemory memory;
    CourierPhase phase;
    Visit visit;
};

// What the step may know besides.
struct CourierWorld {
    base::DeviceId device;
    const PlatformTrust* trust = nullptr;
    std::int64_t now_ms = 0;     // wall clock
    std::uint64_t random = 0;    // 64 fresh bits
    std::string nonce;           // 32 fresh hexadecimal digits
};

struct CourierStep {
    CourierState state;
    std::vector<CourierEffect> effects;
};

CourierStep courier_step(CourierState state, const CourierEvent& event, const CourierWorld& world);

// The best guess of the time for checking certificates: never before what the
// platform has signed.
std::int64_t believed_time_ms(const CourierMemory& memory, std::int64_t wall_ms);

// Whether a visit should begin now: it is time, or there is something new to carry and
// no trouble to wait out.
bool is_visit_due(const CourierMemory& memory, bool has_something_new, std::int64_t wall_ms);
// The delay before the first visit after a start or after the link came back.
std::int64_t first_visit_delay_ms(const CourierMemory& memory, std::uint64_t random);

}  // namespace exchange
