// SPDX-License-Identifier: Apache-2.0
// The real programs over real TLS on loopback, with a device that is enrolled.
#pragma once

#include "sync/https_transport.h"
#include "sync/names.h"
#include "sync/tls_sign_server.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace sync_test {

using namespace exchange;
using base::Bytes;
using base::Fault;

// A program that prints what it listens on and runs until it is no longer needed.
class Daemon {
public:
    Daemon(std::vector<std::string> words, std::string_view awaited) {
        int out[2] = {-1, -1};
        if (pipe(out) != 0) return;
        m_pid = fork();
        if (m_pid == 0) {
            dup2(out[1], 1);
            std::vector<char*> arguments;
            for (std::string& word : words) arguments.push_back(word.data());
            arguments.push_back(nullptr);
            execvp(arguments[0], arguments.data());
            _exit(127);
        }
        close(out[1]);
        std::string text;
        char c = 0;
        while (read(out[0], &c, 1) == 1) {
            text.push_back(c);
            if (c == '\n' && text.starts_with(awaited)) break;
            if (c == '\n') text.clear();
        }
        close(out[0]);
        if (text.starts_with(awaited)) line = text.substr(awaited.size(), text.size() - awaited.size() - 1);
    }
    ~Daemon() {
        int status = -1;
        if (m_pid > 0 && kill(m_pid, SIGTERM) == 0) waitpid(m_pid, &status, 0);
        EXPECT_TRUE(status == 0 || status == SIGTERM) << "it ended badly: " << status;
    }
    std::string line;

private:
    pid_t m_pid = -1;
};

inline std::string program(const char* name) { return std::string(PROGRAM_DIR) + "/" + name; }

class Loopback : public testing::Test {
protected:
    void SetUp() override {
        const Ran made = run(program("inkseal-receiver") + " init --state " + platform + " --test-root --name Clinic");
        ASSERT_EQ(made.status, 0) << made.output;
        start_receiver();
        ASSERT_FALSE(receiver->line.empty());
        url = "https://127.0.0.1:" + receiver->line;
        // The state folder of a device, with the pinned root and a letter in the outbox.
        std::filesystem::create_directories(state + "/courier");
        std::filesystem::create_directories(state + "/outbox");
        write_file(state + "/courier/platform.pem", read_file(platform + "/public/root.pem"));
        const Ran code = run(program("inkseal-receiver") + " enroll-code --state " + platform);
        ASSERT_EQ(code.status, 0) << code.output;
        write_file(state + "/outbox/enrol.request",
                   base::as_bytes(base::canonical_json(device.letter(code.output.substr(0, code.output.size() - 1)))));
        const Ran visited = courier();
        ASSERT_EQ(visited.status, 0) << visited.output;
        const Bytes vkey = read_file(platform + "/public/witness.vkey");
        device.install(read_file(state + "/inbox/enrol.certificates"),
                       *audit::parse_vkey(base::as_text(vkey).substr(0, vkey.size() - 1)));
        copy_to_state();
        tls.emplace(*TlsSignServer::open(state + "/courier/tls-sign", geteuid()));
        keeper = std::thread([this] {
            while (!is_over) {
                std::vector<pollfd> all;
                for (int descriptor : tls->descriptors()) all.push_back({descriptor, POLLIN, 0});
                poll(all.data(), all.size(), 20);
                signatures += tls->tick(*device.tls_key);
            }
        });
    }
    void TearDown() override {
        is_over = true;
        if (keeper.joinable()) keeper.join();
    }
    void start_receiver() {
        receiver = std::make_unique<Daemon>(
            std::vector<std::string>{program("inkseal-receiver"), "serve", "--state", platform, "--listen", "127.0.0.1:0"}, "port ");
    }
    Ran courier() { return run(program("inkseal-courier") + " --state " + state + " --platform " + url + " --once"); }
    // What the device wrote in memory goes to its folder.
    void copy_to_state() {
        for (const auto& [path, content] : device.disk.files) {
            const std::filesystem::path target = state + "/" + path;
            std::filesystem::create_directories(target.parent_path());
            write_file(target, content);
        }
        device.disk.files.clear();
    }
    HttpsSettings settings() {
        HttpsSettings all;
        all.platform_url = url;
        all.roots = device.root;
        all.chain = device.tls;
        all.key = device.tls_key;
        return all;
    }
    base::Result<HttpResponse> get(HttpsSettings with, const char* path = "/health") {
        const auto transport = HttpsTransport::create(std::move(with));
        return (*transport)->exchange({"GET", path, {}, {}, {}});
    }
    // curl's options for the device's client certificate.
    std::string curl() {
        write_file(folder / "tls.pem", base::as_bytes(device.tls[0].to_pem() + device.tls[1].to_pem()));
        const auto pem = *device.tls_key->to_pem();
        write_file(folder / "tls.key", pem.reveal());
        return "curl -sS --noproxy '*' --tlsv1.3 --cacert " + platform + "/public/root.pem --cert " + folder / "tls.pem" + " --key " +
               folder / "tls.key" + " ";
    }

    TemporaryFolder folder;
    std::string platform = folder / "platform";
    std::string state = folder / "device";
    std::string url;
    Device device;
    std::unique_ptr<Daemon> receiver;
    std::optional<TlsSignServer> tls;
    std::thread keeper;
    std::atomic<bool> is_over{false};
    std::atomic<unsigned> signatures{0};
};

}  // namespace sync_test
