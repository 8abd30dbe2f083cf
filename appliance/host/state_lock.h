// SPDX-License-Identifier: Apache-2.0
// One program at a time opens a device's state: the kiosk, or a command that works in
// its place. The lock goes with the process, however it ends.
#pragma once

#include "appliance/base/result.h"
#include "appliance/host/descriptor.h"

#include <string>

namespace host {

class StateLock {
public:
    // `folder` is there already. Faults: device_in_use (somebody has it), disk_failed.
    static base::Result<StateLock> take(const std::string& folder);

private:
    explicit StateLock(Descriptor file) : m_file(std::move(file)) {}
    Descriptor m_file;
};

}  // namespace host
