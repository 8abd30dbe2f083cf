// SPDX-License-Identifier: Apache-2.0
#include "emulator/dock.h"

#include "emulator/bench_window.h"

#include <csignal>
#include <cstdio>
#include <poll.h>
#include <string>
#include <sys/signalfd.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Status;
using Kind = DockCommand::Kind;

bool is_ready(int descriptor) {
    pollfd input{descriptor, POLLIN, 0};
    return poll(&input, 1, 0) > 0 && input.revents != 0;
}

// Lines typed beside the window, and the wish to end (Ctrl-C), as commands.
class Terminal {
public:
    Terminal() {
        sigset_t ending;
        sigemptyset(&ending);
        sigaddset(&ending, SIGINT);
        sigaddset(&ending, SIGTERM);
        sigaddset(&ending, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // threads that start later inherit it
        m_signals = host::Descriptor(signalfd(-1, &ending, SFD_CLOEXEC));
    }

    std::optional<DockCommand> next() {
        if (is_ready(m_signals.number())) return DockCommand{.kind = Kind::quit};
        while (m_is_open && is_ready(STDIN_FILENO)) {
            char letter = 0;
            if (read(STDIN_FILENO, &letter, 1) != 1) m_is_open = false;  // the window is enough
            else if (letter != '\n') m_line += letter;
            else return obeyed(std::exchange(m_line, {}));
        }
        return std::nullopt;
    }

private:
    static std::optional<DockCommand> obeyed(const std::string& line) {
        auto command = parse_command(line);
        if (!command) {
            std::printf("'%s' is no command; try: help\n", line.c_str());
            std::fflush(stdout);
        }
        return command;
    }

    host::Descriptor m_signals;
    std::string m_line;
    bool m_is_open = true;
};

void print(const DockState& state) {
    std::printf("network %s; power %s; device clock %s; %u waiting on the device, %u signed and receipted\n", state.is_network_on ? "on" : "off",
                state.is_power_on ? "on" : "off", state.time.c_str(), state.waiting, state.finished);
}

void show_profile(BenchWindow& window, const std::string& file) {
    const std::string news = window.show_profile(file);
    if (!news.empty()) std::printf("%s\n", news.c_str());
}

}  // namespace

Status run_dock(StoryOptions options) {
    Terminal terminal;
    if (options.size.width == 0) options.size = screen_that_fits();
    const auto panel = TRY(PanelBench::create(options.size.width, options.size.height));
    const auto window = TRY(BenchWindow::create(*panel));
    BenchWorker worker(options, *panel);
    std::fputs(dock_help, stdout);
    while (!worker.is_done()) {
        std::optional<DockCommand> command = window->turn(worker.state());
        if (!command) command = terminal.next();
        if (!command) continue;
        if (command->kind == Kind::quit) break;
        if (command->kind == Kind::help) std::fputs(dock_help, stdout);
        else if (command->kind == Kind::profile) show_profile(*window, command->document);
        else if (command->kind == Kind::status) print(worker.state());
        else worker.obey(*command);
        std::fflush(stdout);
    }
    return worker.finish();
}

}  // namespace emulator
