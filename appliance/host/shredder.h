// SPDX-License-Identifier: Apache-2.0
// The end of a state folder. What is in it was encrypted, and its keys have died elsewhere
// (cryptographic erase); here the files go too: each is overwritten once, which a flash
// memory may do in another place, and removed.
#pragma once

#include "appliance/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace host {

// Everything below `folder` but the names in `kept`, directly in it. `first`: names directly
// in it that go before all others, in this order. Symbolic links are removed, never followed.
// Durable on return; after an interruption, asked again, it goes on. Fault disk_failed.
base::Status shred_folder(const std::string& folder, const std::vector<std::string_view>& first, const std::vector<std::string_view>& kept);

// One file: overwritten, removed, durable. Not there is gone. Faults: disk_failed; usage_invalid (no plain file).
base::Status shred_file(const std::string& path);

// Paths of what is there, relative to `folder`, sorted; folders too. Fault disk_failed.
base::Result<std::vector<std::string>> contents_of_folder(const std::string& folder);

}  // namespace host
