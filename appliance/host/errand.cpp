// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/child_process.h"

#include "appliance/host/memory_file.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <poll.h>

namespace host {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t complaints_max_bytes = 4096;
constexpr int first_extra_number = 3;

base::Failure failed(const char* what) {
    return {base::Fault::program_failed, std::string(what) + " errno " + std::to_string(errno)};
}

struct Pipe {
    Descriptor reading;
    Descriptor writing;
};

base::Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return failed("pipe");
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

int left_ms(SteadyClock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    return left < 0 ? 0 : static_cast<int>(left);
}

// One read; closes the descriptor at its end.
void take_some(Descriptor& from, base::Bytes& out) {
    std::array<std::uint8_t, 65536> block;
    const ssize_t got = read(from.number(), block.data(), block.size());
    if (got > 0) {
        base::append(out, base::ByteView(block.data(), static_cast<std::size_t>(got)));
    } else if (got == 0 || errno != EINTR) {
        from.reset();
    }
}

// Reads both pipes until both are closed, or the output passes its limit. Complaints
// past theirs are dropped.
base::Status drain(Pipe& output, Pipe& complaints, const Errand& errand, SteadyClock::time_point deadline,
                   ErrandReport& report) {
    base::Bytes text;
    while (output.reading || complaints.reading) {
        std::array<pollfd, 2> waiting{pollfd{output.reading.number(), POLLIN, 0},
                                      pollfd{complaints.reading.number(), POLLIN, 0}};
        const int ready = poll(waiting.data(), waiting.size(), left_ms(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            return base::Failure{base::Fault::program_time_limit, std::to_string(errand.profile.time_limit_ms) + " ms"};
        }
        if (output.reading && waiting[0].revents != 0) take_some(output.reading, report.output);
        if (complaints.reading && waiting[1].revents != 0) take_some(complaints.reading, text);
        if (report.output.size() > errand.output_max_bytes) {
            report.is_output_cut = true;
            return {};
        }
        if (text.size() > complaints_max_bytes) text.resize(complaints_max_bytes);
        report.complaints = base::as_text(text);
    }
    return {};
}

}  // namespace

base::Result<ErrandReport> run_errand(const Errand& errand) {
    const auto deadline = SteadyClock::now() + std::chrono::milliseconds(errand.profile.time_limit_ms);
    Pipe output = TRY(make_pipe());
    Pipe complaints = TRY(make_pipe());
    std::vector<Descriptor> inputs;
    inputs.push_back(TRY(sealed_copy(errand.input)));
    Program program{errand.path, errand.arguments,
                    {{0, inputs[0].number()}, {1, output.writing.number()}, {2, complaints.writing.number()}},
                    errand.profile};
    int number = first_extra_number;
    for (const base::ByteView content : errand.more_inputs) {
        inputs.push_back(TRY(sealed_copy(content)));
        program.descriptors.push_back({number, inputs.back().number()});
        ++number;
    }
    ChildProcess child = TRY(ChildProcess::start(program));
    output.writing.reset();
    complaints.writing.reset();
    ErrandReport report;
    TRY(drain(output, complaints, errand, deadline, report));  // on a fault, ~ChildProcess kills
    if (report.is_output_cut) {
        report.ending = child.kill_and_wait();
    } else {
        report.ending = TRY(child.wait(left_ms(deadline)));
    }
    return report;
}

}  // namespace host
