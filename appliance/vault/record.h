// SPDX-License-Identifier: Apache-2.0
// A record is the vault's unit: some bytes that only this device can read, encrypted
// under a key of their own, with a head that says what they are. Destroying that key
// destroys the record and nothing else.
//
// The head is stored in the clear and bound into the encryption: it holds only what
// was chosen by machines (random ids, the platform's envelope id), never a name.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace vault {

// The numbers are stored; append only.
enum class RecordType : std::uint8_t {
    work_order = 1,         // an opened order: the envelope's definition
    document = 2,           // a PDF as it came
    envelope_progress = 3,  // where an open ceremony stands
    artifact = 4,           // a signed PDF
    evidence = 5,           // evidence.json, with the key that unblinds the leaves
    receipt = 6,            // a verified receipt of the platform
    timestamp = 7,          // a verified time-stamp token
    settings = 8,           // the latest one counts
    signer_code = 9,        // the code that guards one signer's signature of an order
    ink = 10,               // raw pen samples, already encrypted to the notary
};

// The road of what a ceremony produced. Only `receipted` allows its removal.
// The numbers are stored; append only.
enum class RecordState : std::uint8_t {
    captured = 1,   // written, on this device only
    sealed = 2,     // also inside a parcel for the platform
    queued = 3,     // the parcel is in the outbox
    uploading = 4,  // the courier has begun
    stored = 5,     // the platform says it has it
    receipted = 6,  // the platform's verified receipt is in this vault
    shredded = 7,   // removed; the head remains
};

std::string_view name_of(RecordType type);
std::string_view name_of(RecordState state);
std::optional<RecordType> record_type_from(std::int64_t number);
std::optional<RecordState> record_state_from(std::int64_t number);

// The whole transition table. Staying is not a transition.
bool may_become(RecordType type, RecordState from, RecordState to);
// What exists nowhere else until the platform has it: artifacts, evidence and ink. Such
// a record is removed only after its receipt, or that of the record it is about.
bool needs_receipt(RecordType type);
// What must not appear without an audit leaf in the same transaction.
bool needs_leaf(RecordType type);

struct RecordDraft {
    RecordType type = RecordType::settings;
    base::EnvelopeId envelope;  // may be empty
    base::RecordId about;       // the record a receipt, time-stamp or evidence belongs to; may be empty
};

struct RecordHead {
    base::RecordId id;
    RecordType type = RecordType::settings;
    RecordState state = RecordState::captured;
    std::uint64_t sequence = 0;   // order of writing; the only order there is
    base::EnvelopeId envelope;
    base::RecordId about;
    std::uint64_t size = 0;       // bytes of plaintext
    std::int64_t wall_ms = 0;     // what the clock said; a claim, used for display and retention only
    std::optional<std::uint64_t> leaf;  // first audit leaf of the transaction that wrote it
    bool is_in_file = false;      // ciphertext is blobs/<digest>, not in the database
    base::Digest digest{};        // SHA-256 of the ciphertext
    bool has_local_key = true;    // false: only the platform can read it
};

struct Record {
    RecordHead head;
    base::Bytes payload;
};

// 32 random hexadecimal digits.
base::RecordId new_record_id();
bool is_record_id(std::string_view text);

}  // namespace vault
