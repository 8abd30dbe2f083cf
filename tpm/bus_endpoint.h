// SPDX-License-Identifier: Apache-2.0
// Where a TCTI string points: a device node or the emulator's socket.
#pragma once

#include "appliance/base/result.h"

#include <string_view>

namespace tpm {

struct BusEndpoint {
    int descriptor = -1;               // non-blocking; the caller closes it
    bool is_socket = false;
    bool has_resource_manager = false; // the kernel's: other clients' objects are not ours to flush
};

// "device:/dev/tpmrm0", "swtpm:path=SOCKET", "swtpm:host=127.0.0.1,port=2321".
// Faults: tpm_absent (nobody there), configuration_invalid (no such spelling).
base::Result<BusEndpoint> open_endpoint(std::string_view tcti);

}  // namespace tpm
