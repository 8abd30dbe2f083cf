// SPDX-License-Identifier: Apache-2.0
// The wire to the TPM: a TCTI (TSS 2.0 TCTI specification) around another TCTI. It
// adds what none of them has, a limit on how long an answer may take, and lets a
// test listen, measure, delay or tamper, at the height of bytes.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <memory>
#include <string>

struct TSS2_TCTI_OPAQUE_CONTEXT_BLOB;

namespace tpm {

// Sees each whole command before it is sent and each whole response before it is read.
struct BusTap {
    virtual ~BusTap() = default;
    virtual void command(base::ByteView bytes) = 0;
    // May change the response: an interposer on the bus could.
    virtual void response(base::Bytes& bytes) = 0;
};

struct BusOptions {
    int response_timeout_ms = 90'000;  // an RSA key can take a chip a minute; our keys take seconds
    int greeting_timeout_ms = 3'000;   // the same for a chip that is only asked whether it is there
    int busy_patience_ms = 1'500;      // how long a command is offered again to a chip that says "later"
    BusTap* tap = nullptr;             // not owned
};

class Bus {
public:
    // Faults: tpm_absent.
    static base::Result<std::unique_ptr<Bus>> open(const std::string& tcti, const BusOptions& options);
    virtual ~Bus() = default;
    virtual TSS2_TCTI_OPAQUE_CONTEXT_BLOB* tcti() = 0;
    // A response did not come in time, or the other side closed: the stream can no
    // longer be trusted to pair answers with questions.
    virtual bool is_broken() const = 0;
    // It is broken because nothing came in time.
    virtual bool is_silent() const = 0;
    // From the next command on; what BusOptions says holds until then.
    virtual void set_response_timeout_ms(int timeout_ms) = 0;
    // The kernel's resource manager stands between: what else is loaded is not ours.
    virtual bool has_resource_manager() const = 0;
};

}  // namespace tpm
