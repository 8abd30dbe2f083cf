// SPDX-License-Identifier: Apache-2.0
// A chip's lockout authorisation, as provisioning gave it away, back from whoever keeps it.
#pragma once

#include "appliance/device/escrow.h"

#include <string>

namespace CLI {
class App;
}

namespace cli {

struct EscrowOptions {
    std::string file;
    std::string key, certificate;  // PEM, of whoever keeps it, where it is encrypted
};

// Adds --escrow, --escrow-key, --escrow-certificate.
void add_escrow_options(CLI::App& command, EscrowOptions& options);

// Faults: disk_*, usage_invalid (it is encrypted, and no key was given), those of open_escrow().
base::Result<device::Escrowed> read_escrow_file(const EscrowOptions& options);

}  // namespace cli
