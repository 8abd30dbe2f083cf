// SPDX-License-Identifier: Apache-2.0
// What the commands of `inkseal keys` share: which device, who asks, and how an answer looks.
#pragma once

#include "appliance/cli/at_the_device.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/staff_door.h"
#include "appliance/keys/key_life.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace cli {

struct KeysOptions {
    DevicePlace place;
    StaffOptions staff;
    bool is_json = false;
    bool is_pem = false;   // show: the certificates alone
    std::string name;
};

// Adds --state, --tpm, --programs, --json and what says who asks.
void add_device_options(CLI::App& command, KeysOptions& options);

// Opens the device, brings its keys in order, lets `work` do its part; a refusal is told.
struct KeysWork {
    device::OpenDevice& device;
    keys::KeyLife& life;
    StaffDoor& who;
};
int at_the_keys(const KeysOptions& options, const std::function<base::Status(const KeysWork&)>& work);

// One key, for people or as JSON.
void print_key(const keys::KeyView& view, bool is_json);

// The leaf and its issuers out of files, PEM or DER. Faults: disk_*, certificate_invalid.
base::Result<std::vector<crypto::Certificate>> read_certificates(const std::string& path);

// The commands, each file its own.
void add_key_looking(CLI::App& keys, Action& action);        // list, show
void add_key_making(CLI::App& keys, Action& action);         // create, request, certificate, activate, destroy
void add_key_trying(CLI::App& keys, Action& action);         // test, archive
void add_key_moving(CLI::App& keys, Action& action);         // destination, duplicate, accept
void add_key_files(CLI::App& keys, Action& action);          // import, export, password
void add_key_rotating(CLI::App& keys, Action& action);     // rotate
void add_key_sending(CLI::App& keys, Action& action);        // send, sent, confirm, receive
void add_key_approving(CLI::App& keys, Action& action);      // approve

}  // namespace cli
