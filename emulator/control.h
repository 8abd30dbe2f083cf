// SPDX-License-Identifier: Apache-2.0
// An emulated kiosk's control socket: answers what remote_kiosk.h asks. The kiosk's
// loop calls tick(); nothing here waits.
#pragma once

#include "appliance/base/json.h"
#include "appliance/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace emulator {

class ControlServer {
public:
    using Handler = std::function<base::Result<base::Json>(const base::Json&)>;

    // Replaces a socket left at `path`; only this user's processes are served.
    // Fault: configuration_invalid.
    static base::Result<std::unique_ptr<ControlServer>> open(const std::string& path);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    std::vector<int> descriptors() const;
    // Answers at most one message a peer. Whether there was one.
    bool tick(const Handler& handler);

private:
    explicit ControlServer(int listener) : m_listener(listener) {}
    int m_listener;
    std::vector<int> m_peers;
};

}  // namespace emulator
