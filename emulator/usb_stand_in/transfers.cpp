// SPDX-License-Identifier: Apache-2.0
// The functions of libusb that use a device. Transfers in the background are not here:
// these devices have no interrupt endpoint, which is what drivers use them for.
#include "emulator/usb_stand_in/objects.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace usb_stand_in {

int error_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::done: return LIBUSB_SUCCESS;
        case Outcome::timed_out: return LIBUSB_ERROR_TIMEOUT;
        case Outcome::gone: return LIBUSB_ERROR_NO_DEVICE;
        case Outcome::overflow: return LIBUSB_ERROR_OVERFLOW;
        case Outcome::stalled: return LIBUSB_ERROR_PIPE;
        case Outcome::busy: return LIBUSB_ERROR_BUSY;
    }
    return LIBUSB_ERROR_OTHER;
}

}  // namespace usb_stand_in

namespace {

using namespace usb_stand_in;

// What the host controller knows without asking: descriptors that the greeting held.
std::optional<Bytes> descriptor_for(const Descriptors& descriptors, uint16_t value) {
    switch (value >> 8U) {
        case LIBUSB_DT_DEVICE: return descriptors.device;
        case LIBUSB_DT_CONFIG: return descriptors.configuration;
        case LIBUSB_DT_STRING: return string_descriptor(descriptors, value & 0xffU);
        default: return std::nullopt;
    }
}

int copy_out(const Bytes& from, unsigned char* data, uint16_t length) {
    const std::size_t size = std::min<std::size_t>(from.size(), length);
    std::copy_n(from.begin(), size, data);
    return static_cast<int>(size);
}

}  // namespace

extern "C" {

int libusb_claim_interface(libusb_device_handle* handle, int number) {
    return number == 0 ? error_of(handle->connection.claim()) : LIBUSB_ERROR_NOT_FOUND;
}

int libusb_release_interface(libusb_device_handle* handle, int number) {
    if (number != 0 || !handle->connection.is_claimed()) return LIBUSB_ERROR_NOT_FOUND;
    handle->connection.release();
    return LIBUSB_SUCCESS;
}

int libusb_bulk_transfer(libusb_device_handle* handle, unsigned char endpoint, unsigned char* data, int length, int* transferred, unsigned timeout) {
    int ignored = 0;
    int& count = transferred != nullptr ? *transferred : ignored;
    count = 0;
    if (length < 0) return LIBUSB_ERROR_INVALID_PARAM;
    if (!handle->connection.is_claimed()) return LIBUSB_ERROR_IO;
    const std::size_t size = static_cast<std::size_t>(length);
    if (endpoint == bulk_out_endpoint) {
        const Outcome outcome = handle->connection.write({data, size}, deadline_after(timeout));
        if (outcome == Outcome::done) count = length;
        return error_of(outcome);
    }
    if (endpoint != bulk_in_endpoint) return LIBUSB_ERROR_NOT_FOUND;
    std::size_t got = 0;
    const Outcome outcome = handle->connection.read({data, size}, got, deadline_after(timeout));
    count = static_cast<int>(got);
    return error_of(outcome);
}

int libusb_interrupt_transfer(libusb_device_handle*, unsigned char, unsigned char*, int, int* transferred, unsigned) {
    if (transferred != nullptr) *transferred = 0;
    return LIBUSB_ERROR_NOT_FOUND;
}

int libusb_control_transfer(libusb_device_handle* handle, uint8_t type, uint8_t request, uint16_t value, uint16_t index, unsigned char* data,
                            uint16_t length, unsigned timeout) {
    const bool is_in = (type & LIBUSB_ENDPOINT_IN) != 0;
    if (is_in && (type & 0x60U) == LIBUSB_REQUEST_TYPE_STANDARD && request == LIBUSB_REQUEST_GET_DESCRIPTOR) {
        const auto known = descriptor_for(handle->device->descriptors, value);
        return known ? copy_out(*known, data, length) : LIBUSB_ERROR_PIPE;
    }
    Bytes setup{type, request};
    for (const uint16_t number : {value, index, length}) {
        setup.push_back(static_cast<std::uint8_t>(number & 0xffU));
        setup.push_back(static_cast<std::uint8_t>(number >> 8U));
    }
    if (!is_in && data != nullptr) setup.insert(setup.end(), data, data + length);
    Bytes answer;
    const Outcome outcome = handle->connection.control(setup, answer, deadline_after(timeout));
    if (outcome != Outcome::done) return error_of(outcome);
    return is_in ? copy_out(answer, data, length) : length;
}

int libusb_clear_halt(libusb_device_handle*, unsigned char) { return LIBUSB_SUCCESS; }
int libusb_reset_device(libusb_device_handle*) { return LIBUSB_SUCCESS; }
int libusb_set_interface_alt_setting(libusb_device_handle*, int, int) { return LIBUSB_SUCCESS; }
int libusb_set_configuration(libusb_device_handle*, int) { return LIBUSB_SUCCESS; }
int libusb_get_configuration(libusb_device_handle*, int* configuration) {
    *configuration = 1;
    return LIBUSB_SUCCESS;
}

// No driver of a kernel ever has these devices.
int libusb_set_auto_detach_kernel_driver(libusb_device_handle*, int) { return LIBUSB_SUCCESS; }
int libusb_kernel_driver_active(libusb_device_handle*, int) { return 0; }
int libusb_detach_kernel_driver(libusb_device_handle*, int) { return LIBUSB_ERROR_NOT_FOUND; }
int libusb_attach_kernel_driver(libusb_device_handle*, int) { return LIBUSB_ERROR_NOT_FOUND; }

libusb_transfer* libusb_alloc_transfer(int iso_packets) {
    const std::size_t packets = static_cast<std::size_t>(std::max(iso_packets, 0));
    return static_cast<libusb_transfer*>(std::calloc(1, sizeof(libusb_transfer) + packets * sizeof(libusb_iso_packet_descriptor)));
}

void libusb_free_transfer(libusb_transfer* transfer) { std::free(transfer); }
int libusb_submit_transfer(libusb_transfer*) { return LIBUSB_ERROR_NOT_SUPPORTED; }
int libusb_cancel_transfer(libusb_transfer*) { return LIBUSB_ERROR_NOT_FOUND; }

// Nothing ever happens in the background.
int libusb_handle_events_timeout_completed(libusb_context*, timeval* time, int* completed) {
    if (completed != nullptr && *completed != 0) return LIBUSB_SUCCESS;
    const auto wanted = std::chrono::seconds(time->tv_sec) + std::chrono::microseconds(time->tv_usec);
    std::this_thread::sleep_for(std::min<std::chrono::microseconds>(wanted, std::chrono::milliseconds(100)));
    return LIBUSB_SUCCESS;
}

int libusb_handle_events_timeout(libusb_context* context, timeval* time) { return libusb_handle_events_timeout_completed(context, time, nullptr); }

int libusb_handle_events_completed(libusb_context* context, int* completed) {
    timeval a_while{0, 100'000};
    return libusb_handle_events_timeout_completed(context, &a_while, completed);
}

int libusb_handle_events(libusb_context* context) { return libusb_handle_events_completed(context, nullptr); }
void libusb_interrupt_event_handler(libusb_context*) {}

}  // extern "C"
