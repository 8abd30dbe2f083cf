// SPDX-License-Identifier: Apache-2.0
// The cable, while one thread talks through it and another pulls and plugs it.
#include "emulator/network_switch.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

namespace {

using emulator::NetworkSwitch;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Says every byte back, one caller after another, until it is destroyed.
class Echo {
public:
    Echo() {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(m_listener, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
        EXPECT_EQ(listen(m_listener, 64), 0);
        port = ntohs(address.sin_port);
        m_thread = std::thread([this] {
            for (int caller = -1; (caller = accept(m_listener, nullptr, nullptr)) >= 0; close(caller))
                for (char letter = 0; recv(caller, &letter, 1, 0) == 1;) send(caller, &letter, 1, MSG_NOSIGNAL);
        });
    }
    ~Echo() {
        shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        close(m_listener);
    }
    std::uint16_t port = 0;

private:
    int m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::thread m_thread;
};

// One call, one letter: whether it came back.
bool is_heard(std::uint16_t port) {
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{5, 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const sockaddr_in address = loopback(port);
    char letter = 'x';
    const bool is_back = connect(line, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && send(line, &letter, 1, MSG_NOSIGNAL) == 1 &&
                         recv(line, &letter, 1, 0) == 1;
    close(line);
    return is_back;
}

}  // namespace

TEST(NetworkSwitch, PassesBytesOnlyWhilePluggedIn) {
    const Echo echo;
    const auto cable = NetworkSwitch::open(echo.port);
    ASSERT_TRUE(cable);
    EXPECT_FALSE(is_heard((*cable)->port()));
    (*cable)->plug_in();
    EXPECT_TRUE(is_heard((*cable)->port()));
    EXPECT_EQ((*cable)->bytes_passed(), 2U);
    (*cable)->unplug();
    EXPECT_FALSE(is_heard((*cable)->port()));
}

TEST(NetworkSwitch, CanBePulledInTheMiddleOfATalkFromAnyThread) {
    const Echo echo, stranger;
    const auto cable = NetworkSwitch::open(echo.port);
    ASSERT_TRUE(cable);
    std::thread hand([&] {
        for (int i = 0; i < 30; ++i) {
            if (i % 2 == 0) (*cable)->plug_in();
            else (*cable)->unplug();
            if (i % 3 == 0) (*cable)->lead_to(stranger.port);
            else (*cable)->lead_back();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        (*cable)->plug_in();
    });
    for (int i = 0; i < 20; ++i) (void)is_heard((*cable)->port());
    hand.join();
    EXPECT_TRUE(is_heard((*cable)->port()));
}
