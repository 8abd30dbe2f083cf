// SPDX-License-Identifier: Apache-2.0
// The functions of libusb that only say something.
#include <libusb-1.0/libusb.h>

#include <array>

namespace {

struct NamedError {
    int code;
    const char *name, *sentence;
};

constexpr std::array<NamedError, 14> errors{{
    {LIBUSB_SUCCESS, "LIBUSB_SUCCESS", "success"},
    {LIBUSB_ERROR_IO, "LIBUSB_ERROR_IO", "the device could not be read or written"},
    {LIBUSB_ERROR_INVALID_PARAM, "LIBUSB_ERROR_INVALID_PARAM", "an argument makes no sense"},
    {LIBUSB_ERROR_ACCESS, "LIBUSB_ERROR_ACCESS", "not allowed"},
    {LIBUSB_ERROR_NO_DEVICE, "LIBUSB_ERROR_NO_DEVICE", "the device is gone"},
    {LIBUSB_ERROR_NOT_FOUND, "LIBUSB_ERROR_NOT_FOUND", "there is no such thing"},
    {LIBUSB_ERROR_BUSY, "LIBUSB_ERROR_BUSY", "somebody else has it"},
    {LIBUSB_ERROR_TIMEOUT, "LIBUSB_ERROR_TIMEOUT", "no answer in time"},
    {LIBUSB_ERROR_OVERFLOW, "LIBUSB_ERROR_OVERFLOW", "more came than there was room for"},
    {LIBUSB_ERROR_PIPE, "LIBUSB_ERROR_PIPE", "the endpoint refuses"},
    {LIBUSB_ERROR_INTERRUPTED, "LIBUSB_ERROR_INTERRUPTED", "interrupted"},
    {LIBUSB_ERROR_NO_MEM, "LIBUSB_ERROR_NO_MEM", "no memory"},
    {LIBUSB_ERROR_NOT_SUPPORTED, "LIBUSB_ERROR_NOT_SUPPORTED", "a virtual bus cannot do that"},
    {LIBUSB_ERROR_OTHER, "LIBUSB_ERROR_OTHER", "something else"},
}};

const NamedError& error_named(int code) {
    for (const NamedError& error : errors)
        if (error.code == code) return error;
    return errors.back();
}

}  // namespace

extern "C" {

const char* libusb_error_name(int code) { return error_named(code).name; }
const char* libusb_strerror(int code) { return error_named(code).sentence; }
int libusb_setlocale(const char*) { return LIBUSB_SUCCESS; }

const libusb_version* libusb_get_version() {
    static const libusb_version version{1, 0, 26, 0, "", "Inkseal's stand-in"};
    return &version;
}

int libusb_has_capability(uint32_t capability) { return capability == LIBUSB_CAP_HAS_CAPABILITY ? 1 : 0; }
void libusb_set_debug(libusb_context*, int) {}
void libusb_set_log_cb(libusb_context*, libusb_log_cb, int) {}
int libusb_set_option(libusb_context*, libusb_option, ...) { return LIBUSB_SUCCESS; }

// Programs without this look at the list from time to time.
int libusb_hotplug_register_callback(libusb_context*, int, int, int, int, int, libusb_hotplug_callback_fn, void*, libusb_hotplug_callback_handle*) {
    return LIBUSB_ERROR_NOT_SUPPORTED;
}
void libusb_hotplug_deregister_callback(libusb_context*, libusb_hotplug_callback_handle) {}

}  // extern "C"
