// SPDX-License-Identifier: Apache-2.0
// inkseal-document: reads one PDF from descriptor 0, which must be a regular file or a
// memfd, and says what it is.
//
//   inkseal-document [describe | normalise] [--password-fd N] [--memory-mib N] [--cpu-seconds N]
//
// describe   canonical JSON to descriptor 1 (description_json.h); exit 0 also when the
//            verdict is a refusal, because that is an answer.
// normalise  a rewritten PDF to descriptor 1; exit 65 with the fault's name on
//            descriptor 2 when there is none. Exit 64: used wrongly.
//
// Before it touches the input it gives up everything but computing, reading and
// writing. Exit 71: that was not possible, and nothing was read. Limits come from the
// launcher, because only it knows the device and the build: a sanitizer needs
// --memory-mib 0. A death by signal is an answer as well, which the launcher words.
#include "appliance/base/secret.h"
#include "appliance/documents/description_json.h"
#include "appliance/documents/reader/describe.h"
#include "appliance/documents/reader/normalise.h"
#include "appliance/documents/reader/opened_pdf.h"
#include "appliance/host/lockdown.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using base::Failure;
using base::Fault;

constexpr int exit_usage = 64;
constexpr int exit_refused = 65;
constexpr int exit_without_protection = 71;

enum class Mode { describe, normalise };

struct Arguments {
    Mode mode = Mode::describe;
    std::optional<int> password_fd;
    std::size_t memory_mib = 1024;
    unsigned cpu_seconds = 10;
};

template <typename Number>
bool read_number(std::string_view text, Number& out) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

std::optional<Arguments> parse_arguments(int count, char** texts) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = texts[i];
        const std::string_view next = i + 1 < count ? texts[i + 1] : "";
        if (word == "describe" || word == "normalise") {
            arguments.mode = word == "describe" ? Mode::describe : Mode::normalise;
            continue;
        }
        int fd = -1;
        const bool is_known = (word == "--password-fd" && read_number(next, fd) && fd > 2) ||
                              (word == "--memory-mib" && read_number(next, arguments.memory_mib)) ||
                              (word == "--cpu-seconds" && read_number(next, arguments.cpu_seconds));
        if (!is_known) return std::nullopt;
        if (fd > 2) arguments.password_fd = fd;
        ++i;
    }
    return arguments;
}

void say(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

[[noreturn]] void end_with(const Failure& failure, int exit_status) {
    say(2, base::row_of(failure.fault).name);
    say(2, " " + failure.detail + "\n");
    host::leave(exit_status);
}

base::Result<base::ByteView> map_input() {
    struct stat status {};
    if (fstat(0, &status) != 0 || !S_ISREG(status.st_mode))
        return Failure{Fault::usage_invalid, "descriptor 0 is not a regular file"};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size == 0) return base::ByteView{};
    if (size > documents::document_size_max) return Failure{Fault::document_too_large, "larger than 512 MiB"};
    void* mapped = mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, 0, 0);
    if (mapped == MAP_FAILED) return Failure{Fault::document_too_large, "cannot be mapped"};
    return base::ByteView(static_cast<const std::uint8_t*>(mapped), static_cast<std::size_t>(size));
}

base::Result<base::SecretBytes> read_password(int fd) {
    constexpr std::size_t length_max = 127;  // ISO 32000-2, 7.6.4.3.3
    base::SecretBytes buffer(length_max + 1);
    std::size_t length = 0;
    while (length < buffer.size()) {
        const ssize_t count = read(fd, buffer.reveal_to_fill().data() + length, buffer.size() - length);
        if (count < 0) return Failure{Fault::usage_invalid, "the password cannot be read"};
        if (count == 0) return base::SecretBytes(buffer.reveal().first(length));
        length += static_cast<std::size_t>(count);
    }
    return Failure{Fault::usage_invalid, "the password is too long"};
}

int run(const Arguments& arguments) {
    base::SecretBytes password;
    if (arguments.password_fd) {
        auto read = read_password(*arguments.password_fd);
        if (!read) end_with(read.failure(), exit_usage);
        password = std::move(*read);
    }
    auto input = map_input();
    if (!input && input.fault() == Fault::usage_invalid) end_with(input.failure(), exit_usage);
    if (arguments.mode == Mode::normalise) {
        if (!input) end_with(input.failure(), exit_refused);
        auto rewritten = documents::normalise(*input, &password);
        if (!rewritten) end_with(rewritten.failure(), exit_refused);
        say(1, base::as_text(*rewritten));
        return 0;
    }
    documents::Description description;
    if (input) {
        description = documents::describe(*input, &password);
    } else {
        description.verdict = {documents::Disposition::refuse, input.fault(), input.failure().detail};
    }
    say(1, documents::to_json(description));
    return 0;
}

}  // namespace

int main(int count, char** texts) {
    const auto arguments = parse_arguments(count, texts);
    if (!arguments) {
        say(2, "usage: inkseal-document [describe|normalise] [--password-fd N] [--memory-mib N] [--cpu-seconds N]\n");
        return exit_usage;
    }
    host::Lockdown lockdown;
    lockdown.memory_max_bytes = arguments->memory_mib << 20U;
    lockdown.cpu_seconds_max = arguments->cpu_seconds;
    if (auto locked = host::lock_down(lockdown); !locked) end_with(locked.failure(), exit_without_protection);
    auto status = documents::guarded([&] { return run(*arguments); });
    if (!status) end_with(status.failure(), exit_refused);
    host::leave(*status);
}
