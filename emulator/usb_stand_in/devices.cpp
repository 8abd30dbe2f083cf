// SPDX-License-Identifier: Apache-2.0
// The functions of libusb that find devices and describe them.
#include "emulator/usb_stand_in/objects.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>

namespace {

using namespace usb_stand_in;

std::vector<std::string> sockets_on_bus() {
    std::vector<std::string> paths;
    const char* bus = std::getenv(bus_variable);
    DIR* folder = bus == nullptr ? nullptr : opendir(bus);
    if (folder == nullptr) return paths;
    while (const dirent* entry = readdir(folder)) {
        const std::string name = entry->d_name;
        if (name.size() == 12 && name.substr(7) == ".sock") paths.push_back(std::string(bus) + "/" + name);
    }
    closedir(folder);
    std::sort(paths.begin(), paths.end());
    return paths;
}

// The device at this path, with one reference for the caller; nullptr when nobody answers.
libusb_device* device_at(libusb_context& context, const std::string& path) {
    const auto connection = Connection::open(path);
    auto descriptors = connection ? parse_greeting(connection->descriptors()) : std::nullopt;
    if (!descriptors) return nullptr;
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::lock_guard lock(context.mutex);
    if (const auto known = context.devices.find(path); known != context.devices.end()) {
        if (known->second->descriptors.device == descriptors->device && known->second->descriptors.strings == descriptors->strings) {
            ++known->second->references;
            return known->second;
        }
        known->second->path.clear();  // another one stands in its place
        context.devices.erase(known);
    }
    auto* device = new libusb_device{&context, path, 1, static_cast<std::uint8_t>(std::atoi(name.substr(0, 3).c_str())),
                                     static_cast<std::uint8_t>(std::atoi(name.substr(4, 3).c_str())), std::move(*descriptors)};
    context.devices[path] = device;
    return device;
}

}  // namespace

namespace usb_stand_in {

libusb_context& context_of(libusb_context* context) {
    static libusb_context of_the_program;
    return context != nullptr ? *context : of_the_program;
}

}  // namespace usb_stand_in

extern "C" {

int libusb_init(libusb_context** context) {
    if (context != nullptr) *context = new libusb_context;
    return LIBUSB_SUCCESS;
}

void libusb_exit(libusb_context* context) { delete context; }

ssize_t libusb_get_device_list(libusb_context* context, libusb_device*** list) {
    std::vector<libusb_device*> found;
    for (const std::string& path : sockets_on_bus())
        if (libusb_device* device = device_at(context_of(context), path)) found.push_back(device);
    *list = static_cast<libusb_device**>(std::calloc(found.size() + 1, sizeof(libusb_device*)));
    std::copy(found.begin(), found.end(), *list);
    return static_cast<ssize_t>(found.size());
}

void libusb_free_device_list(libusb_device** list, int unref_devices) {
    if (list == nullptr) return;
    if (unref_devices != 0)
        for (libusb_device** device = list; *device != nullptr; ++device) libusb_unref_device(*device);
    std::free(list);
}

libusb_device* libusb_ref_device(libusb_device* device) {
    const std::lock_guard lock(device->context->mutex);
    ++device->references;
    return device;
}

void libusb_unref_device(libusb_device* device) {
    if (device == nullptr) return;
    {
        const std::lock_guard lock(device->context->mutex);
        if (--device->references > 0) return;
        if (!device->path.empty()) device->context->devices.erase(device->path);
    }
    delete device;
}

int libusb_get_device_descriptor(libusb_device* device, libusb_device_descriptor* descriptor) {
    *descriptor = device_descriptor(device->descriptors);
    return LIBUSB_SUCCESS;
}

int libusb_get_config_descriptor(libusb_device* device, uint8_t index, libusb_config_descriptor** configuration) {
    if (index != 0) return LIBUSB_ERROR_NOT_FOUND;
    *configuration = parse_configuration(device->descriptors.configuration).release();
    return *configuration == nullptr ? LIBUSB_ERROR_IO : LIBUSB_SUCCESS;
}

int libusb_get_active_config_descriptor(libusb_device* device, libusb_config_descriptor** configuration) {
    return libusb_get_config_descriptor(device, 0, configuration);
}

void libusb_free_config_descriptor(libusb_config_descriptor* configuration) { delete static_cast<Configuration*>(configuration); }

uint8_t libusb_get_bus_number(libusb_device* device) { return device->bus; }
uint8_t libusb_get_device_address(libusb_device* device) { return device->address; }
uint8_t libusb_get_port_number(libusb_device* device) { return device->address; }
libusb_device* libusb_get_parent(libusb_device*) { return nullptr; }
int libusb_get_device_speed(libusb_device*) { return LIBUSB_SPEED_FULL; }

int libusb_get_port_numbers(libusb_device* device, uint8_t* ports, int size) {
    if (size < 1) return LIBUSB_ERROR_OVERFLOW;
    ports[0] = device->address;
    return 1;
}

int libusb_get_max_packet_size(libusb_device*, unsigned char endpoint) {
    return endpoint == bulk_in_endpoint || endpoint == bulk_out_endpoint ? static_cast<int>(packet_size) : LIBUSB_ERROR_NOT_FOUND;
}

int libusb_open(libusb_device* device, libusb_device_handle** handle) {
    auto connection = device->path.empty() ? std::nullopt : Connection::open(device->path);
    if (!connection) return LIBUSB_ERROR_NO_DEVICE;
    *handle = new libusb_device_handle{libusb_ref_device(device), std::move(*connection)};
    return LIBUSB_SUCCESS;
}

libusb_device_handle* libusb_open_device_with_vid_pid(libusb_context* context, uint16_t vendor, uint16_t product) {
    libusb_device** list = nullptr;
    libusb_device_handle* handle = nullptr;
    const ssize_t count = libusb_get_device_list(context, &list);
    for (ssize_t i = 0; i < count && handle == nullptr; ++i) {
        const libusb_device_descriptor said = device_descriptor(list[i]->descriptors);
        if (said.idVendor == vendor && said.idProduct == product && libusb_open(list[i], &handle) != LIBUSB_SUCCESS) handle = nullptr;
    }
    libusb_free_device_list(list, 1);
    return handle;
}

void libusb_close(libusb_device_handle* handle) {
    if (handle == nullptr) return;
    libusb_device* device = handle->device;
    delete handle;
    libusb_unref_device(device);
}

libusb_device* libusb_get_device(libusb_device_handle* handle) { return handle->device; }

int libusb_get_string_descriptor_ascii(libusb_device_handle* handle, uint8_t index, unsigned char* data, int length) {
    const auto& strings = handle->device->descriptors.strings;
    if (index == 0 || length < 1) return LIBUSB_ERROR_INVALID_PARAM;
    if (index > strings.size()) return LIBUSB_ERROR_PIPE;
    const std::string& text = strings[index - 1U];
    const std::size_t size = std::min(text.size(), static_cast<std::size_t>(length) - 1);
    std::memcpy(data, text.data(), size);
    data[size] = 0;
    return static_cast<int>(size);
}

}  // extern "C"
