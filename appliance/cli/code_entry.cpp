// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/code_entry.h"

#include "appliance/cli/silent_terminal.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

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
        if (is_typed && c == interrupt_key) return Failure{Fault::usage_invalid, "interrupted"};
        if (is_typed && (c == erase_key || c == '\b')) code.pop();
        else is_fine = code.push(c) && is_fine;
    }
    if (!is_fine || code.length() == 0) return Failure{Fault::pin_malformed, "a code is one line of up to 12 digits"};
    return code;
}

}  // namespace

Result<base::Pin> read_code(const std::string& file, const char* question) {
    if (file.empty()) {
        const SilentTerminal terminal = TRY(SilentTerminal::ask(question));
        return read_line(terminal.number(), /*is_typed=*/true);
    }
    if (file == "-") return read_line(STDIN_FILENO, /*is_typed=*/false);
    const host::Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor) return Failure{Fault::disk_not_found, file + ": " + std::strerror(errno)};
    return read_line(descriptor.number(), /*is_typed=*/false);
}

}  // namespace cli
