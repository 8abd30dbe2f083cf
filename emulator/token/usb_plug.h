// SPDX-License-Identifier: Apache-2.0
// A token's place on the bus: the socket that programs find it by (usb_stand_in/line.h).
// One program at a time has the interface. Whoever owns the plug calls tick(); nothing
// here waits. The socket goes with the plug, and with it every connection.
#pragma once

#include "emulator/token/ccid_device.h"
#include "emulator/token/usb_description.h"

#include "appliance/base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace token {

class UsbPlug {
public:
    // Takes the lowest address that is free and higher than `after`; the reader outlives
    // the plug. Sockets that nobody serves any more are removed.
    // Faults: disk_failed.
    static base::Result<std::unique_ptr<UsbPlug>> insert(const std::string& bus, const UsbDescription& description, CcidDevice& reader, int after);
    ~UsbPlug();
    UsbPlug(const UsbPlug&) = delete;
    UsbPlug& operator=(const UsbPlug&) = delete;

    int address() const { return m_address; }
    std::vector<int> descriptors() const;
    // Everything that has come, and everything that is ready to go.
    void tick();

private:
    UsbPlug(CcidDevice& reader, base::Bytes greeting) : m_reader(reader), m_greeting(std::move(greeting)) {}
    void accept_hosts();
    bool serve(int host);
    void control(int host, base::ByteView request);

    CcidDevice& m_reader;
    base::Bytes m_greeting;
    std::string m_path;
    int m_address = 0;
    int m_listener = -1;
    std::vector<int> m_hosts;
    int m_claimer = -1;
};

}  // namespace token
