// SPDX-License-Identifier: Apache-2.0
// Statements about time and counters signed by hardware, for the audit log's anchors.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace ports {

struct TimeStatement {
    std::uint64_t clock_ms = 0;       // TPM Clock: may fall back after an unclean stop, see is_safe
    std::uint32_t reset_count = 0;
    std::uint32_t restart_count = 0;
    bool is_safe = false;             // TPMS_CLOCK_INFO.safe (TPM 2.0 part 2, 10.11.1)
    base::Bytes attested;             // TPMS_ATTEST
    base::Bytes signature;            // DER ECDSA-Sig-Value over SHA-256(attested)
};

struct CounterStatement {
    std::uint64_t value = 0;
    base::Bytes attested;
    base::Bytes signature;
};

struct TimeAttestor {
    virtual ~TimeAttestor() = default;
    // `binding` (at most 32 bytes) becomes the statement's qualifying data.
    virtual base::Result<TimeStatement> attest_time(base::ByteView binding) = 0;
    // About the `anchor` counter.
    virtual base::Result<CounterStatement> attest_counter(base::ByteView binding) = 0;
    // About the count of document signatures: TPM2_NV_Certify of the `serial` counter.
    virtual base::Result<CounterStatement> attest_serial(base::ByteView binding) = 0;
};

}  // namespace ports
