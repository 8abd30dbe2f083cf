// SPDX-License-Identifier: Apache-2.0
// A chip that is busy: it says so, and what it was asked to do happens once.
#include "tests/unit/tpm/bench.h"
#include "tpm/context.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <tss2/tss2_tpm2_types.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

using base::Bytes;
using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::why;

namespace {

// Stands before a chip and answers "later" to each command so many times before it
// hands it on: as a chip does that tests itself or spares its memory.
class BusyDoor {
public:
    BusyDoor(const emulator::Swtpm& chip, const std::filesystem::path& path, std::uint32_t code, int times)
        : m_chip(chip.tcti().substr(std::strlen("swtpm:path="))), m_code(code), m_times(times) {
        m_listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const sockaddr_un address = address_of(path.string());
        EXPECT_EQ(::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(m_listener, 4), 0);
        m_thread = std::thread([this] { serve(); });
    }
    ~BusyDoor() {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    int refusals() const { return m_refusals; }

private:
    static sockaddr_un address_of(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size());
        return address;
    }
    void serve() {
        const int guest = ::accept(m_listener, nullptr, nullptr);
        if (guest < 0) return;
        const int chip = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const sockaddr_un address = address_of(m_chip);
        EXPECT_EQ(::connect(chip, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const Bytes later = {0x80, 0x01, 0, 0, 0, 10, 0, 0, static_cast<std::uint8_t>(m_code >> 8U), static_cast<std::uint8_t>(m_code)};
        Bytes buffer(4096);
        for (int left = m_times;;) {
            const ssize_t command = ::read(guest, buffer.data(), buffer.size());
            if (command <= 0) break;
            if (left-- > 0) {
                ++m_refusals;
                if (::write(guest, later.data(), later.size()) < 0) break;
                continue;
            }
            left = m_times;
            if (::write(chip, buffer.data(), static_cast<std::size_t>(command)) < 0) break;
            const ssize_t response = ::read(chip, buffer.data(), buffer.size());
            if (response <= 0 || ::write(guest, buffer.data(), static_cast<std::size_t>(response)) < 0) break;
        }
        ::close(chip);
        ::close(guest);
    }

    std::string m_chip;
    std::uint32_t m_code;
    int m_times;
    int m_listener = -1;
    std::atomic<int> m_refusals{0};
    std::thread m_thread;
};

}  // namespace

TEST(Bus, OffersACommandAgainToAChipThatSaysLater) {
    for (const std::uint32_t code : {TPM2_RC_RETRY, TPM2_RC_YIELDED, TPM2_RC_TESTING, TPM2_RC_NV_RATE}) {
        Device device;
        device.tpm.reset();
        BusyDoor door(*device.chip, device.folder.path() / "door", code, 3);
        const auto busy = tpm::DeviceTpm::open("swtpm:path=" + (device.folder.path() / "door").string(), device.disk, device.clock);
        ASSERT_TRUE(busy) << why(busy);
        const std::uint64_t before = (*busy)->anchor().value().value();
        EXPECT_EQ((*busy)->anchor().increment().value(), before + 1) << "once, and not for each time it was offered";
        EXPECT_GT(door.refusals(), 9);
    }
}

TEST(Bus, SaysBusyOfAChipThatIsNeverReady) {
    Device device;
    device.tpm.reset();
    BusyDoor door(*device.chip, device.folder.path() / "door", TPM2_RC_RETRY, 1'000'000);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(fault_in(tpm::Context::open("swtpm:path=" + (device.folder.path() / "door").string(), {.busy_patience_ms = 100})), Fault::tpm_busy);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}
