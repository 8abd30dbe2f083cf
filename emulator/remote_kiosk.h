// SPDX-License-Identifier: Apache-2.0
// The other end of an emulated kiosk's control socket: how stories and the dock
// operate it, as a person would, by what things are called.
//
// SOCK_SEQPACKET, one JSON object a message, one answer each ({"ok":true,...} or
// {"ok":false,"why":"..."}). Operations: press {role,name | id}, down, up, draw
// {strokes}, type {text}, screen, picture {path}, state, clock {offset_ms | skip_ms},
// online {is}, stop.
#pragma once

#include "appliance/base/json.h"
#include "appliance/base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace emulator {

struct PenPoint {
    double x = 0, y = 0;   // fractions of the pad
    double pressure = 0.5;
    std::int64_t t_ms = 0;
};
using PenStroke = std::vector<PenPoint>;

class RemoteKiosk {
public:
    // Waits until the kiosk listens. Faults: program_time_limit.
    static base::Result<std::unique_ptr<RemoteKiosk>> connect(const std::string& path, int wait_ms);
    ~RemoteKiosk();
    RemoteKiosk(const RemoteKiosk&) = delete;
    RemoteKiosk& operator=(const RemoteKiosk&) = delete;

    // Faults of all: program_failed, with the kiosk's reason in the detail.
    base::Result<base::Json> ask(const base::Json& request);
    // The same without waiting; the answer is thrown away. A connection posts or asks, not both.
    void post(const base::Json& request);
    base::Status press(std::string_view role, std::string_view name);
    base::Status hold(std::string_view role, std::string_view name, int ms);
    // Touches and keeps touching.
    // The finger stays down until it is lifted.
    base::Status begin_hold(std::string_view role, std::string_view name);
    base::Status lift();
    base::Status draw(const std::vector<PenStroke>& strokes);
    // A code reader that stands in for a keyboard.
    base::Status type(std::string_view text);
    // The screen as text: its semantic tree.
    base::Result<std::string> screen();
    base::Status picture(const std::string& path);
    // Until the text appears on the screen; program_time_limit with the screen in the detail.
    base::Status wait_for(std::string_view text, int wait_ms);
    // Until nothing moves any more, for a picture worth keeping.
    base::Status settle(int wait_ms);

private:
    explicit RemoteKiosk(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

}  // namespace emulator
