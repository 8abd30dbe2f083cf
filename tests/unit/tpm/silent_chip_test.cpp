// SPDX-License-Identifier: Apache-2.0
// A chip that says nothing: whoever asks is not held for ever, nor once per question.
#include "tests/unit/tpm/bench.h"
#include "tpm/context.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

using base::Fault;
using bench::Device;
using bench::fault_in;

namespace {

// Somebody who listens where a chip is looked for, and never takes a caller.
class Sleeper {
public:
    explicit Sleeper(int callers_waiting) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, m_path.c_str(), m_path.size());
        EXPECT_EQ(::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(m_listener, callers_waiting), 0);
    }
    ~Sleeper() { ::close(m_listener); }
    std::string tcti() const { return "swtpm:path=" + m_path; }

private:
    bench::ScratchFolder m_folder;
    std::string m_path = (m_folder.path() / "asleep").string();
    int m_listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
};

class Stopwatch {
public:
    std::chrono::steady_clock::duration passed() const { return std::chrono::steady_clock::now() - m_begin; }

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

}  // namespace

TEST(Bus, DoesNotWaitForEver) {
    const Sleeper sleeper(4);
    const Stopwatch watch;
    EXPECT_EQ(fault_in(tpm::Context::open(sleeper.tcti(), {.response_timeout_ms = 200})), Fault::tpm_absent);
    EXPECT_LT(watch.passed(), std::chrono::seconds(5));
}

TEST(Bus, DoesNotWaitForSomebodyWhoTakesNoCallers) {
    const Sleeper sleeper(0);
    const Stopwatch watch;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(fault_in(tpm::Context::open(sleeper.tcti(), {.response_timeout_ms = 100})), Fault::tpm_absent);
    EXPECT_LT(watch.passed(), std::chrono::seconds(5));
}

TEST(Bus, SaysAtOnceThatNobodyIsThere) {
    const bench::ScratchFolder folder;
    EXPECT_EQ(fault_in(tpm::Context::open("swtpm:path=" + (folder.path() / "gone").string(), {})), Fault::tpm_absent);
    EXPECT_EQ(fault_in(tpm::Context::open("device:/dev/null.gone", {})), Fault::tpm_absent);
    EXPECT_EQ(fault_in(tpm::Context::open("swtpm:host=127.0.0.1,port=1", {})), Fault::tpm_absent);
    EXPECT_EQ(fault_in(tpm::Context::open("swtpm:host=127.0.0.1,port=99999999", {})), Fault::configuration_invalid);
    EXPECT_EQ(fault_in(tpm::Context::open("mssim", {})), Fault::configuration_invalid);
}

TEST(Context, WaitsOnceForAChipThatFellSilent) {
    Device device({.response_timeout_ms = 700, .greeting_timeout_ms = 500});
    device.chip->freeze();
    const Stopwatch watch;
    for (int i = 0; i < 10; ++i) EXPECT_EQ(fault_in(device.tpm->anchor().value()), Fault::tpm_absent);
    EXPECT_LT(watch.passed(), std::chrono::seconds(3)) << "neither ten times, nor for each attempt to reconnect";
    device.chip->thaw();
}
