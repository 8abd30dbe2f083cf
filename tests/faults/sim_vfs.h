// SPDX-License-Identifier: Apache-2.0
// SQLite's seam to a SimStorage. Locks do nothing: there is one process, and it opens
// the database exclusively, so no shared memory is needed either.
#pragma once

#include "tests/faults/sim_storage.h"

#include <sqlite3.h>

namespace faults {

// `name` and `storage` outlive the VFS.
std::unique_ptr<sqlite3_vfs> make_sim_vfs(SimStorage& storage, const std::string& name);

}  // namespace faults
