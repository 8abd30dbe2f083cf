// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/conversation.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stories {
namespace {

using Steady = std::chrono::steady_clock;

int left_ms(Steady::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

}  // namespace

Conversation::Conversation(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::vector<std::string>& surroundings) {
    int mouth[2], ear[2];
    // A socket, so that typing to a program that has gone can be told not to raise SIGPIPE.
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, mouth) != 0 || pipe2(ear, O_CLOEXEC) != 0) return;
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    m_process = fork();
    if (m_process == 0) {
        dup2(mouth[1], 0);
        dup2(ear[1], 1);
        dup2(ear[1], 2);
        for (const std::string& one : surroundings) putenv(const_cast<char*>(one.c_str()));
        if (chdir(folder.c_str()) == 0) execv(arguments[0], arguments.data());
        _exit(127);
    }
    close(mouth[1]);
    close(ear[1]);
    m_mouth = mouth[0];
    m_ear = ear[0];
}

Conversation::~Conversation() {
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
    close(m_mouth);
    close(m_ear);
}

void Conversation::type(const std::string& line) {
    const std::string typed = line + "\n";
    (void)send(m_mouth, typed.data(), typed.size(), MSG_NOSIGNAL);
}

bool Conversation::listen(int limit_ms) {
    pollfd ready{m_ear, POLLIN, 0};
    if (poll(&ready, 1, limit_ms) <= 0) return false;
    std::array<char, 4096> buffer{};
    const ssize_t size = read(m_ear, buffer.data(), buffer.size());
    if (size <= 0) return false;
    m_words.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

bool Conversation::hears(const std::string& text, int limit_ms) {
    const auto deadline = Steady::now() + std::chrono::milliseconds(limit_ms);
    while (true) {
        if (const std::size_t at = m_words.find(text, m_heard); at != std::string::npos) {
            m_heard = at + text.size();
            return true;
        }
        if (!listen(left_ms(deadline))) return false;
    }
}

void Conversation::ask_to_stop() const {
    if (m_process > 0) kill(m_process, SIGTERM);
}

int Conversation::exit_status(int limit_ms) {
    const auto deadline = Steady::now() + std::chrono::milliseconds(limit_ms);
    int status = 0;
    while (m_process > 0 && waitpid(m_process, &status, WNOHANG) == 0) {
        if (left_ms(deadline) == 0) return -1;
        if (!listen(20)) usleep(5'000);
    }
    m_process = -1;
    while (listen(0)) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace stories
