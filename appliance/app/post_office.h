// SPDX-License-Identifier: Apache-2.0
// Between the vault and the courier's folders. Outgoing: each stored artifact becomes
// a parcel in the outbox, with the log that proves it published beside. Incoming:
// work orders, time-stamps, cosigned checkpoints, receipts. Only a receipt that was
// verified here, logged, and covered by a cosigned checkpoint lets go of anything.
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/work_order_book.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace app {

struct ArrivalReport {
    std::uint32_t orders_taken = 0;
    std::uint32_t orders_refused = 0;
    std::uint32_t delivered = 0;
    std::uint32_t refused = 0;   // receipts or time-stamps that did not verify
    // The platform cosigned a state that this log has never been in: it was turned back, or
    // its key serves two disks. Such a device may not go on.
    std::optional<base::Failure> conflict = {};
};

class PostOffice {
public:
    explicit PostOffice(const Device& device) : m_device(device), m_orders(device) {}

    // Makes parcels of artifacts that have none yet, makes a checkpoint with its anchor,
    // and puts everything that waits into the mailbox. Entries that no checkpoint states
    // yet get one. Safe to repeat at any time.
    base::Status send();

    // Deals with every arrival that is there. One that fails stays out of the way of the
    // others and is discarded only when it can never be right.
    base::Result<ArrivalReport> receive();

    // At boot, before the log says "boot": when power was cut, or something failed,
    // between a delivery and the end of the vault's epoch, ends it now.
    base::Status end_owed_epoch();

    // A checkpoint over everything so far, anchored in the TPM.
    base::Status publish_log();

    // The platform's own view of a record: how far it came.
    enum class Reached { signed_here, on_its_way, received, time_stamped };
    base::Result<Reached> reached(const base::RecordId& artifact);

private:
    // The one record of a type that is about another. Fault: record_missing.
    base::Result<vault::RecordHead> part_of(const base::RecordId& subject, vault::RecordType type);
    base::Status wrap(const vault::RecordHead& artifact);
    base::Status post_waiting();
    base::Status take_receipt(std::string_view sequence, ArrivalReport& report);
    base::Status refuse_receipt(const base::Failure& why, base::ByteView receipt, ArrivalReport& report);
    base::Status take_cosigned();
    base::Status end_epoch();
    base::Status erase_order(vault::Transaction& step, const base::RecordId& order);

    const Device& m_device;
    WorkOrderBook m_orders;
    bool m_owes_epoch_end = false;   // something was delivered since the last one
    std::set<std::string> m_posted;  // in this run: a parcel is large, and written once
};

// "000000000017": how a sequence number is spelt in the mailbox.
std::string sequence_text(std::uint64_t sequence);

}  // namespace app
