// SPDX-License-Identifier: Apache-2.0
// Destruction: what is left to do once a device's end is certified and in its log. Needs
// nobody's code and no key, so that it can be finished after a power cut at any moment:
//
//   1. the log is copied outside          the last thing that anybody needs of the device
//   2. keys end, the vault's epoch ends   by the chip's counters
//   3. TPM2_Clear                         with the escrowed lockout authorisation
//   4. the state folder is shredded       what names keys first
//   5. chip and folder are looked at      the report, beside the certificate
#pragma once

#include "appliance/base/clock.h"
#include "appliance/device/ending.h"
#include "appliance/device/escrow.h"

#include <string>

namespace device {

struct DestructionPlace {
    std::string state;   // folder
    std::string tcti;
};

// What was found when all was done.
struct Emptiness {
    bool is_chip_nobodys = false;
    std::vector<std::uint32_t> objects, indices;  // handles that remain: the makers'
    std::vector<std::string> files;               // of the state folder
    bool is_empty() const { return is_chip_nobodys && files.empty(); }
};

// Does what is left of it, from wherever it stands. Faults: event_refused (no end has
// begun), device_in_use, record_missing (the certificate is not where it was written),
// tpm_storage_key_changed (an escrow of another chip), tpm_*, disk_*.
base::Result<Emptiness> destroy(const DestructionPlace& place, const Escrowed& escrow, EndPapers& papers, const base::Clock& clock);

}  // namespace device
