// SPDX-License-Identifier: Apache-2.0
#include "emulator/swtpm.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

extern char** environ;

namespace emulator {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

constexpr milliseconds setup_limit{60'000};  // makes RSA-3072 keys for the factory's CA
constexpr milliseconds start_limit{10'000};
constexpr milliseconds stop_limit{5'000};
constexpr milliseconds step{5};

// Output goes to `log`, for whoever has to find out why.
Result<pid_t> launch(const std::vector<std::string>& words, const fs::path& log) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t process = -1;
    const int error = ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return Failure{Fault::program_missing, words[0] + ": errno " + std::to_string(error)};
    return process;
}

// The wait status, or nothing when the time was up.
std::optional<int> wait_for(pid_t process, milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        int status = 0;
        const pid_t ended = ::waitpid(process, &status, WNOHANG);
        if (ended == process) return status;
        if (ended < 0 && errno != EINTR) return 0;
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(step);
    }
}

Status run(const std::vector<std::string>& words, const fs::path& log, milliseconds limit) {
    const pid_t process = TRY(launch(words, log));
    const std::optional<int> status = wait_for(process, limit);
    if (!status) {
        ::kill(process, SIGKILL);
        wait_for(process, stop_limit);
        return Failure{Fault::program_time_limit, words[0]};
    }
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
        return Failure{Fault::program_failed, words[0] + ", see " + log.string()};
    return {};
}

Status write_text(const fs::path& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) return Failure{Fault::disk_failed, path.string()};
    return {};
}

// Run by root, swtpm_setup changes to another user, who may not write here; run by
// anybody else, it may not change at all, not even to who it is.
std::vector<std::string> staying_who_we_are() {
    return ::geteuid() == 0 ? std::vector<std::string>{"--runas", "root"} : std::vector<std::string>{};
}

bool answers(const fs::path& socket_path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string text = socket_path.string();
    if (text.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, text.c_str(), text.size());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return false;
    const bool connected = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return connected;
}

}  // namespace

Status manufacture_tpm(const fs::path& folder) {
    std::error_code error;
    const fs::path ca = folder / "ca";
    fs::create_directories(ca, error);
    if (error) return Failure{Fault::disk_failed, folder.string() + ": " + error.message()};
    TRY(write_text(folder / "localca.conf", "statedir = " + ca.string() + "\nsigningkey = " +
                                                (ca / "signkey.pem").string() + "\nissuercert = " +
                                                (ca / "issuercert.pem").string() + "\ncertserial = " +
                                                (ca / "certserial").string() + "\n"));
    TRY(write_text(folder / "localca.options",
                   "--platform-manufacturer Inkseal\n--platform-version 1\n--platform-model Emulated\n"));
    TRY(write_text(folder / "setup.conf", "create_certs_tool = /usr/bin/swtpm_localca\ncreate_certs_tool_config = " +
                                              (folder / "localca.conf").string() + "\ncreate_certs_tool_options = " +
                                              (folder / "localca.options").string() +
                                              "\nactive_pcr_banks = sha256\n"));
    std::vector<std::string> setup{"swtpm_setup", "--tpm2", "--tpmstate", folder.string(), "--create-ek-cert", "--create-platform-cert",
                                   "--lock-nvram", "--not-overwrite", "--ecc", "--config", (folder / "setup.conf").string(),
                                   "--write-ek-cert-files", folder.string()};
    for (std::string& argument : staying_who_we_are()) setup.push_back(std::move(argument));
    return run(setup, folder / "setup.log", setup_limit);
}

Result<std::unique_ptr<Swtpm>> Swtpm::start(const fs::path& folder) {
    std::error_code error;
    // A short path: a socket's name has at most 107 characters.
    std::string pattern = (fs::temp_directory_path(error) / "inkseal-tpm-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return Failure{Fault::disk_failed, "mkdtemp"};
    std::unique_ptr<Swtpm> out(new Swtpm(folder, pattern));
    TRY(out->power_on());
    return out;
}

Status Swtpm::power_on() {
    std::error_code ignored;
    const std::string data = (m_sockets / "tpm").string();
    const std::string control = data + ".ctrl";  // where tpm2-tss looks for it
    for (const std::string& left : {data, control}) fs::remove(left, ignored);
    std::vector<std::string> words{"swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + m_folder.string(), "--server",
                                   "type=unixio,path=" + data, "--ctrl", "type=unixio,path=" + control, "--flags",
                                   "not-need-init,startup-clear"};
    if (!m_record.empty()) words.insert(words.end(), {"--log", "file=" + m_record.string() + ",level=2"});
    m_process = TRY(launch(words, m_folder / "swtpm.log"));
    const auto deadline = std::chrono::steady_clock::now() + start_limit;
    while (!(answers(control) && answers(data))) {
        if (wait_for(m_process, milliseconds(0)) || std::chrono::steady_clock::now() >= deadline)
            return Failure{Fault::program_failed, "swtpm does not answer, see " + (m_folder / "swtpm.log").string()};
        std::this_thread::sleep_for(step);
    }
    return {};
}

Swtpm::~Swtpm() {
    thaw();
    stop();
    std::error_code ignored;
    fs::remove_all(m_sockets, ignored);
}

std::string Swtpm::tcti() const { return "swtpm:path=" + (m_sockets / "tpm").string(); }

void Swtpm::stop() { end(SIGTERM); }
void Swtpm::kill() const {
    if (m_process > 0) ::kill(m_process, SIGKILL);
}
void Swtpm::cut_power() { end(SIGKILL); }

void Swtpm::freeze() {
    if (m_process > 0) ::kill(m_process, SIGSTOP);
}

void Swtpm::thaw() {
    if (m_process > 0) ::kill(m_process, SIGCONT);
}

void Swtpm::end(int signal) {
    if (m_process < 0) return;
    ::kill(m_process, signal);
    if (!wait_for(m_process, stop_limit)) {
        ::kill(m_process, SIGKILL);
        wait_for(m_process, stop_limit);
    }
    m_process = -1;
}

}  // namespace emulator
