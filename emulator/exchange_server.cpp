// SPDX-License-Identifier: Apache-2.0
#include "emulator/exchange_server.h"

#include "emulator/bench_files.h"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int shell_limit_ms = 20'000;
constexpr int starts_within_ms = 10'000, look_every_ms = 50;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

// Free a moment ago.
Result<std::uint16_t> free_port() {
    const host::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (!socket || bind(socket.number(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return Failure{Fault::program_failed, "no port is free"};
    return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
    const host::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    return connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool is_root() { return geteuid() == 0; }

}  // namespace

Result<std::unique_ptr<ExchangeServer>> ExchangeServer::start() {
    std::string pattern = (fs::temp_directory_path() / "inkseal-exchange-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return Failure{Fault::disk_failed, "a folder for the server: " + std::string(std::strerror(errno))};
    std::unique_ptr<ExchangeServer> server(new ExchangeServer(pattern));
    TRY(server->listen());
    return server;
}

ExchangeServer::~ExchangeServer() {
    m_process.reset();
    std::error_code error;
    fs::remove_all(m_folder, error);
}

Result<std::string> ExchangeServer::shell(const std::string& line) const {
    host::Errand errand{.path = "/bin/sh", .arguments = {"-c", "cd '" + m_folder.string() + "' && " + line}, .input = {}, .more_inputs = {}, .profile = {}};
    errand.profile.time_limit_ms = shell_limit_ms;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    if (!report.ending.is_success()) return Failure{Fault::program_failed, "the SFTP server: " + report.complaints};
    std::string said(base::as_text(report.output));
    while (said.ends_with('\n')) said.pop_back();
    return said;
}

// It never has more rights than a user: root starts it as nobody.
Status ExchangeServer::listen() {
    const std::uint16_t port = TRY(free_port());
    const std::string at = m_folder.string();
    const std::string user = is_root() ? std::string("nobody") : TRY(shell("id -un"));
    TRY(shell("mkdir drop && ssh-keygen -q -t ed25519 -N '' -C '' -f host && ssh-keygen -q -t ed25519 -N '' -C '' -f user && cp user.pub authorized"));
    TRY(write_text(m_folder / "sshd_config", "ListenAddress 127.0.0.1\nPort " + std::to_string(port) + "\nHostKey " + at + "/host\nAuthorizedKeysFile " + at +
                                                 "/authorized\nStrictModes no\nUsePAM yes\nPidFile none\nSubsystem sftp internal-sftp\nForceCommand internal-sftp\n"));
    if (is_root()) TRY(shell("chown -R nobody:nogroup . && chmod 700 ."));
    const std::string as_user = is_root() ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
    const std::string fingerprint = TRY(shell("ssh-keygen -lf host.pub | cut -d' ' -f2"));
    const host::Program server{.path = "/bin/sh", .arguments = {"-c", "exec " + as_user + "/usr/sbin/sshd -D -e -f '" + at + "/sshd_config'"}, .descriptors = {}, .profile = {}};
    m_process = std::make_unique<host::ChildProcess>(TRY(host::ChildProcess::start(server)));
    m_words = {{"SFTP", "sftp://" + user + "@127.0.0.1:" + std::to_string(port) + at + "/drop"},
               {"SFTP-HOST-KEY", fingerprint},
               {"SFTP-KEY-FILE", at + "/user"},
               {"SFTP-FOLDER", at + "/drop"}};
    for (int waited = 0; waited < starts_within_ms; waited += look_every_ms) {
        if (answers(port)) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(look_every_ms));
    }
    return Failure{Fault::program_failed, "OpenSSH's server does not start; is the package openssh-server installed?"};
}

}  // namespace emulator
