// SPDX-License-Identifier: Apache-2.0
// The terminal a person sits at, showing nothing of what is typed for as long as this lives.
#pragma once

#include "appliance/base/result.h"
#include "appliance/host/descriptor.h"

#include <termios.h>

namespace cli {

// What a silent terminal gives for ^C and for the erase key: they reach us as characters.
inline constexpr char interrupt_key = 3;
inline constexpr char erase_key = 127;

class SilentTerminal {
public:
    // Asks `question`. Fault: usage_invalid (there is none, or it cannot be silenced).
    static base::Result<SilentTerminal> ask(const char* question);
    SilentTerminal(SilentTerminal&& other) noexcept;
    SilentTerminal& operator=(SilentTerminal&&) = delete;
    ~SilentTerminal();

    int number() const { return m_terminal.number(); }

private:
    SilentTerminal(host::Descriptor terminal, const termios& before) : m_terminal(std::move(terminal)), m_before(before), m_is_ours(true) {}
    host::Descriptor m_terminal;
    termios m_before{};
    bool m_is_ours = false;
};

}  // namespace cli
