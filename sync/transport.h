// SPDX-License-Identifier: Apache-2.0
// The seam to the network: one request out, one answer back.
#pragma once

#include "appliance/base/result.h"
#include "sync/http.h"

namespace exchange {

struct Transport {
    virtual ~Transport() = default;

    // Any answer with a status is a success here, also a 500. Nothing of the
    // request has left the device when a fault other than the first two is returned.
    // Faults: network_down, network_timeout, network_intercepted (something answered
    // that is not the platform), peer_untrusted (TLS with a chain or name that is
    // not the pinned one), tpm_* and program_failed from the key of the handshake.
    virtual base::Result<HttpResponse> exchange(const HttpRequest& request) = 0;
};

}  // namespace exchange
