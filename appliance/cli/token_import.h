// SPDX-License-Identifier: Apache-2.0
// A key from a file into a token's slot: by the maker's extension, not by PIV, and with the
// private key in the clear on the USB cable. The person must say that they know.
#pragma once

#include "appliance/cli/at_the_device.h"
#include "appliance/cli/staff_door.h"
#include "appliance/cli/token_choice.h"

namespace cli {

struct TokenImport {
    std::string file, password_file, slot;
    bool has_no_password = false, knows_it_is_in_clear = false, replaces = false;
    // Where it is done at a device, its log says so; an empty state is a machine that is none.
    DevicePlace place;
    StaffOptions staff;  // who imports there
};

// What the token enforces afterwards, by trying it. Faults: usage_invalid (not said),
// output_exists (the slot has a key), key_file_*, key_algorithm_unsupported (also: no such
// extension), key_file_mismatch (it holds another key now), pin_wrong (the management key), token_*;
// at a device also role_refused, before anything crosses the cable.
base::Result<base::Json> import_into_token(const TokenChoice& choice, const TokenImport& import, TokenTable& table);

}  // namespace cli
