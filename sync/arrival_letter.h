// SPDX-License-Identifier: Apache-2.0
// Key files that go to the platform itself, by the device's own connection: a letter with
// the files, answered with the platform's confirmation (crypto/arrival.h; README.md, "Letters").
#pragma once

#include "appliance/crypto/arrival.h"
#include "sync/letter.h"

namespace exchange {

inline constexpr std::string_view arrival_request_kind = "arrival.request";
inline constexpr std::string_view arrival_answer_kind = "arrival.answer";

struct ArrivalRequest {
    LetterHead head;
    std::vector<crypto::NamedFile> files;
};
// Fault: usage_invalid (more than a letter holds, which is about 40 KiB).
base::Result<base::Json> write_arrival_request(const ArrivalRequest& request);
// Strict. Fault message_invalid.
base::Result<ArrivalRequest> arrival_request_from(const base::Json& content);

base::Json arrival_answer(const LetterHead& asked, base::ByteView confirmation);
// The confirmation, not judged yet. Faults: receipt_invalid, receipt_mismatch, message_invalid.
base::Result<base::Bytes> open_arrival_answer(base::ByteView der, const LetterHead& asked, const crypto::TrustStore& platform, std::int64_t at_ms);

}  // namespace exchange
