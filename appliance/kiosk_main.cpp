// SPDX-License-Identifier: Apache-2.0
// inkseal-kiosk: a device before people, on the whole screen. It has no network: what
// the courier found lies in the courier's memory.
#include "appliance/device/layout.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/stick_folder.h"
#include "appliance/host/system_clock.h"
#include "appliance/kiosk/kiosk.h"
#include "sync/courier_memory.h"
#include "ui/sdl_display.h"
#include "ui/sdl_input.h"
#include "usb/libusb_bus.h"
#include "usb/staff_slot.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace {

constexpr int exit_trouble = 1;
constexpr int exit_usage = 64;
constexpr int input_wait_ms = 16;
constexpr std::int64_t look_every_ms = 2'000;  // at the courier's memory
constexpr std::string_view usage =
    "usage: inkseal-kiosk --state FOLDER [--tpm TCTI] [--programs FOLDER] [--stick FOLDER] [--window]\n"
    "Shows the device on the whole screen. The TPM is device:/dev/tpmrm0 unless said otherwise;\n"
    "--stick: where the system mounts the sticks that staff bring keys on; without it there is none.\n"
    "--window is for a desk. `inkseal provision` makes the state folder.\n";

volatile std::sig_atomic_t is_asked_to_stop = 0;

struct Options {
    kiosk::KioskSettings kiosk;
    std::string stick;
    bool has_window = false;
};

bool parse(int argc, char** argv, Options& options) {
    options.kiosk.device.tcti = "device:/dev/tpmrm0";
    options.kiosk.software = "inkseal-kiosk-" INKSEAL_VERSION;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--window") {
            options.has_window = true;
        } else if (i + 1 == argc) {
            return false;
        } else if (word == "--state") {
            options.kiosk.device.state = argv[++i];
        } else if (word == "--tpm") {
            options.kiosk.device.tcti = argv[++i];
        } else if (word == "--programs") {
            options.kiosk.device.programs = argv[++i];
        } else if (word == "--stick") {
            options.stick = argv[++i];
        } else {
            return false;
        }
    }
    return !options.kiosk.device.state.empty();
}

// Online is what the last visit found. A courier that lies here changes a picture, no more.
bool was_last_visit_good(const base::Disk& disk) {
    const auto text = disk.read(exchange::courier_memory_path);
    if (!text) return false;
    const exchange::CourierMemory memory = exchange::read_memory(*text);
    return memory.fault.empty() && memory.next_visit_ms != 0;
}

base::Status run(const Options& options) {
    const host::SystemClock clock;
    const std::string& state = options.kiosk.device.state;
    const auto disk = TRY(host::PosixDisk::open(state));
    if (!disk.exists(device::identity_path))
        return base::Failure{base::Fault::configuration_invalid, state + " holds no device; inkseal provision makes one"};
    auto tls = TRY(exchange::TlsSignServer::open(state + "/" + std::string(device::tls_sign_socket), geteuid()));
    const auto mode = options.has_window ? ui::SdlDisplay::Mode::window : ui::SdlDisplay::Mode::fullscreen;
    const auto display = TRY(ui::SdlDisplay::create({.mode = mode}));
    ui::SdlInput input(*display);
    const auto loop = TRY(ui::FrameLoop::create(*display));
    const screens::Languages languages = TRY(screens::Languages::open());
    const auto bus = usb::LibusbBus::create();  // a machine without USB has no staff at its screen
    host::SystemClock usb_clock;
    usb::StaffSlot slot(bus ? bus->get() : nullptr, usb_clock);
    host::StickFolder stick(options.stick);
    kiosk::Kiosk kiosk(options.kiosk, clock, *loop, languages, tls, {slot, stick});
    kiosk.start();
    std::int64_t look_due_ms = 0;
    while (is_asked_to_stop == 0) {
        const std::vector<ui::InputEvent> events = input.collect(std::min(kiosk.wait_ms(), input_wait_ms));
        for (const ui::InputEvent& event : events)
            if (options.has_window && std::holds_alternative<ui::CloseRequest>(event)) is_asked_to_stop = 1;
        if (clock.boot_ms() >= look_due_ms) {
            kiosk.set_online(was_last_visit_good(disk));
            look_due_ms = clock.boot_ms() + look_every_ms;
        }
        kiosk.turn(events);
    }
    return kiosk.shut_down();
}

}  // namespace

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    Options options;
    const bool is_asked = argc == 2 && (std::string_view(argv[1]) == "--help" || std::string_view(argv[1]) == "-h");
    if (is_asked || !parse(argc, argv, options)) {
        std::fwrite(usage.data(), 1, usage.size(), is_asked ? stdout : stderr);
        return is_asked ? 0 : exit_usage;
    }
    std::signal(SIGTERM, [](int) { is_asked_to_stop = 1; });
    std::signal(SIGINT, [](int) { is_asked_to_stop = 1; });
    const base::Status ran = run(options);
    if (ran) return 0;
    const base::FaultRow& row = base::row_of(ran.fault());
    std::fprintf(stderr, "inkseal-kiosk: %s %s (%s)\n", row.code.data(), row.sentence.data(), ran.failure().detail.c_str());
    return exit_trouble;
}
