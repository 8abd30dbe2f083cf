// SPDX-License-Identifier: Apache-2.0
// One entry of the audit log: RFC 8785 canonical JSON, at most 65,535 bytes (the
// length prefix of C2SP tlog-tiles), for example
//
//   {"f":{"strokes":7},"h":"9f0c...","seq":41,"subj":"5e...","t":{"boot":81234,"reset":3,
//    "restart":0,"safe":true,"wall":1795338005000},"type":"signature-drawn","v":1}
//
// "f" holds the event's own fields, as its catalogue row says, and is absent when
// there are none. Leaves carry no personal data: what they are about is in "h", an
// HMAC under a key that dies with the record, so that destroying the record blinds
// the leaf and the log stays whole.
#pragma once

#include "appliance/audit/event.h"
#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/json.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <cstdint>
#include <optional>
#include <string>

namespace audit {

inline constexpr std::size_t leaf_size_max = 65'535;

// When, as far as this device can say. Order is by seq alone.
struct LeafTime {
    std::int64_t wall_ms = 0;             // claimed
    std::int64_t boot_ms = 0;             // since boot
    std::uint32_t reset_count = 0;        // of the TPM, as last attested in this run
    std::uint32_t restart_count = 0;
    bool is_safe = false;                 // TPMS_CLOCK_INFO.safe
    std::optional<std::uint64_t> clock_ms;  // TPM Clock, where it was read
    bool operator==(const LeafTime&) const = default;
};

// What the caller says; the log adds number and time.
struct LeafDraft {
    Event event = Event::boot;
    base::RecordId subject;       // as the row says
    std::string commitment;       // "h": as the row says, 64 hexadecimal digits
    base::Json::Object fields;    // exactly the row's
};

struct Leaf {
    std::uint64_t sequence = 0;
    Event event = Event::boot;
    LeafTime time;
    base::RecordId subject;
    std::string commitment;
    base::Json::Object fields;
    bool operator==(const Leaf&) const = default;
};

// Fault event_refused when the leaf does not fit its row: a missing or foreign field,
// a wrong kind, a subject where none belongs. That is our bug, but a refused leaf
// must refuse the step it belongs to and not the whole device.
base::Result<base::Bytes> encode_leaf(const Leaf& leaf);

// Reads strictly: accepts exactly what encode_leaf can write. Fault audit_broken.
base::Result<Leaf> decode_leaf(base::ByteView entry);

// HMAC-SHA256(k_record, content digest), in lower-case hexadecimal. `record_key` is
// 32 random bytes that live in the record's evidence.
std::string commitment_to(const base::SecretBytes& record_key, base::ByteView content_digest);

}  // namespace audit
