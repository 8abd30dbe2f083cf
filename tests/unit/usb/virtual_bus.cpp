// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/usb/virtual_bus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace usb_test {
namespace {

const std::string program = std::string(PROGRAM_DIR) + "/inkseal-virtual-token";

}  // namespace

VirtualBus::VirtualBus() {
    std::string pattern = (std::filesystem::temp_directory_path() / "inkseal-usb-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "mkdtemp";
    m_folder = pattern;
    std::filesystem::create_directories(m_folder / "bus");
    setenv("INKSEAL_USB_BUS", (m_folder / "bus").c_str(), 1);
}

VirtualBus::~VirtualBus() {
    for (const auto& [name, process] : m_programs) {
        kill(process, SIGTERM);
        waitpid(process, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void VirtualBus::add(const std::string& name, unsigned serial) {
    const auto sockets = [&] {
        const std::filesystem::directory_iterator bus(m_folder / "bus");
        return std::count_if(begin(bus), end(bus), [](const auto& entry) { return entry.path().extension() == ".sock"; });
    };
    const auto before = sockets();
    std::vector<std::string> words{program, "--bus", (m_folder / "bus").string(), "--state", (m_folder / (name + ".json")).string(),
                                   "--control", (m_folder / name).string(), "--serial", std::to_string(serial), "--name", name};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t process = -1;
    ASSERT_EQ(posix_spawn(&process, program.c_str(), &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    m_programs[name] = process;
    for (int waited = 0; waited < 5000 && sockets() == before; waited += 5) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_GT(sockets(), before) << name << " did not come";
}

std::string VirtualBus::tell(const std::string& name, const std::string& order) const {
    const std::string command = program + " --control '" + (m_folder / name).string() + "' --tell '" + order + "' 2>&1";
    std::string said;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return said;
    char part[256];
    while (fgets(part, sizeof part, pipe) != nullptr) said += part;
    EXPECT_EQ(pclose(pipe), 0) << said;
    return said;
}

}  // namespace usb_test
