// SPDX-License-Identifier: Apache-2.0
// The plans tell people to type commands: those there are.
#include "appliance/cli/command_line.h"
#include "appliance/runbook/runbook.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <sstream>

namespace {

// "inkseal keys request --platform, then inkseal keys certificate" -> two of them, in words.
std::vector<std::vector<std::string>> commands_in(std::string_view text) {
    std::vector<std::vector<std::string>> commands;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        const bool is_last = word.back() == ',';
        if (is_last) word.pop_back();
        if (word == "inkseal") commands.emplace_back();
        else if (!commands.empty() && word != "then" && word != "or") commands.back().push_back(word);
    }
    return commands;
}

std::string what_is_wrong(CLI::App& app, const std::vector<std::string>& command) {
    CLI::App* at = &app;
    for (const std::string& word : command) {
        if (word.starts_with("--")) {
            if (at->get_option_no_throw(word) == nullptr) return at->get_name() + " has no " + word;
            continue;
        }
        const auto there = at->get_subcommands([&word](const CLI::App* one) { return one->get_name() == word; });
        if (there.empty()) return "no command " + word;
        at = there.front();
    }
    return at->get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); }).empty() ? "" : at->get_name() + " is no whole command";
}

}  // namespace

TEST(RunbookCommands, AreThoseThatThisProgramHas) {
    CLI::App app;
    cli::Action action;
    cli::add_every_command(app, action);
    std::size_t count = 0;
    for (const runbook::Runbook& plan : runbook::shipped()) {
        for (const runbook::Step& step : plan.steps) {
            for (const auto& command : commands_in(step.command)) {
                EXPECT_EQ(what_is_wrong(app, command), "") << plan.id << " " << step.id << ": " << step.command;
                ++count;
            }
        }
    }
    EXPECT_GT(count, 15U);
    EXPECT_EQ(what_is_wrong(app, {"keys", "vanish"}), "no command vanish");
    EXPECT_EQ(what_is_wrong(app, {"keys", "list", "--purple"}), "list has no --purple");
    EXPECT_EQ(what_is_wrong(app, {"keys"}), "keys is no whole command");
}
