// SPDX-License-Identifier: Apache-2.0
// The end of a chip's life as a device's: TPM2_Clear (TPM 2.0 part 3, 24.6) with the
// lockout authorisation from escrow. It takes another storage seed, so that nothing that
// was ever wrapped to the old one opens again, whoever kept a copy of it.
#pragma once

#include "appliance/base/secret.h"
#include "tpm/bus.h"
#include "tpm/session.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tpm {

// Everything that outlasts power in a chip, as it says itself.
struct ChipContents {
    bool has_secrets = false;            // a hierarchy has one: somebody owns it
    std::vector<std::uint32_t> objects;  // handles of persistent objects
    std::vector<std::uint32_t> indices;  // of NV indices; the maker's certificates are some

    // Neither secrets, nor objects, nor indices that an owner made.
    bool is_nobodys() const;
};
base::Result<ChipContents> look_at_chip(const std::string& tcti, BusOptions bus = {});

// The Name of the storage key, in hexadecimal; empty when there is none.
base::Result<std::string> chip_name(const std::string& tcti, BusOptions bus = {});

// That the authorisation is this chip's, by the one thing it does that harms nothing:
// forgetting wrong tries. A wrong one closes the lockout hierarchy for a day, and nothing else.
// Faults: tpm_storage_key_changed (`chip` is another), tpm_auth_refused, tpm_locked_out, tpm_*.
base::Status prove_lockout(Sessions& sessions, std::string_view chip, const base::SecretBytes& lockout_auth);

// Durable on return. A chip that is nobody's already is success.
// Faults: tpm_storage_key_changed (`chip` is another), tpm_auth_refused, tpm_locked_out, tpm_*.
base::Status clear_chip(const std::string& tcti, std::string_view chip, const base::SecretBytes& lockout_auth, BusOptions bus = {});

}  // namespace tpm
