// SPDX-License-Identifier: Apache-2.0
#include "emulator/administrator.h"

#include "emulator/bench_files.h"

#include <fcntl.h>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Result;

constexpr int command_limit_ms = 180'000;
constexpr std::string_view out_word = "OUT/";

// Programs of ours start their children with no environment; people have one.
Result<CommandAnswer> run(std::vector<std::string> words) {
    host::Errand errand{.path = "/usr/bin/env", .arguments = std::move(words), .input = {}, .more_inputs = {}, .profile = {}};
    errand.profile.time_limit_ms = command_limit_ms;
    errand.output_max_bytes = 8U << 20U;
    const host::ErrandReport report = TRY(host::run_errand(errand));
    return CommandAnswer{report.ending.signal != 0 ? 128 + report.ending.signal : report.ending.status,
                         std::string(base::as_text(report.output)), report.complaints};
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view line, const fs::path& out) {
    std::vector<std::string> words;
    while (true) {
        while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
        if (line.empty()) return words;
        const bool is_quoted = line.front() == '"';
        if (is_quoted) line.remove_prefix(1);
        const std::size_t end = line.find(is_quoted ? '"' : ' ');
        if (is_quoted && end == std::string_view::npos) return Failure{Fault::usage_invalid, "a quote without its end"};
        std::string word(line.substr(0, end));
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
        if (word.starts_with(out_word)) word = (out / word.substr(out_word.size())).string();
        // "A,B" names two things.
        if (const std::size_t second = word.find("," + std::string(out_word)); second != std::string::npos)
            word = word.substr(0, second + 1) + (out / word.substr(second + 1 + out_word.size())).string();
        words.push_back(std::move(word));
    }
}

namespace {

Result<std::vector<std::string>> inkseal_words(const AdministratorPlace& place, std::string_view line) {
    std::vector<std::string> words = TRY(split_words(line, place.out));
    for (std::string& word : words)
        for (const auto& [name, meaning] : place.words)
            if (word == name) word = meaning;
    std::vector<std::string> all{"LC_ALL=C.UTF-8", "INKSEAL_STATE=" + place.state.string(), "INKSEAL_TPM=" + place.tcti};
    all.insert(all.end(), place.environment.begin(), place.environment.end());
    all.push_back(place.programs + "/inkseal-command-emulated");
    all.insert(all.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return all;
}

}  // namespace

Result<CommandAnswer> run_inkseal(const AdministratorPlace& place, std::string_view line) {
    std::vector<std::string> words = TRY(inkseal_words(place, line));
    return run(std::move(words));
}

Result<StartedCommand> StartedCommand::start(const AdministratorPlace& place, std::string_view line, const fs::path& answer) {
    std::vector<std::string> words = TRY(inkseal_words(place, line));
    const host::Descriptor said(::open(answer.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!said) return Failure{Fault::disk_failed, answer.string()};
    host::ChildProcess process = TRY(host::ChildProcess::start(
        {.path = "/usr/bin/env", .arguments = std::move(words), .descriptors = {{1, said.number()}, {2, said.number()}}, .profile = {}}));
    return StartedCommand(std::move(process), answer);
}

Result<CommandAnswer> StartedCommand::finish() {
    const host::Ending ending = TRY(m_process.wait(command_limit_ms));
    const base::Bytes said = TRY(read_bytes(m_answer));
    return CommandAnswer{ending.signal != 0 ? 128 + ending.signal : ending.status, std::string(base::as_text(said)), {}};
}

Result<CommandAnswer> run_platform(const AdministratorPlace& place, std::string_view line) {
    std::vector<std::string> words = TRY(split_words(line, place.out));
    words.insert(words.begin(), {"LC_ALL=C.UTF-8", place.programs + "/inkseal-receiver"});
    words.insert(words.end(), {"--state", place.platform.string()});
    return run(std::move(words));
}

}  // namespace emulator
