// SPDX-License-Identifier: Apache-2.0
// The first exchange of a visit: the device says what it has, the platform answers
// with a signed statement of the time, of what it holds, and of the work that waits.
#pragma once

#include "appliance/base/ids.h"
#include "sync/statement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace exchange {

struct WorkOrderNotice {
    std::string name;
    base::Digest sha256{};  // of the parcel
    std::uint64_t size = 0;
    bool operator==(const WorkOrderNotice&) const = default;
};

struct HelloQuestion {
    base::DeviceId device;
    std::string nonce;  // 32 hexadecimal digits, fresh
    std::uint64_t pending = 0;
    std::string log_origin;  // empty: no checkpoint yet
    std::uint64_t log_size = 0;
};

struct HelloAnswer {
    base::DeviceId device;
    std::string nonce;
    std::int64_t time_ms = 0;       // whole seconds; a lower bound of the time from now on
    std::uint64_t committed = 0;    // the highest sequence number received
    std::vector<std::uint64_t> missing;  // below it and never received, at most 1,000
    std::uint64_t log_entries = 0;  // how many the platform has
    std::uint64_t chunk_max = 0;    // bytes of one upload request
    std::uint32_t poll_s = 60;      // how often to ask when there is nothing to send
    std::uint32_t fleet_window_s = 0;  // over which a fleet spreads its first hellos
    std::vector<WorkOrderNotice> work_orders;
    std::vector<WorkOrderNotice> papers;  // papers.h
    bool operator==(const HelloAnswer&) const = default;
};

std::string write_hello(const HelloQuestion& question);
// Fault message_invalid.
base::Result<HelloQuestion> read_hello(base::ByteView body);

base::Json hello_content(const HelloAnswer& answer);
// Faults: receipt_invalid; receipt_mismatch when it answers another question.
base::Result<HelloAnswer> verify_hello(base::ByteView der, const base::DeviceId& device, std::string_view nonce,
                                       const crypto::TrustStore& platform, std::int64_t at_ms);

}  // namespace exchange
