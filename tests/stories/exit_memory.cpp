// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/exit_memory.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace stories {
namespace {

[[noreturn]] void become(const std::vector<std::string>& words, const std::vector<std::string>& environment, int output) {
    for (const std::string& pair : environment) {
        const std::size_t equals = pair.find('=');
        setenv(pair.substr(0, equals).c_str(), pair.substr(equals + 1).c_str(), 1);
    }
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    raise(SIGSTOP);
    execv(arguments[0], arguments.data());
    _exit(127);
}

std::string read_back(int file) {
    std::string text;
    lseek(file, 0, SEEK_SET);
    char block[4096];
    for (ssize_t size; (size = read(file, block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(size));
    return text;
}

// Follows one process to its end and calls `at_the_end` when it is about to go.
template <typename AtTheEnd>
int follow(pid_t process, const AtTheEnd& at_the_end) {
    int state = 0;
    if (waitpid(process, &state, 0) != process || !WIFSTOPPED(state)) return -1;
    ptrace(PTRACE_SETOPTIONS, process, nullptr, reinterpret_cast<void*>(PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL));
    int signal = 0;
    while (true) {
        ptrace(PTRACE_CONT, process, nullptr, reinterpret_cast<void*>(static_cast<long>(signal)));
        if (waitpid(process, &state, 0) != process) return -1;
        if (WIFEXITED(state)) return WEXITSTATUS(state);
        if (WIFSIGNALED(state)) return 128 + WTERMSIG(state);
        signal = WSTOPSIG(state) == SIGTRAP ? 0 : WSTOPSIG(state);
        if (state >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) at_the_end();
    }
}

}  // namespace

LeftBehind run_to_the_end(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
    const int output = memfd_create("words", MFD_CLOEXEC);
    LeftBehind left;
    const pid_t process = fork();
    if (process == 0) become(words, environment, output);
    left.status = follow(process, [&] { left.memory = read_stopped(process); });
    left.words = read_back(output);
    close(output);
    return left;
}

std::size_t count_bytes(const MemoryImage& image, const std::string& bytes) {
    std::size_t count = 0;
    for (const std::string& order : {bytes, std::string(bytes.rbegin(), bytes.rend())})
        for (const MemoryRegion& region : image)
            for (std::size_t at = 0; (at = region.content.find(order, at)) != std::string::npos; ++at) ++count;
    return count;
}

}  // namespace stories
