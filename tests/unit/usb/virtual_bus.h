// SPDX-License-Identifier: Apache-2.0
// A folder that stands for the bus, and the emulator's token programs plugged into it.
// Ends them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>

namespace usb_test {

class VirtualBus {
public:
    VirtualBus();  // sets INKSEAL_USB_BUS for this process and its children
    ~VirtualBus();
    VirtualBus(const VirtualBus&) = delete;
    VirtualBus& operator=(const VirtualBus&) = delete;

    // A new token in the bus; back when it is there.
    void add(const std::string& name, unsigned serial);
    // emulator/token_desk.h; returns the answer, false words and all.
    std::string tell(const std::string& name, const std::string& order) const;
    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    std::map<std::string, pid_t> m_programs;
};

}  // namespace usb_test
