// SPDX-License-Identifier: Apache-2.0
#include "emulator/usb_stand_in/descriptors.h"

#include <utility>

namespace usb_stand_in {
namespace {

constexpr std::size_t device_size = 18, interfaces_max = 8;

std::uint16_t little16(ByteView bytes, std::size_t at) { return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8U); }

struct Parsed {
    libusb_interface_descriptor setting{};
    std::vector<libusb_endpoint_descriptor> endpoints;
    Bytes extra;  // of the interface
};

libusb_interface_descriptor setting_of(ByteView one) {
    libusb_interface_descriptor setting{};
    setting.bLength = one[0];
    setting.bDescriptorType = one[1];
    setting.bInterfaceNumber = one[2];
    setting.bAlternateSetting = one[3];
    setting.bNumEndpoints = one[4];
    setting.bInterfaceClass = one[5];
    setting.bInterfaceSubClass = one[6];
    setting.bInterfaceProtocol = one[7];
    setting.iInterface = one[8];
    return setting;
}

libusb_endpoint_descriptor endpoint_of(ByteView one) {
    libusb_endpoint_descriptor endpoint{};
    endpoint.bLength = one[0];
    endpoint.bDescriptorType = one[1];
    endpoint.bEndpointAddress = one[2];
    endpoint.bmAttributes = one[3];
    endpoint.wMaxPacketSize = little16(one, 4);
    endpoint.bInterval = one[6];
    return endpoint;
}

std::optional<std::vector<Parsed>> parse_interfaces(ByteView bytes) {
    std::vector<Parsed> interfaces;
    while (!bytes.empty()) {
        const std::size_t size = bytes[0];
        if (size < 2 || size > bytes.size()) return std::nullopt;
        const ByteView one = bytes.first(size);
        bytes = bytes.subspan(size);
        if (one[1] == LIBUSB_DT_INTERFACE && size >= 9 && interfaces.size() < interfaces_max) {
            interfaces.push_back({setting_of(one), {}, {}});
        } else if (interfaces.empty()) {
            return std::nullopt;
        } else if (one[1] == LIBUSB_DT_ENDPOINT && size >= 7) {
            interfaces.back().endpoints.push_back(endpoint_of(one));
        } else {
            interfaces.back().extra.insert(interfaces.back().extra.end(), one.begin(), one.end());
        }
    }
    return interfaces;
}

}  // namespace

std::optional<Descriptors> parse_greeting(ByteView greeting) {
    if (greeting.size() < device_size + 2) return std::nullopt;
    Descriptors out;
    out.device.assign(greeting.begin(), greeting.begin() + device_size);
    const std::size_t size = static_cast<std::size_t>(greeting[device_size]) << 8U | greeting[device_size + 1];
    greeting = greeting.subspan(device_size + 2);
    if (greeting.size() < size) return std::nullopt;
    out.configuration.assign(greeting.begin(), greeting.begin() + static_cast<std::ptrdiff_t>(size));
    greeting = greeting.subspan(size);
    while (!greeting.empty()) {
        const std::size_t length = greeting[0];
        if (greeting.size() < 1 + length) return std::nullopt;
        out.strings.emplace_back(greeting.begin() + 1, greeting.begin() + 1 + static_cast<std::ptrdiff_t>(length));
        greeting = greeting.subspan(1 + length);
    }
    if (!parse_configuration(out.configuration)) return std::nullopt;
    return out;
}

libusb_device_descriptor device_descriptor(const Descriptors& descriptors) {
    const ByteView bytes = descriptors.device;
    libusb_device_descriptor out{};
    out.bLength = bytes[0];
    out.bDescriptorType = bytes[1];
    out.bcdUSB = little16(bytes, 2);
    out.bDeviceClass = bytes[4];
    out.bDeviceSubClass = bytes[5];
    out.bDeviceProtocol = bytes[6];
    out.bMaxPacketSize0 = bytes[7];
    out.idVendor = little16(bytes, 8);
    out.idProduct = little16(bytes, 10);
    out.bcdDevice = little16(bytes, 12);
    out.iManufacturer = bytes[14];
    out.iProduct = bytes[15];
    out.iSerialNumber = bytes[16];
    out.bNumConfigurations = bytes[17];
    return out;
}

std::unique_ptr<Configuration> parse_configuration(ByteView bytes) {
    if (bytes.size() < 9 || bytes[0] != 9 || bytes[1] != LIBUSB_DT_CONFIG || little16(bytes, 2) != bytes.size()) return nullptr;
    auto interfaces = parse_interfaces(bytes.subspan(9));
    if (!interfaces) return nullptr;
    auto out = std::make_unique<Configuration>();
    out->bLength = bytes[0];
    out->bDescriptorType = bytes[1];
    out->wTotalLength = little16(bytes, 2);
    out->bNumInterfaces = static_cast<std::uint8_t>(interfaces->size());
    out->bConfigurationValue = bytes[5];
    out->iConfiguration = bytes[6];
    out->bmAttributes = bytes[7];
    out->MaxPower = bytes[8];
    for (Parsed& parsed : *interfaces) {
        out->endpoints.push_back(std::move(parsed.endpoints));
        out->extras.push_back(std::move(parsed.extra));
        out->settings.push_back(parsed.setting);
    }
    // Pointers last: now nothing grows any more.
    for (std::size_t i = 0; i < out->settings.size(); ++i) {
        libusb_interface_descriptor& setting = out->settings[i];
        setting.bNumEndpoints = static_cast<std::uint8_t>(out->endpoints[i].size());
        setting.endpoint = out->endpoints[i].data();
        setting.extra = out->extras[i].data();
        setting.extra_length = static_cast<int>(out->extras[i].size());
        out->interfaces.push_back({&setting, 1});
    }
    out->interface = out->interfaces.data();
    return out;
}

std::optional<Bytes> string_descriptor(const Descriptors& descriptors, std::size_t index) {
    if (index == 0) return Bytes{4, LIBUSB_DT_STRING, 0x09, 0x04};
    if (index > descriptors.strings.size()) return std::nullopt;
    const std::string& text = descriptors.strings[index - 1];
    Bytes out{static_cast<std::uint8_t>(2 + 2 * text.size()), LIBUSB_DT_STRING};
    for (const char letter : text) {
        out.push_back(static_cast<std::uint8_t>(letter));
        out.push_back(0);
    }
    return out;
}

}  // namespace usb_stand_in
