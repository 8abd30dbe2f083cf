// SPDX-License-Identifier: Apache-2.0
// The commands of `inkseal`. Each adds itself to the command line and, when chosen,
// leaves what to do in `action`, which returns the exit status.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace cli {

// sysexits(3), where the product's own meanings do not say otherwise.
inline constexpr int exit_passed = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_indeterminate = 2;
inline constexpr int exit_usage = 64;
inline constexpr int exit_not_a_pdf = 65;
inline constexpr int exit_no_input = 66;
inline constexpr int exit_unavailable = 69;
inline constexpr int exit_no_output = 73;
inline constexpr int exit_no_permission = 77;

using Action = std::function<int()>;

void add_verify(CLI::App& app, Action& action);
void add_audit(CLI::App& app, Action& action);
// Beneath `audit`: gaps.
void add_audit_gaps(CLI::App& audit, Action& action);
void add_device(CLI::App& app, Action& action);
// Beneath `device`: decommission, factory-reset.
void add_device_end(CLI::App& device, Action& action);
// Beneath `device`: unlock-chip.
void add_chip_unlock(CLI::App& device, Action& action);
void add_keys(CLI::App& app, Action& action);
void add_provision(CLI::App& app, Action& action);
// Beneath `provision`: profile check, bundle draft|make|check|show.
void add_provision_bundle(CLI::App& provision, Action& action);
// Beneath `provision`: install.
void add_provision_install(CLI::App& provision, Action& action);
// Of `provision` itself: --fleet.
void add_provision_fleet(CLI::App& provision, Action& action);
void add_retention(CLI::App& app, Action& action);
void add_runbook(CLI::App& app, Action& action);
void add_seal(CLI::App& app, Action& action);
void add_seal_code(CLI::App& app, Action& action);
void add_token(CLI::App& app, Action& action);
void add_staff(CLI::App& app, Action& action);

}  // namespace cli
