// SPDX-License-Identifier: Apache-2.0
// How custodians' approvals come to a device that waits for them: as files in a folder,
// from wherever the custodians are, while the chip keeps the request open.
#pragma once

#include "appliance/cli/keys_options.h"
#include "appliance/keys/release.h"
#include "appliance/keys/release_files.h"

#include <string>

namespace cli {

// Where a key goes: to a file for somebody, or with `destination`, another device's signed
// message, to that device's chip.
struct WayOut {
    std::string for_whom;
    base::Bytes destination;
};

// Writes `folder`/request.p7m, signed by the device, and waits until enough *.sig (DER
// signatures over what it asks for) are there; each is tried once. What came before and is
// for another request is passed over. Says on standard error what it waits for. Whoever
// asked for the key stays signed in all the while.
// Faults: disk_failed, role_refused, export_refused (nobody came before the chip's time was over).
base::Status gather_approvals(const KeysWork& work, keys::Release& release, const std::string& key, const ports::ReleaseRequest& asked,
                              const WayOut& way, const std::string& folder);

}  // namespace cli
