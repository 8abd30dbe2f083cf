// SPDX-License-Identifier: Apache-2.0
// inkseal-virtual-token: one USB token on a bench. emulator/token/README.md shows it at work.
#include "appliance/host/posix_disk.h"
#include "emulator/control.h"
#include "emulator/token_desk.h"
#include "emulator/usb_stand_in/line.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace {

namespace fs = std::filesystem;

int report(const base::Failure& failure) {
    const base::FaultRow& row = base::row_of(failure.fault);
    std::fprintf(stderr, "inkseal-virtual-token: %s %s\n  %s\n", row.code.data(), row.sentence.data(), failure.detail.c_str());
    return 1;
}

// SIGTERM and SIGINT as something to wait for: the socket on the bus must not stay behind.
int open_end_signal() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

void serve(emulator::TokenDesk& desk, emulator::ControlServer* control, int end_signal) {
    while (true) {
        std::vector<pollfd> waits{{end_signal, POLLIN, 0}};
        for (const int descriptor : desk.descriptors()) waits.push_back({descriptor, POLLIN, 0});
        if (control != nullptr)
            for (const int descriptor : control->descriptors()) waits.push_back({descriptor, POLLIN, 0});
        (void)poll(waits.data(), waits.size(), desk.wait_ms());
        if ((waits[0].revents & POLLIN) != 0) return;
        desk.tick();
        if (control != nullptr) (void)control->tick([&desk](const base::Json& order) { return desk.obey(order); });
    }
}

// An order to a token that is running elsewhere.
int tell(const std::string& path, const std::string& order) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const int line = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    std::string answer(4096, '\0');
    ssize_t size = -1;
    if (connect(line, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 && send(line, order.data(), order.size(), MSG_NOSIGNAL) >= 0)
        size = recv(line, answer.data(), answer.size(), 0);
    if (size <= 0) {
        std::fprintf(stderr, "inkseal-virtual-token: nobody answers at %s\n", path.c_str());
        return 1;
    }
    answer.resize(static_cast<std::size_t>(size));
    std::printf("%s\n", answer.c_str());
    const auto said = base::parse_json(answer);
    const auto is_obeyed = said ? said->flag("ok") : base::Result<bool>(said.failure());
    return is_obeyed && *is_obeyed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    emulator::TokenPlace place;
    place.birth.serial = 1;
    place.birth.name = "Virtual token";
    const char* bus = std::getenv(usb_stand_in::bus_variable);
    place.bus = bus == nullptr ? "" : bus;
    std::string state, control_path, order;
    bool is_out = false;
    CLI::App app("A PIV token in a CCID reader on a virtual USB bus; it exists for tests and rehearsals only", "inkseal-virtual-token");
    app.add_option("--state", state, "the file that is the token's memory; made when it is missing");
    app.add_option("--bus", place.bus, "the folder that stands for the USB bus (INKSEAL_USB_BUS when left out)");
    app.add_option("--control", control_path, "a socket that takes the bench's orders (pull, stall, lie, ...)");
    app.add_option("--tell", order, "send this order to the token that listens at --control, print the answer, and end")->excludes("--state");
    app.add_option("--serial", place.birth.serial, "of a token that is made");
    app.add_option("--name", place.birth.name, "of a token that is made, at most 32 characters");
    const std::map<std::string, token::Cipher> ciphers{{"3des", token::Cipher::tdes}, {"aes128", token::Cipher::aes_128},
                                                       {"aes192", token::Cipher::aes_192}, {"aes256", token::Cipher::aes_256}};
    app.add_option("--management", place.birth.management, "the cipher of its management key when it is made: 3des, aes128, aes192, aes256")
        ->transform(CLI::CheckedTransformer(ciphers));
    app.add_option("--vendor", place.description.vendor, "USB vendor, a number");
    app.add_option("--product", place.description.product, "USB product, a number");
    app.add_option("--message-max", place.description.message_max, "longest CCID message of the reader, bytes")->check(CLI::Range(74, 65546));
    app.add_flag("--unplugged", is_out, "wait for the order to plug in");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 64;
    }
    if (!order.empty()) return tell(control_path, order);
    if (state.empty() || place.bus.empty() || place.birth.name.empty() || place.birth.name.size() > 32) {
        std::fprintf(stderr, "inkseal-virtual-token: --state and --bus are needed; see --help\n");
        return 64;
    }
    const fs::path file = fs::absolute(state);
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    fs::create_directories(place.bus, error);
    place.bus = fs::absolute(place.bus).string();
    place.file = file.filename().string();

    const int end_signal = open_end_signal();
    auto disk = host::PosixDisk::open_or_make(file.parent_path().string());
    if (!disk) return report(disk.failure());
    auto desk = emulator::TokenDesk::open(*disk, place);
    if (!desk) return report(desk.failure());
    std::unique_ptr<emulator::ControlServer> control;
    if (!control_path.empty()) {
        auto opened = emulator::ControlServer::open(control_path);
        if (!opened) return report(opened.failure());
        control = std::move(*opened);
    }
    if (!is_out)
        if (const base::Status plugged = (*desk)->plug(); !plugged) return report(plugged.failure());
    std::printf("%s\n", base::canonical_json((*desk)->status()).c_str());
    std::fflush(stdout);
    serve(**desk, control.get(), end_signal);
    (*desk)->pull();
    if (control) fs::remove(control_path, error);
    return 0;
}
