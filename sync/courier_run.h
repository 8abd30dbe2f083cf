// SPDX-License-Identifier: Apache-2.0
// Performs what courier_step decides, on a state folder and a transport.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "sync/courier.h"
#include "sync/transport.h"

namespace exchange {

// Who travels, and to whom.
struct CourierPapers {
    base::DeviceId device;
    PlatformTrust trust;
    std::int64_t time_floor_ms = 0;  // it is not earlier: our own certificate says so
};

class CourierRun {
public:
    // References outlive the run; the disk's root is the state folder.
    CourierRun(base::Disk& disk, const base::Clock& clock);

    // One visit from begin to end. Success when nothing was left in trouble; else what
    // the memory names as the fault. A disk that fails ends it at once (disk_*).
    base::Status visit(Transport& transport, const CourierPapers& papers);
    // A visit that could not even begin (no key for the handshake) counts as one that failed.
    base::Status give_up(const base::Failure& failure);

    // Whether the outbox holds something that was not there at the last visit.
    bool has_news() const;
    bool is_due(bool with_news) const { return is_visit_due(m_state.memory, with_news, m_clock.wall_ms()); }
    const CourierMemory& memory() const { return m_state.memory; }
    std::uint64_t delivered() const { return m_state.visit.delivered; }

private:
    base::Result<Luggage> pack(const base::DeviceId& device) const;
    base::Result<base::Bytes> body_of(const Ask& ask);
    base::Result<base::Bytes> slice(const ParcelSlice& slice);
    CourierEvent perform(Ask ask, Transport& transport);
    base::Status conclude();
    base::Status report() const;
    CourierWorld world(const CourierPapers& papers) const;

    base::Disk& m_disk;
    const base::Clock& m_clock;
    CourierState m_state;
    std::vector<std::string> m_seen;      // the outbox at the last visit
    std::uint64_t m_loaded_sequence = 0;  // the parcel held in m_loaded
    base::Bytes m_loaded;
};

}  // namespace exchange
