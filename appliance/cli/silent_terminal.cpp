// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/silent_terminal.h"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace cli {
namespace {

bool say(int terminal, const char* words) {
    const std::size_t size = std::strlen(words);
    return write(terminal, words, size) == static_cast<ssize_t>(size);
}

}  // namespace

base::Result<SilentTerminal> SilentTerminal::ask(const char* question) {
    host::Descriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal) return base::Failure{base::Fault::usage_invalid, "there is no terminal to ask at: give a file"};
    termios before{};
    if (tcgetattr(terminal.number(), &before) != 0) return base::Failure{base::Fault::usage_invalid, "the terminal cannot be silenced"};
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG);
    const int number = terminal.number();
    if (tcsetattr(number, TCSAFLUSH, &silent) != 0) return base::Failure{base::Fault::usage_invalid, "the terminal cannot be silenced"};
    SilentTerminal ours(std::move(terminal), before);
    if (!say(number, question)) return base::Failure{base::Fault::usage_invalid, "the terminal cannot be written to"};
    return ours;
}

SilentTerminal::SilentTerminal(SilentTerminal&& other) noexcept
    : m_terminal(std::move(other.m_terminal)), m_before(other.m_before), m_is_ours(std::exchange(other.m_is_ours, false)) {}

SilentTerminal::~SilentTerminal() {
    if (!m_is_ours) return;
    tcsetattr(m_terminal.number(), TCSAFLUSH, &m_before);
    (void)say(m_terminal.number(), "\n");
}

}  // namespace cli
