// SPDX-License-Identifier: Apache-2.0
#include "tests/foreign/token_rig.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace foreign {
namespace {

namespace fs = std::filesystem;

constexpr const char* daemon_folder = "/run/pcscd";
constexpr const char* daemon_socket = "/run/pcscd/pcscd.comm";

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

bool write_line(const char* path, const std::string& line) {
    std::ofstream file(path);
    file << line;
    file.close();
    return !file.fail();
}

bool has_own_run() {
    return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && mount("tmpfs", "/run", "tmpfs", 0, nullptr) == 0;
}

// An ordinary user is root in a user namespace of his own, where that is allowed.
bool enter_namespaces() {
    if (geteuid() == 0) return unshare(CLONE_NEWNS) == 0;
    const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_line("/proc/self/setgroups", "deny") &&
           write_line("/proc/self/uid_map", "0 " + user + " 1") && write_line("/proc/self/gid_map", "0 " + group + " 1");
}

}  // namespace

std::string make_room_for_pcscd() {
    std::error_code ignored;
    const bool is_root = geteuid() == 0;
    if (!(enter_namespaces() && has_own_run())) {
        if (!is_root) return "needs root, or user namespaces: pcscd's socket has one place, /run/pcscd";
        if (fs::exists(daemon_socket, ignored)) return "a pcscd of this machine runs, and no mount namespace can be made";
    }
    fs::create_directories(daemon_folder, ignored);
    return fs::is_directory(daemon_folder, ignored) ? "" : "cannot make /run/pcscd";
}

TokenRig::TokenRig(const std::vector<std::string>& token_options) {
    std::string pattern = (fs::temp_directory_path() / "inkseal-clients-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        ADD_FAILURE() << "mkdtemp";
        return;
    }
    m_folder = pattern;
    fs::create_directories(m_folder / "bus");
    fs::create_directories(m_folder / "readers");
    std::vector<std::string> words{std::string(PROGRAM_DIR) + "/inkseal-virtual-token", "--bus", (m_folder / "bus").string(), "--state",
                                   (m_folder / "token.json").string(), "--control", (m_folder / "orders").string(), "--serial", "4711"};
    words.insert(words.end(), token_options.begin(), token_options.end());
    m_token = start(words, {}, "token.log");
    for (int waited = 0; waited < 5000 && !fs::exists(m_folder / "bus/001-001.sock"); waited += 5) pause_ms(5);
    // yubico-piv-tool looks for readers of this name.
    std::ofstream(m_folder / "readers/token") << "FRIENDLYNAME \"Yubikey Inkseal\"\nDEVICENAME usb:1050/0407:libudev:0:/dev/bus/usb/001/001\n"
                                                 "LIBPATH /usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Linux/libccid.so\nCHANNELID 1\n";
    std::vector<std::string> daemon{"/usr/sbin/pcscd", "--foreground", "--config", (m_folder / "readers").string()};
    // Newer ones ask polkit, even for root; nobody answers in a /run that is empty.
    if (run("/usr/sbin/pcscd --help").holds("--disable-polkit")) daemon.push_back("--disable-polkit");
    m_pcscd = start(daemon,
                    {"LD_LIBRARY_PATH=" + std::string(PROGRAM_DIR) + "/../lib/usb-stand-in", "INKSEAL_USB_BUS=" + (m_folder / "bus").string()}, "pcscd.log");
    bool is_there = false;
    for (int waited = 0; waited < 10'000 && !is_there; waited += 50) {
        is_there = fs::exists(daemon_socket) && run("opensc-tool -l").holds("Yes");
        if (!is_there) pause_ms(50);
    }
    EXPECT_TRUE(is_there) << run("opensc-tool -l; cat token.log pcscd.log").words;
}

TokenRig::~TokenRig() {
    end(m_pcscd);
    end(m_token);
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
    fs::remove(daemon_socket, ignored);
}

stories::Said TokenRig::run(const std::string& command) const {
    return stories::run("cd " + stories::quoted(m_folder.string()) + " && timeout 30 sh -c " + stories::quoted(command));
}

stories::Said TokenRig::order(const std::string& json) const {
    return run(stories::quoted(std::string(PROGRAM_DIR) + "/inkseal-virtual-token") + " --control orders --tell " + stories::quoted(json));
}

void TokenRig::certify(const std::string& name) const {
    const auto said = run("[ -e ca.key ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=ca; "
                          "openssl req -new -key ca.key -subj /CN=" + name + " | "
                          "openssl x509 -req -force_pubkey " + name + ".pem -CA ca.pem -CAkey ca.key -out " + name + ".crt");
    EXPECT_EQ(said.status, 0) << said.words;
}

pid_t TokenRig::start(std::vector<std::string> words, const std::vector<std::string>& environment, const std::string& log) const {
    std::vector<char*> arguments, variables;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    for (char** one = environ; *one != nullptr; ++one) variables.push_back(*one);
    for (const std::string& one : environment) variables.push_back(const_cast<char*>(one.c_str()));
    variables.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, (m_folder / log).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t process = -1;
    EXPECT_EQ(posix_spawn(&process, words[0].c_str(), &actions, nullptr, arguments.data(), variables.data()), 0) << words[0];
    posix_spawn_file_actions_destroy(&actions);
    return process;
}

void TokenRig::end(pid_t process) const {
    if (process < 0) return;
    kill(process, SIGTERM);
    for (int waited = 0; waited < 5000; waited += 5) {
        if (waitpid(process, nullptr, WNOHANG) == process) return;
        pause_ms(5);
    }
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
}

}  // namespace foreign
