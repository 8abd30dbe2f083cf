// SPDX-License-Identifier: Apache-2.0
// The tables, as a list of steps from each version to the next.
#pragma once

#include "appliance/vault/sqlite.h"

namespace vault {

// Brings the database to the newest version, each step in a transaction of its own.
// Fault vault_unavailable for a version that is newer than this program.
base::Status migrate(Database& database, std::int64_t wall_ms);

}  // namespace vault
