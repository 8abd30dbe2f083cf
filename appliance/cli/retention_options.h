// SPDX-License-Identifier: Apache-2.0
// What the commands of `inkseal retention` share: the list of what is kept, and who stands before it.
#pragma once

#include "appliance/cli/runbook_options.h"
#include "appliance/runbook/retention_book.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cli {

struct RetentionOptions : RunbookOptions {
    std::string file, retention = "audit", reason, ends, elsewhere_how, folder;
    int days = 90, years = 0;
    bool is_dry = false;
    std::optional<std::size_t> count_again;  // delete-due: how many go; nothing: only look
};

// "2026-11-23", UTC.
std::string date_of(std::int64_t at_ms);
std::int64_t now_of(const KeysWork& at);

// Whoever it is stands behind a door, in the role that this needs.
using RetentionWork = std::function<base::Status(const KeysWork&, runbook::RetentionBook&, const runbook::Person&)>;
int with_book(const RetentionOptions& options, staff::Role role, const RetentionWork& work);

using RetentionRun = int (*)(const RetentionOptions&);
CLI::App* add_retention_step(CLI::App& app, Action& action, const std::shared_ptr<RetentionOptions>& options, const char* name, const char* what, RetentionRun run);
void add_retention_deleting(CLI::App& retention, Action& action);  // delete, delete-due

}  // namespace cli
