// SPDX-License-Identifier: Apache-2.0
// Landlock: which parts of the file system the process may read from now on.
#pragma once

#include "appliance/base/result.h"

#include <string>
#include <vector>

namespace host {

// Everything else about files is forbidden afterwards. Needs PR_SET_NO_NEW_PRIVS.
// Faults: sandbox_unavailable.
[[nodiscard]] base::Status restrict_files_to(const std::vector<std::string>& readable_folders);

}  // namespace host
