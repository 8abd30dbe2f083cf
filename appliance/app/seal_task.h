// SPDX-License-Identifier: Apache-2.0
// What one use of the signing key is for, and what is kept beside the signature: a
// person's ceremony or the institution's own seal. Sealing treats both alike, so that
// neither has a way past the log.
#pragma once

#include "appliance/app/ink.h"
#include "appliance/base/ids.h"
#include "appliance/base/secret.h"
#include "appliance/documents/pades.h"
#include "appliance/ports/time_attestor.h"
#include "appliance/vault/transaction.h"

#include <functional>
#include <memory>
#include <string>

namespace app {

struct SealFacts;

struct SealTask {
    base::RecordId subject;         // the record that will hold the artifact; leaves name it
    base::RecordId order;           // what it fulfils; empty: nobody's order
    base::EnvelopeId envelope;
    base::SecretBytes record_key;   // k_record: opens this signature's blinded leaves
    std::string signer;             // committed to in the intent
    base::ByteView pdf;             // what `prepared` is appended to; outlives the task
    std::shared_ptr<const documents::PreparedSeal> prepared;
    std::shared_ptr<const Ink> ink;  // none: nobody drew
    bool is_clock_doubtful = false;  // the wall clock was set, see clock_watch.h
    std::function<base::SecretBytes(const SealFacts&)> evidence;
    // What else becomes true together with the signature; may be empty.
    std::function<base::Status(vault::Transaction&)> settle;
};

// How the signature came about, for its evidence.
struct SealFacts {
    const SealTask& task;
    std::string device;
    std::string log_origin;
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
    ports::CounterStatement counter;   // by the same: the number of this use of the key, bound to the seal id
};

}  // namespace app
