// SPDX-License-Identifier: Apache-2.0
// How custodians' approvals come to a device that waits for them: as files in a folder,
// from wherever the custodians are, while the chip keeps the request open.
#pragma once

#include "appliance/keys/release.h"
#include "appliance/keys/release_files.h"

#include <functional>
#include <string>

namespace cli {

// Writes `folder`/request.json and waits until enough *.sig (DER signatures over its
// digest) are there; each is tried once. What came before and is for another request is
// passed over. Says on standard error what it waits for.
// `may_go_on` is asked all the while: whoever asked for the key stays signed in.
// Faults: those of may_go_on, disk_failed, export_refused (nobody came before the chip's time was over).
base::Status gather_approvals(keys::Release& release, const keys::ApprovalRequest& request, const std::string& folder,
                              const std::function<base::Status()>& may_go_on);

}  // namespace cli
