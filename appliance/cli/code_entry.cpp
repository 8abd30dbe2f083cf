// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/code_entry.h"

#include "appliance/host/descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr char interrupt = 3;   // ^C, which reaches us as a character meanwhile
constexpr char erase = 127;

// A terminal that shows nothing of what is typed, until this goes.
class Silence {
public:
    explicit Silence(int terminal) : m_terminal(terminal) {
        if (tcgetattr(terminal, &m_before) != 0) return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG);
        m_is_silent = tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() {
        if (m_is_silent) tcsetattr(m_terminal, TCSAFLUSH, &m_before);
    }
    explicit operator bool() const { return m_is_silent; }

private:
    int m_terminal;
    termios m_before{};
    bool m_is_silent = false;
};

bool say(int terminal, const char* words) {
    const std::size_t size = std::strlen(words);
    return write(terminal, words, size) == static_cast<ssize_t>(size);
}

// Character by character: nothing is left behind in a buffer.
Result<base::Pin> read_line(int descriptor, bool is_typed) {
    base::Pin code;
    bool is_fine = true;
    for (;;) {
        char c = 0;
        const ssize_t got = read(descriptor, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return Failure{Fault::disk_failed, std::strerror(errno)};
        if (got == 0 || c == '\n' || c == '\r') break;
        if (is_typed && c == interrupt) return Failure{Fault::usage_invalid, "interrupted"};
        if (is_typed && (c == erase || c == '\b')) code.pop();
        else is_fine = code.push(c) && is_fine;
    }
    if (!is_fine || code.length() == 0) return Failure{Fault::pin_malformed, "a code is one line of up to 12 digits"};
    return code;
}

Result<base::Pin> ask(const char* question) {
    const host::Descriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!terminal) return Failure{Fault::usage_invalid, "there is no terminal to ask for the code: use --pin-file"};
    const Silence silence(terminal.number());
    if (!silence || !say(terminal.number(), question)) return Failure{Fault::usage_invalid, "the terminal cannot be silenced"};
    auto code = read_line(terminal.number(), /*is_typed=*/true);
    (void)say(terminal.number(), "\n");
    return code;
}

}  // namespace

Result<base::Pin> read_code(const std::string& file, const char* question) {
    if (file.empty()) return ask(question);
    if (file == "-") return read_line(STDIN_FILENO, /*is_typed=*/false);
    const host::Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor) return Failure{Fault::disk_not_found, file + ": " + std::strerror(errno)};
    return read_line(descriptor.number(), /*is_typed=*/false);
}

}  // namespace cli
