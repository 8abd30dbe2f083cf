// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sync/sshd_bench.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace sync_test {
namespace {

namespace fs = std::filesystem;

int listen_somewhere(std::uint16_t& port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener, 8), 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return listener;
}

int reach(std::uint16_t port) {
    const int there = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(there, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return there;
    close(there);
    return -1;
}

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

bool SshdBench::run(const std::string& line) const { return std::system(("cd '" + m_folder + "' && { " + line + "; } >run.log 2>&1").c_str()) == 0; }

SshdBench::SshdBench() {
    std::string pattern = (fs::temp_directory_path() / "inkseal-sshd-XXXXXX").string();
    m_folder = mkdtemp(pattern.data());
    // The server never has more rights than a user: as root it is started as nobody.
    const bool is_root = geteuid() == 0;
    m_as_user = is_root ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
    m_user = is_root ? "nobody" : getpwuid(geteuid())->pw_name;
    EXPECT_TRUE(run("mkdir drop; for k in ed25519 ecdsa rsa user; do ssh-keygen -q -t $(test $k = user && echo ed25519 || echo $k) -N '' -C '' -f $k; done; cp user.pub authorized"));
    close(listen_somewhere(m_port));  // free a moment ago
    std::ofstream(path("sshd_config")) << "ListenAddress 127.0.0.1\nPort " << m_port << "\nHostKey " << path("ed25519") << "\nHostKey " << path("ecdsa")
                                       << "\nHostKey " << path("rsa") << "\nAuthorizedKeysFile " << path("authorized")
                                       << "\nStrictModes no\nUsePAM yes\nPidFile none\nLogLevel DEBUG1\nSubsystem sftp internal-sftp\nForceCommand internal-sftp\n";
    EXPECT_TRUE(!is_root || run("chown -R nobody:nogroup . && chmod 700 ."));
    m_process = fork();
    if (m_process == 0) {
        const std::string line = "exec " + m_as_user + "/usr/sbin/sshd -D -e -f '" + path("sshd_config") + "' 2>'" + path("sshd.log") + "'";
        execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        _exit(127);
    }
    for (int tries = 0; tries < 100; ++tries) {
        if (const int there = sync_test::reach(m_port); there >= 0) {
            close(there);
            return;
        }
        usleep(50'000);
    }
    ADD_FAILURE() << "sshd does not start: " << log();
}

SshdBench::~SshdBench() {
    kill(m_process, SIGTERM);
    waitpid(m_process, nullptr, 0);
    run("umount drop || true");
    std::error_code error;
    fs::remove_all(m_folder, error);
}

base::Digest SshdBench::host_key(const std::string& kind) const {
    EXPECT_TRUE(run("ssh-keygen -lf " + kind + ".pub | cut -d' ' -f2 | tr -d '\\n' > fingerprint"));
    return *exchange::host_key_from(content_of(path("fingerprint")));
}

exchange::SftpSettings SshdBench::settings(const std::string& host_key_kind) const {
    exchange::SftpSettings settings;
    settings.place = {.user = m_user, .host = "127.0.0.1", .port = m_port, .folder = path("drop")};
    settings.host_key = host_key(host_key_kind);
    settings.key_file = path("user");
    settings.stalled_after_s = 10;
    return settings;
}

std::string SshdBench::log() const { return content_of(path("sshd.log")); }
std::string SshdBench::file(const std::string& name) const { return content_of(path("drop/" + name)); }
bool SshdBench::exists(const std::string& name) const { return fs::exists(path("drop/" + name)); }
void SshdBench::write(const std::string& name, std::string_view content) const {
    std::ofstream(path("drop/" + name), std::ios::binary) << content;
    EXPECT_TRUE(geteuid() != 0 || run("chown nobody:nogroup 'drop/" + name + "'"));
}

Cable::Cable(std::uint16_t port, std::size_t bytes, End end) : m_listener(listen_somewhere(m_port)), m_thread([this, port, bytes, end] { serve(port, bytes, end); }) {}

Cable::~Cable() {
    m_is_over = true;
    m_thread.join();
    close(m_listener);
}

void Cable::serve(std::uint16_t port, std::size_t bytes, End end) {
    pollfd waiting{m_listener, POLLIN, 0};
    while (!m_is_over && poll(&waiting, 1, 20) == 0) {}
    if (m_is_over) return;
    const int here = accept(m_listener, nullptr, nullptr);
    const int there = reach(port);
    std::vector<char> piece(4096);
    std::array<pollfd, 2> both{pollfd{here, POLLIN, 0}, pollfd{there, POLLIN, 0}};
    while (!m_is_over && bytes > 0) {
        if (poll(both.data(), both.size(), 20) <= 0) continue;
        if (both[0].revents != 0) {
            const ssize_t got = read(here, piece.data(), std::min(piece.size(), bytes));
            if (got <= 0 || ::send(there, piece.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) break;
            bytes -= static_cast<std::size_t>(got);
        }
        if (both[1].revents != 0) {
            const ssize_t got = read(there, piece.data(), piece.size());
            if (got <= 0 || ::send(here, piece.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) break;
        }
    }
    while (end == End::silence && !m_is_over) usleep(20'000);
    close(here);
    close(there);
}

}  // namespace sync_test
