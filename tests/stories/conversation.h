// SPDX-License-Identifier: Apache-2.0
// A program with a person at its terminal: lines are typed, and what it says is waited
// for. For programs that stay; what ends by itself is run by commands.h.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace stories {

class Conversation {
public:
    // `words`: the program's path and its arguments. It runs in `folder`, with our
    // environment and the `NAME=value` of `surroundings`.
    Conversation(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::vector<std::string>& surroundings);
    // Kills what still runs.
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    void type(const std::string& line);
    // Whether it said so within the time, after what was heard before.
    bool hears(const std::string& text, int limit_ms);
    // Everything it said, on standard output and error.
    const std::string& words() const { return m_words; }
    // SIGTERM, as at closing time.
    void ask_to_stop() const;
    // Of a program that ends by itself within the time; -1: it did not, or a signal ended it.
    int exit_status(int limit_ms);

private:
    bool listen(int limit_ms);
    pid_t m_process = -1;
    int m_mouth = -1, m_ear = -1;  // its standard input and output
    std::string m_words;
    std::size_t m_heard = 0;  // of the words
};

}  // namespace stories
