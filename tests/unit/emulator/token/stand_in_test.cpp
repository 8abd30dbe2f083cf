// SPDX-License-Identifier: Apache-2.0
// A desk with a token, and a program that meets it through libusb's functions.
#include "appliance/host/posix_disk.h"
#include "emulator/token_desk.h"
#include "emulator/usb_stand_in/line.h"

#include <gtest/gtest.h>

#include <libusb-1.0/libusb.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <poll.h>
#include <thread>

namespace emulator {
namespace {

using base::Bytes;
using base::Json;
namespace fs = std::filesystem;

constexpr unsigned char out = 0x02, in = 0x82;
constexpr unsigned wait_ms = 2000;

// A folder that is the bus, and tokens in it, each served by a thread.
class Bus {
public:
    Bus() {
        std::string pattern = (fs::temp_directory_path() / "inkseal-bus-XXXXXX").string();
        EXPECT_NE(mkdtemp(pattern.data()), nullptr);
        m_folder = pattern;
        setenv(usb_stand_in::bus_variable, m_folder.c_str(), 1);
        m_disk.emplace(host::PosixDisk::open(m_folder).value());
        libusb_init(&context);
    }
    ~Bus() {
        m_is_over = true;
        for (std::thread& thread : m_threads) thread.join();
        m_desks.clear();
        libusb_exit(context);
        fs::remove_all(m_folder);
    }
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    std::size_t add(std::uint32_t serial, const std::string& name) {
        TokenPlace place;
        place.file = name + ".json";
        place.birth.serial = serial;
        place.birth.name = name;
        place.bus = m_folder;
        auto desk = TokenDesk::open(*m_disk, place);
        EXPECT_TRUE(desk);
        EXPECT_TRUE((*desk)->plug());
        const std::lock_guard lock(m_mutex);
        m_desks.push_back(std::move(*desk));
        m_threads.emplace_back([this, served = m_desks.back().get()] {
            while (!m_is_over) {
                std::vector<pollfd> waits;
                {
                    const std::lock_guard own(m_mutex);
                    served->tick();
                    for (const int descriptor : served->descriptors()) waits.push_back({descriptor, POLLIN, 0});
                }
                (void)poll(waits.data(), waits.size(), 5);
            }
        });
        return m_desks.size() - 1;
    }
    void order(std::size_t token, const Json& order) {
        const std::lock_guard lock(m_mutex);
        EXPECT_TRUE(m_desks[token]->obey(order));
    }
    void order(std::size_t token, const char* op) { order(token, Json().set("op", op)); }

    libusb_context* context = nullptr;

private:
    std::string m_folder;
    std::optional<host::PosixDisk> m_disk;
    std::mutex m_mutex;
    std::atomic<bool> m_is_over = false;
    std::vector<std::unique_ptr<TokenDesk>> m_desks;
    std::vector<std::thread> m_threads;
};

// What is on the bus now; kept until the end.
class List {
public:
    explicit List(const Bus& bus) { count = libusb_get_device_list(bus.context, &devices); }
    ~List() { libusb_free_device_list(devices, 1); }
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    ssize_t count = 0;
    libusb_device** devices = nullptr;
};

class Handle {
public:
    explicit Handle(libusb_device* device) { opened = libusb_open(device, &handle); }
    ~Handle() { libusb_close(handle); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    int send(Bytes bytes) {
        int count = 0;
        return libusb_bulk_transfer(handle, out, bytes.data(), static_cast<int>(bytes.size()), &count, wait_ms);
    }
    int receive(Bytes& bytes, int room = 512, unsigned limit_ms = wait_ms) {
        bytes.resize(static_cast<std::size_t>(room));
        int count = 0;
        const int result = libusb_bulk_transfer(handle, in, bytes.data(), room, &count, limit_ms);
        bytes.resize(static_cast<std::size_t>(count));
        return result;
    }

    libusb_device_handle* handle = nullptr;
    int opened = 0;
};

const Bytes power_on{0x62, 0, 0, 0, 0, 0, 1, 0, 0, 0};
const Bytes status{0x65, 0, 0, 0, 0, 0, 2, 0, 0, 0};

TEST(UsbStandIn, ShowsEveryTokenThatIsPluggedIn) {
    Bus bus;
    EXPECT_EQ(List(bus).count, 0);
    const std::size_t nora = bus.add(4711, "Nora");
    bus.add(12, "Olaf");
    List list(bus);
    ASSERT_EQ(list.count, 2);
    libusb_device_descriptor descriptor{};
    EXPECT_EQ(libusb_get_device_descriptor(list.devices[0], &descriptor), 0);
    EXPECT_EQ(descriptor.idVendor, 0x1050);
    EXPECT_NE(libusb_get_device_address(list.devices[0]), libusb_get_device_address(list.devices[1]));
    Handle handle(list.devices[0]);
    ASSERT_EQ(handle.opened, 0);
    unsigned char text[64]{};
    EXPECT_EQ(libusb_get_string_descriptor_ascii(handle.handle, descriptor.iSerialNumber, text, sizeof text), 4);
    EXPECT_STREQ(reinterpret_cast<const char*>(text), "4711");
    EXPECT_EQ(List(bus).devices[0], list.devices[0]) << "the same device is the same pointer";
    bus.order(nora, "pull");
    EXPECT_EQ(List(bus).count, 1);
}

TEST(UsbStandIn, DescribesACardReader) {
    Bus bus;
    bus.add(1, "Nora");
    List list(bus);
    ASSERT_EQ(list.count, 1);
    libusb_config_descriptor* configuration = nullptr;
    ASSERT_EQ(libusb_get_active_config_descriptor(list.devices[0], &configuration), 0);
    ASSERT_EQ(configuration->bNumInterfaces, 1);
    const libusb_interface_descriptor& setting = configuration->interface[0].altsetting[0];
    EXPECT_EQ(setting.bInterfaceClass, 0x0B);
    EXPECT_EQ(setting.extra_length, 54);
    EXPECT_EQ(setting.extra[1], 0x21);
    ASSERT_EQ(setting.bNumEndpoints, 2);
    EXPECT_EQ(setting.endpoint[0].bEndpointAddress, out);
    EXPECT_EQ(setting.endpoint[1].bEndpointAddress, in);
    EXPECT_EQ(setting.endpoint[1].wMaxPacketSize, 64);
    libusb_free_config_descriptor(configuration);
    Handle handle(list.devices[0]);
    unsigned char raw[256];
    EXPECT_EQ(libusb_get_descriptor(handle.handle, LIBUSB_DT_CONFIG, 0, raw, sizeof raw), 9 + 9 + 54 + 7 + 7);
    EXPECT_EQ(libusb_get_descriptor(handle.handle, LIBUSB_DT_STRING, 9, raw, sizeof raw), LIBUSB_ERROR_PIPE);
}

TEST(UsbStandIn, GivesTheInterfaceToOneProgramAtATime) {
    Bus bus;
    bus.add(1, "Nora");
    List list(bus);
    Handle first(list.devices[0]), second(list.devices[0]);
    EXPECT_EQ(first.send(power_on), LIBUSB_ERROR_IO) << "nothing was claimed";
    EXPECT_EQ(libusb_claim_interface(first.handle, 0), 0);
    EXPECT_EQ(libusb_claim_interface(second.handle, 0), LIBUSB_ERROR_BUSY);
    EXPECT_EQ(libusb_claim_interface(first.handle, 1), LIBUSB_ERROR_NOT_FOUND);
    EXPECT_EQ(libusb_release_interface(first.handle, 0), 0);
    EXPECT_EQ(libusb_claim_interface(second.handle, 0), 0);
    EXPECT_EQ(libusb_release_interface(second.handle, 0), 0);
    for (int i = 0; i < 20; ++i) {
        Handle next(list.devices[0]);
        EXPECT_EQ(libusb_claim_interface(next.handle, 0), 0) << "who closes lets go";
    }
}

TEST(UsbStandIn, CarriesFramesAndPacketsAsAWireDoes) {
    Bus bus;
    bus.add(1, "Nora");
    List list(bus);
    Handle handle(list.devices[0]);
    ASSERT_EQ(libusb_claim_interface(handle.handle, 0), 0);
    Bytes answer;
    EXPECT_EQ(handle.receive(answer, 512, 30), LIBUSB_ERROR_TIMEOUT);
    EXPECT_EQ(handle.send(power_on), 0);
    EXPECT_EQ(handle.receive(answer), 0);
    EXPECT_EQ(answer.size(), 21U);
    EXPECT_EQ(handle.send(power_on), 0);
    EXPECT_EQ(handle.receive(answer, 10), LIBUSB_ERROR_OVERFLOW) << "a packet does not fit in less than a packet";
    // 64 bytes of answer: a full packet, and an empty one that ends the transfer.
    EXPECT_EQ(handle.send({0x6F, 10, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0xA4, 4, 0, 5, 0xA0, 0, 0, 3, 8}), 0);
    EXPECT_EQ(handle.receive(answer), 0);
    EXPECT_EQ(handle.send({0x6F, 11, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0xCB, 0x3F, 0xFF, 5, 0x5C, 3, 0x5F, 0xC1, 2, 52}), 0);
    EXPECT_EQ(handle.receive(answer, 64), 0);
    EXPECT_EQ(answer.size(), 64U);
    EXPECT_EQ(handle.receive(answer, 64), 0);
    EXPECT_EQ(answer.size(), 0U);
    EXPECT_EQ(libusb_control_transfer(handle.handle, 0x21, 0x01, 0, 0, nullptr, 0, wait_ms), 0) << "ABORT";
    EXPECT_EQ(libusb_control_transfer(handle.handle, 0xA1, 0x02, 0, 0, nullptr, 0, wait_ms), LIBUSB_ERROR_PIPE);
    EXPECT_EQ(libusb_interrupt_transfer(handle.handle, 0x83, answer.data(), 0, nullptr, 1), LIBUSB_ERROR_NOT_FOUND);
}

TEST(UsbStandIn, TellsWhoWaitsThatTheTokenIsGone) {
    Bus bus;
    const std::size_t nora = bus.add(1, "Nora");
    List list(bus);
    Handle handle(list.devices[0]);
    ASSERT_EQ(libusb_claim_interface(handle.handle, 0), 0);
    std::thread hand([&bus, nora] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        bus.order(nora, "pull");
    });
    Bytes answer;
    EXPECT_EQ(handle.receive(answer), LIBUSB_ERROR_NO_DEVICE);
    hand.join();
    EXPECT_EQ(handle.send(status), LIBUSB_ERROR_NO_DEVICE);
    libusb_device_handle* again = nullptr;
    EXPECT_EQ(libusb_open(list.devices[0], &again), LIBUSB_ERROR_NO_DEVICE);
    EXPECT_EQ(List(bus).count, 0);

    bus.order(nora, "plug");
    List later(bus);
    ASSERT_EQ(later.count, 1);
    EXPECT_NE(libusb_get_device_address(later.devices[0]), libusb_get_device_address(list.devices[0])) << "a new plugging, a new address";
    Handle next(later.devices[0]);
    ASSERT_EQ(libusb_claim_interface(next.handle, 0), 0);
    EXPECT_EQ(next.send(power_on), 0);
    EXPECT_EQ(next.receive(answer), 0);
}

TEST(UsbStandIn, FollowsTheBenchsOrders) {
    Bus bus;
    const std::size_t nora = bus.add(1, "Nora");
    List list(bus);
    Handle handle(list.devices[0]);
    ASSERT_EQ(libusb_claim_interface(handle.handle, 0), 0);
    Bytes answer;
    bus.order(nora, "stall");
    EXPECT_EQ(handle.send(status), 0);
    EXPECT_EQ(handle.receive(answer, 512, 60), LIBUSB_ERROR_TIMEOUT);
    bus.order(nora, "go_on");
    EXPECT_EQ(handle.receive(answer), 0);
    bus.order(nora, Json().set("op", "spoil").set("how", "wrong_sequence"));
    EXPECT_EQ(handle.send(status), 0);
    EXPECT_EQ(handle.receive(answer), 0);
    EXPECT_NE(answer.at(6), status[6]);
    bus.order(nora, Json().set("op", "pull_at").set("command", 1).set("moment", "before_answer"));
    bus.order(nora, Json().set("op", "spoil").set("how", "none"));
    EXPECT_EQ(handle.send(power_on), 0);
    EXPECT_EQ(handle.receive(answer), 0) << "power is no command to the card";
    EXPECT_EQ(handle.send({0x6F, 5, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0xFD, 0, 0, 0}), 0);
    EXPECT_EQ(handle.receive(answer), LIBUSB_ERROR_NO_DEVICE);
}

TEST(UsbStandIn, IgnoresWhatIsNoToken) {
    Bus bus;
    bus.add(1, "Nora");
    const fs::path folder = std::getenv(usb_stand_in::bus_variable);
    std::ignore = std::fclose(std::fopen((folder / "001-099.sock").c_str(), "w"));
    EXPECT_EQ(List(bus).count, 1);
    setenv(usb_stand_in::bus_variable, "/nowhere", 1);
    EXPECT_EQ(List(bus).count, 0);
    unsetenv(usb_stand_in::bus_variable);
    EXPECT_EQ(List(bus).count, 0);
    EXPECT_STREQ(libusb_error_name(LIBUSB_ERROR_NO_DEVICE), "LIBUSB_ERROR_NO_DEVICE");
}

}  // namespace
}  // namespace emulator
