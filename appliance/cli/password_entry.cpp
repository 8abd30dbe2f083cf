// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/password_entry.h"

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
using base::SecretBytes;

// Character by character, into memory that is wiped: nothing is left behind in a buffer.
Result<SecretBytes> read_line(int descriptor, bool is_typed) {
    SecretBytes room(password_bytes_max);
    std::size_t length = 0;
    for (;;) {
        char c = 0;
        const ssize_t got = read(descriptor, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return Failure{Fault::disk_failed, std::strerror(errno)};
        if (got == 0 || c == '\n' || c == '\r') break;
        if (is_typed && c == interrupt_key) return Failure{Fault::usage_invalid, "interrupted"};
        if (is_typed && (c == erase_key || c == '\b')) {
            // A character of UTF-8 goes as a whole.
            while (length > 0 && (room.reveal()[length - 1] & 0xC0U) == 0x80U) --length;
            if (length > 0) --length;
            continue;
        }
        if (length == password_bytes_max) return Failure{Fault::usage_invalid, "a password has at most 256 bytes"};
        room.reveal_to_fill()[length++] = static_cast<std::uint8_t>(c);
    }
    return SecretBytes(room.reveal().first(length));
}

}  // namespace

Result<SecretBytes> read_password(const std::string& file, const char* question) {
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
