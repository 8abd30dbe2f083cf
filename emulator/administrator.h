// SPDX-License-Identifier: Apache-2.0
// The people behind a device, as a story has them: who types `inkseal ...` at the device
// or `inkseal-receiver ...` at the platform. They use the programs that ship, from outside.
#pragma once

#include "appliance/base/result.h"
#include "appliance/host/child_process.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator {

struct AdministratorPlace {
    std::string programs;           // folder
    std::filesystem::path state;    // of the device, for `inkseal`
    std::string tcti;
    std::filesystem::path platform; // for `inkseal-receiver`
    std::filesystem::path out;      // what "OUT/" at the beginning of a word means
    std::vector<std::string> environment;  // what else `inkseal` is told: NAME=VALUE
    std::vector<std::pair<std::string, std::string>> words;  // what whole words of a line stand for
};

struct CommandAnswer {
    int status = 0;      // as the shell has it
    std::string output;
    std::string complaints;
};

// Words as a person types them: blanks between, "..." around those with blanks in them,
// OUT/ for the story's folder. Fault usage_invalid (a quote without its end).
base::Result<std::vector<std::string>> split_words(std::string_view line, const std::filesystem::path& out);

// A command that waits for others while the story goes on.
class StartedCommand {
public:
    // `answer`: a file that does not exist yet.
    static base::Result<StartedCommand> start(const AdministratorPlace& place, std::string_view line, const std::filesystem::path& answer);
    // Faults: program_time_limit.
    base::Result<CommandAnswer> finish();

private:
    StartedCommand(host::ChildProcess process, std::filesystem::path answer) : m_process(std::move(process)), m_answer(std::move(answer)) {}
    host::ChildProcess m_process;
    std::filesystem::path m_answer;
};

// `inkseal LINE`, by the twin that a story's date can move (command_main.cpp). State and TPM are told by the environment, so any command finds them.
// Faults: program_*, usage_invalid.
base::Result<CommandAnswer> run_inkseal(const AdministratorPlace& place, std::string_view line);
// `inkseal-receiver LINE --state PLATFORM`.
base::Result<CommandAnswer> run_platform(const AdministratorPlace& place, std::string_view line);

}  // namespace emulator
