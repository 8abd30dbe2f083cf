// SPDX-License-Identifier: Apache-2.0
// What a rehearsal does, step by step, in the order of provisioning::rehearsal_steps. Each
// leaves one file of evidence and tells where; a step that does not come true says why.
#pragma once

#include "emulator/rehearsal_desk.h"

namespace emulator {

class RehearsalSteps {
public:
    // `evidence`: a folder that is there. The desk outlives this.
    RehearsalSteps(RehearsalDesk& desk, const provisioning::Profile& profile, std::filesystem::path evidence)
        : m_desk(desk), m_profile(profile), m_evidence(std::move(evidence)) {}

    // A key file made for the occasion goes into the chip, and a key with the profile's
    // custodians is made there: the list of keys, as the device prints it.
    base::Result<std::filesystem::path> import();
    // A page that says TEST, accepted by both verifiers: the signed page.
    base::Result<std::filesystem::path> test_sign();
    // The log is whole and holds exactly what was done: its entries.
    base::Result<std::filesystem::path> audit_check();
    // The device ends as devices end; then state and chip are looked at: what was found.
    base::Result<std::filesystem::path> wipe();

private:
    base::Status make_key_file() const;
    std::vector<std::string> expected_events() const;

    RehearsalDesk& m_desk;
    const provisioning::Profile& m_profile;
    std::filesystem::path m_evidence;
};

}  // namespace emulator
