// SPDX-License-Identifier: Apache-2.0
// Exported keys that come to the platform: by letter, or in a folder that somebody brought.
#pragma once

#include "appliance/crypto/arrival.h"
#include "sync/receiver/letters.h"

namespace receiver {

// The platform's confirmation, signed, that these files are here. Each belongs to an export,
// or is a key on its way to another chip, signed by a device that is enrolled and not revoked. They are kept in `arrivals/`.
// Faults: those of crypto::check_exports; server_refused (the device); disk_*.
base::Result<base::Bytes> take_exports(const Desk& desk, const std::vector<crypto::NamedFile>& files);

// receive: the files of a folder; writes the confirmation to `out`.
base::Status receive_folder(const Desk& desk, const std::string& folder, const std::string& out);

}  // namespace receiver
