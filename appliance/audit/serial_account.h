// SPDX-License-Identifier: Apache-2.0
// Every use of a document key costs one number of a counter in the security chip, and no
// number is given twice. Laid beside the log, the numbers show what the log does not say:
// a signature that was hidden leaves a number that nobody accounts for.
//
//   const SerialAccount account = account_for_serials(leaves, evidence);
//
// What the log says is in the leaves; what the chip says is in the evidence beside each
// signature (serial_evidence.h). Without evidence the account is the log's own word.
#pragma once

#include "appliance/audit/leaf.h"
#include "appliance/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace audit {

// One evidence that was read. Without `trouble` the chip's statement in it was verified,
// and the leaf beside it is the log's.
struct SerialEvidence {
    std::string where;  // "000000000017"
    std::uint64_t leaf = 0;
    std::uint64_t serial = 0;
    std::optional<base::Failure> trouble;
};

// Something is wrong with the numbers first..last.
struct SerialGap {
    enum class Kind {
        unaccounted,       // the log explains fewer uses than there are numbers
        evidence_missing,  // the log knows the signature; its evidence was held back or lost
        evidence_wrong,    // an evidence that proves something else than it says
        evidence_twice,    // one signature's evidence, in two places
        not_ascending,     // the log says a number again, or a lower one
    };
    Kind kind = Kind::unaccounted;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t count = 0;         // how many of them nobody accounts for
    std::uint64_t previous_leaf = 0;  // its neighbours in the log, the same twice when it is about one entry
    std::uint64_t next_leaf = 0;
    std::int64_t previous_ms = 0;     // their times, as the device says
    std::int64_t next_ms = 0;
    std::string detail;
};
std::string_view name_of(SerialGap::Kind kind);

// A number that no signature has, and why that is in order.
struct SpentSerial {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::string why;  // "signing-aborted", "key-used-for-request"
    std::uint64_t leaf = 0;
};

struct SerialAccount {
    std::optional<std::uint64_t> first;  // of the numbers that were looked at; none: the log knows no use
    std::uint64_t last = 0;
    std::uint64_t signatures = 0;        // that the log knows by number
    std::uint64_t proven = 0;            // of them, by the chip's own statement
    std::vector<SpentSerial> spent;
    std::vector<SerialGap> gaps;
    std::vector<std::string> doubts;     // what could not be told; sentences

    bool is_clear() const { return gaps.empty() && doubts.empty(); }
};

// `leaves` is the log from its first entry. `evidence` absent: nobody laid any beside it.
// `stands_at`, when known, is where the chip says that the counter stands.
SerialAccount account_for_serials(const std::vector<Leaf>& leaves, const std::optional<std::vector<SerialEvidence>>& evidence,
                                  std::optional<std::uint64_t> stands_at = std::nullopt);

// Lines for a person, and the same as JSON.
std::string to_text(const SerialAccount& account);
base::Json to_json(const SerialAccount& account);

}  // namespace audit
