// SPDX-License-Identifier: Apache-2.0
// The seam to a place where files for somebody else are laid down: a folder on a server, a
// stick. Laid down is not arrived; only the receiver can say that (crypto/arrival.h).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <string>

namespace ports {

// What was found when the place was asked for the file again.
enum class ReadBack { same, not_allowed };

struct Delivery {
    virtual ~Delivery() = default;

    // The name appears with the whole content or not at all, and never in the place of other
    // content. What an interrupted call left is used by the next one; a file that is there
    // already with this very content is a success.
    // Faults: output_exists (other content), disk_full, disk_failed, network_down,
    // server_refused (with the place's words).
    virtual base::Result<ReadBack> put(const std::string& name, base::ByteView content) = 0;
};

}  // namespace ports
