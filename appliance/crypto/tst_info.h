// SPDX-License-Identifier: Apache-2.0
// Internal: TSTInfo and TimeStampReq (RFC 3161, 2.4), read and written by hand.
#pragma once

#include "appliance/crypto/handles.h"
#include "appliance/crypto/timestamp.h"

namespace crypto {

// Fault: timestamp_invalid.
base::Result<TimestampClaim> read_tst_info(base::ByteView der);
// From a parsed token; null is a fault too.
base::Result<TimestampClaim> read_tst_info_of(CMS_ContentInfo* token);

// TSTInfo with an accuracy of one second.
base::Bytes write_tst_info(const TimestampClaim& claim, std::uint64_t serial);

// PKIFailureInfo bits (RFC 3161, 2.4.2).
enum class Rejection { bad_algorithm = 0, bad_request = 2, bad_data_format = 5, unaccepted_policy = 15, unaccepted_extension = 16 };

struct TimestampQuestion {
    ports::HashAlgorithm hash = ports::HashAlgorithm::sha256;
    base::Bytes imprint;
    std::string policy;  // empty: any
    base::Bytes nonce;   // as in TimestampClaim
    bool wants_certificate = false;
};

// The question, or why we decline to answer it.
std::variant<TimestampQuestion, Rejection> read_question(base::ByteView der);

// A whole TimeStampResp.
base::Bytes write_granted(base::ByteView token);
base::Bytes write_rejected(Rejection rejection);

}  // namespace crypto
