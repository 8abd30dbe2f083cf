// SPDX-License-Identifier: Apache-2.0
// Landlock: which parts of the file system the process may reach from now on.
#pragma once

#include "appliance/base/result.h"

#include <string>
#include <vector>

namespace host {

// Absolute paths of folders, with everything below them, and of single files. Those that
// do not exist are left out.
struct ReachableFiles {
    std::vector<std::string> readable;
    std::vector<std::string> listed;    // folders whose names may be read, and no file in them
    std::vector<std::string> writable;  // files are read, made, changed, renamed and removed here; no links, no folders
};

// Everything else about files is forbidden afterwards. Needs PR_SET_NO_NEW_PRIVS.
// Faults: sandbox_unavailable.
[[nodiscard]] base::Status restrict_files_to(const ReachableFiles& reachable);

}  // namespace host
