// SPDX-License-Identifier: Apache-2.0
// The signed pack that tells devices who works with them (appliance/staff/roster.h).
#pragma once

#include "sync/receiver/desk.h"

#include <string>
#include <vector>

namespace receiver {

// `people`: {"site":"...","days":30,"people":[...],"revoked":[...]}, the people as they stand
// in the pack. Its number is one more than that of any pack before, its time is now and
// so many days (1..400). What a device would not read is refused here already. The pack is
// signed by the work-order key, which is a platform's and no device's. `devices`: the only
// ones that take it, unless `people` names some itself; none: all of them.
// Faults: message_invalid, disk_*, crypto_failed.
base::Result<base::Bytes> make_roster(const Desk& desk, std::string_view people, const std::vector<std::string>& devices = {});

}  // namespace receiver
