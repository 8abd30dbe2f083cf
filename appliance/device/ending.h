// SPDX-License-Identifier: Apache-2.0
// The mark of a device whose end has begun: how far it came, in the one file that outlasts
// the rest of the state folder. Whoever repeats the command goes on from here.
//
//   certified   the certificate of destruction is signed and lies outside; the device can
//               still be opened, to write that into its log
//   destroying  the log lies outside too; from here on everything goes, and nothing comes back
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/disk.h"

#include <optional>
#include <string>

namespace device {

struct Ending {
    enum class Stage { certified, destroying };
    Stage stage = Stage::certified;
    std::string device;
    std::string chip;              // storage key's Name, hexadecimal
    std::string person;            // who ends it, as the log has it
    base::Digest certificate{};    // SHA-256 of the statement that lies outside
    bool begins_again = false;     // a factory reset
};

// Nothing while the device lives. Faults: message_invalid, disk_failed.
base::Result<std::optional<Ending>> read_ending(const base::Disk& state);
base::Status write_ending(base::Disk& state, const Ending& ending);

// The files that an end leaves outside the device, beside one another.
struct EndPapers {
    base::Disk& disk;      // not the device's own
    std::string stem;      // "destruction"

    std::string certificate() const { return stem + ".json"; }
    std::string signature() const { return stem + ".p7s"; }
    std::string report() const { return stem + ".report.json"; }
    std::string log_folder() const { return stem + ".log/"; }
};

// The statement that lies there is the one this end is about. Faults: record_missing.
base::Status check_certificate(const EndPapers& papers, const Ending& ending);

}  // namespace device
