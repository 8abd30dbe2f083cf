// SPDX-License-Identifier: Apache-2.0
#include "usb/libusb_bus.h"

#include <libusb-1.0/libusb.h>

#include <algorithm>
#include <optional>

namespace usb {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::uint8_t smart_card_class = 0x0b;
constexpr std::size_t drained_max = 64;       // frames of an earlier conversation
constexpr unsigned drain_wait_ms = 5;
constexpr unsigned presence_wait_ms = 100;    // whoever draws a screen asks this

Failure usb_failure(int error, const char* what) {
    const bool is_gone = error == LIBUSB_ERROR_NO_DEVICE || error == LIBUSB_ERROR_NOT_FOUND;
    return {is_gone ? Fault::token_removed : Fault::token_failed, std::string(what) + ": " + libusb_error_name(error)};
}

struct End {
    void operator()(libusb_context* context) const { libusb_exit(context); }
};
using Session = std::unique_ptr<libusb_context, End>;

Result<Session> begin_session() {
    libusb_context* context = nullptr;
    if (const int error = libusb_init(&context); error != LIBUSB_SUCCESS) return usb_failure(error, "libusb");
    return Session(context);
}

struct Close {
    void operator()(libusb_device_handle* handle) const { libusb_close(handle); }
};
using DeviceHandle = std::unique_ptr<libusb_device_handle, Close>;

struct FreeConfiguration {
    void operator()(libusb_config_descriptor* configuration) const { libusb_free_config_descriptor(configuration); }
};
using Configuration = std::unique_ptr<libusb_config_descriptor, FreeConfiguration>;

// The list holds a reference to each device while it lives.
class DeviceList {
public:
    explicit DeviceList(libusb_context* context) : m_count(libusb_get_device_list(context, &m_devices)) {}
    DeviceList(const DeviceList&) = delete;
    DeviceList& operator=(const DeviceList&) = delete;
    ~DeviceList() {
        if (m_count >= 0) libusb_free_device_list(m_devices, /*unref_devices=*/1);
    }
    ssize_t count() const { return m_count; }
    std::span<libusb_device* const> devices() const { return {m_devices, m_count < 0 ? 0U : static_cast<std::size_t>(m_count)}; }

private:
    libusb_device** m_devices = nullptr;
    ssize_t m_count;
};

std::string place_of(libusb_device* device) {
    return std::to_string(libusb_get_bus_number(device)) + "-" + std::to_string(libusb_get_device_address(device));
}

// What the device calls itself is a stranger's text.
std::string printable_name(libusb_device* device, std::uint8_t index) {
    if (index == 0) return {};
    libusb_device_handle* raw = nullptr;
    if (libusb_open(device, &raw) != LIBUSB_SUCCESS) return {};
    const DeviceHandle handle(raw);
    std::array<unsigned char, 128> text{};
    const int size = libusb_get_string_descriptor_ascii(raw, index, text.data(), static_cast<int>(text.size()));
    std::string name;
    for (int i = 0; i < size && i < static_cast<int>(text.size()); ++i) {
        const unsigned char c = text[static_cast<std::size_t>(i)];
        name.push_back(c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '?');
    }
    return name;
}

std::optional<Port> port_of(const libusb_interface_descriptor& interface) {
    if (interface.bInterfaceClass != smart_card_class) return std::nullopt;
    Port port;
    port.interface_number = interface.bInterfaceNumber;
    for (std::size_t i = 0; i < interface.bNumEndpoints; ++i) {
        const libusb_endpoint_descriptor& endpoint = interface.endpoint[i];
        if ((endpoint.bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK) continue;
        const bool is_in = (endpoint.bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == LIBUSB_ENDPOINT_IN;
        (is_in ? port.endpoint_in : port.endpoint_out) = endpoint.bEndpointAddress;
    }
    if (port.endpoint_in == 0 || port.endpoint_out == 0) return std::nullopt;
    if (interface.extra != nullptr && interface.extra_length > 0)
        port.class_descriptor.assign(interface.extra, interface.extra + interface.extra_length);
    return port;
}

void add_ports(libusb_device* device, std::vector<Port>& ports) {
    libusb_device_descriptor about{};
    libusb_config_descriptor* raw = nullptr;
    if (libusb_get_device_descriptor(device, &about) != LIBUSB_SUCCESS) return;
    if (libusb_get_active_config_descriptor(device, &raw) != LIBUSB_SUCCESS) return;
    const Configuration configuration(raw);
    for (std::size_t i = 0; i < configuration->bNumInterfaces; ++i) {
        if (configuration->interface[i].num_altsetting < 1) continue;
        auto port = port_of(configuration->interface[i].altsetting[0]);
        if (!port) continue;
        port->place = place_of(device);
        port->vendor = about.idVendor;
        port->product = about.idProduct;
        port->name = printable_name(device, about.iProduct);
        ports.push_back(std::move(*port));
    }
}

class LibusbPipe final : public Pipe {
public:
    LibusbPipe(Session session, DeviceHandle handle, const Port& port, std::size_t packet_size)
        : m_session(std::move(session)), m_handle(std::move(handle)), m_interface(port.interface_number), m_out(port.endpoint_out), m_in(port.endpoint_in),
          m_packet_size(packet_size) {}
    LibusbPipe(const LibusbPipe&) = delete;
    LibusbPipe& operator=(const LibusbPipe&) = delete;
    ~LibusbPipe() override { libusb_release_interface(m_handle.get(), m_interface); }

    Status send(ByteView bytes, std::int64_t timeout_ms) override {
        int sent = 0;
        // libusb takes one pointer type for both directions, and does not write through it here.
        auto* const data = const_cast<unsigned char*>(bytes.data());
        const int error = transfer(m_out, data, bytes.size(), sent, timeout_ms);
        if (error != LIBUSB_SUCCESS) return fail(error, "send");
        if (static_cast<std::size_t>(sent) != bytes.size()) return fail(LIBUSB_ERROR_IO, "send");
        return {};
    }

    Result<Bytes> receive(std::size_t size_max, std::int64_t timeout_ms) override {
        // Whole packets, or a reader that sends one too much would upset the controller.
        Bytes bytes((size_max + m_packet_size - 1) / m_packet_size * m_packet_size);
        int received = 0;
        const int error = transfer(m_in, bytes.data(), bytes.size(), received, timeout_ms);
        if (error != LIBUSB_SUCCESS) return fail(error, "receive");
        if (static_cast<std::size_t>(received) > size_max) return Failure{Fault::token_failed, "more than was asked for"};
        bytes.resize(static_cast<std::size_t>(received));
        return bytes;
    }

    bool is_there() override {
        if (m_is_gone) return false;
        // Asks the device nothing that its card could hear; a device that is gone cannot answer at all.
        std::array<unsigned char, 2> status{};
        const int got = libusb_control_transfer(m_handle.get(), LIBUSB_ENDPOINT_IN, LIBUSB_REQUEST_GET_STATUS, 0, 0, status.data(),
                                                static_cast<std::uint16_t>(status.size()), presence_wait_ms);
        if (got == LIBUSB_ERROR_NO_DEVICE) m_is_gone = true;
        return !m_is_gone;
    }

    void drain() {
        for (std::size_t i = 0; i < drained_max; ++i) {
            Bytes forgotten(4096 * m_packet_size / 64);
            int received = 0;
            if (transfer(m_in, forgotten.data(), forgotten.size(), received, drain_wait_ms) != LIBUSB_SUCCESS) return;
        }
    }

private:
    int transfer(std::uint8_t endpoint, unsigned char* data, std::size_t size, int& done, std::int64_t timeout_ms) {
        if (m_is_gone) return LIBUSB_ERROR_NO_DEVICE;
        // Nought would wait for ever.
        const auto timeout = static_cast<unsigned>(std::clamp<std::int64_t>(timeout_ms, 1, 3'600'000));
        return libusb_bulk_transfer(m_handle.get(), endpoint, data, static_cast<int>(size), &done, timeout);
    }

    Failure fail(int error, const char* what) {
        if (error == LIBUSB_ERROR_NO_DEVICE) m_is_gone = true;
        // A transfer that breaks is how a pull looks at first; the device's absence is the better answer.
        if (error != LIBUSB_ERROR_TIMEOUT && !is_there()) return usb_failure(LIBUSB_ERROR_NO_DEVICE, what);
        return usb_failure(error, what);
    }

    Session m_session;  // outlives the handle
    DeviceHandle m_handle;
    int m_interface;
    std::uint8_t m_out, m_in;
    std::size_t m_packet_size;
    bool m_is_gone = false;
};

}  // namespace

Result<std::unique_ptr<LibusbBus>> LibusbBus::create() {
    TRY(begin_session());
    return std::make_unique<LibusbBus>();
}

Result<std::vector<Port>> LibusbBus::ports() {
    const Session session = TRY(begin_session());
    const DeviceList list(session.get());
    if (list.count() < 0) return usb_failure(static_cast<int>(list.count()), "list");
    std::vector<Port> ports;
    for (libusb_device* device : list.devices()) add_ports(device, ports);
    std::sort(ports.begin(), ports.end(), [](const Port& a, const Port& b) { return a.place < b.place; });
    return ports;
}

Result<std::unique_ptr<Pipe>> LibusbBus::open(const Port& port) {
    Session session = TRY(begin_session());
    const DeviceList list(session.get());
    for (libusb_device* device : list.devices()) {
        if (place_of(device) != port.place) continue;
        libusb_device_handle* raw = nullptr;
        if (const int error = libusb_open(device, &raw); error != LIBUSB_SUCCESS) return usb_failure(error, "open");
        DeviceHandle handle(raw);
        (void)libusb_set_auto_detach_kernel_driver(raw, 1);  // not every system can; claiming then says so
        if (const int error = libusb_claim_interface(raw, port.interface_number); error != LIBUSB_SUCCESS)
            return usb_failure(error, error == LIBUSB_ERROR_BUSY ? "another program uses this token" : "claim");
        const int packet = libusb_get_max_packet_size(device, port.endpoint_in);
        auto pipe = std::make_unique<LibusbPipe>(std::move(session), std::move(handle), port, static_cast<std::size_t>(std::max(packet, 64)));
        pipe->drain();
        return std::unique_ptr<Pipe>(std::move(pipe));
    }
    return Failure{Fault::token_removed, "nothing is plugged in at " + port.place};
}

}  // namespace usb
