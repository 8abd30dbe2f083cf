// SPDX-License-Identifier: Apache-2.0
// The tables of the index, and how those of older receivers become them.
#pragma once

#include "sync/receiver/database.h"

namespace receiver {

// Opens, makes or brings forward. Safe when two programs do it at once. Fault disk_failed.
base::Result<Database> open_index(const std::string& path);

}  // namespace receiver
