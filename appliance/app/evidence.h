// SPDX-License-Identifier: Apache-2.0
// evidence.json: what is needed, beside the signed PDF, to prove how a signature came
// about. It holds the record key that opens the log's blinded leaves, so it travels
// only inside an encrypted parcel and rests only in the vault and the archive.
#pragma once

#include "appliance/app/session.h"
#include "appliance/base/json.h"
#include "appliance/base/secret.h"
#include "appliance/ports/time_attestor.h"

namespace app {

struct SealFacts {
    const Session& session;
    std::string device;
    std::string log_origin;
    Language language = Language::english;
    base::Digest byterange_digest{};
    base::Digest seal_id{};
    base::ByteView signature_value;    // what a time-stamp will be about
    std::int64_t sealed_wall_ms = 0;   // claimed
    std::int64_t sealed_boot_ms = 0;
    std::int64_t not_before_ms = 0;    // the latest time the platform had signed; 0: none yet
    bool is_clock_doubtful = false;    // it was set since, or stands before that time
    std::uint64_t intent_leaf = 0;
    std::uint64_t signed_leaf = 0;
    ports::TimeStatement time;         // by the attestation key, bound to the byte-range digest
};

// RFC 8785. Holds the record key: the result is wiped when it goes.
base::SecretBytes evidence_json(const SealFacts& facts);

}  // namespace app
