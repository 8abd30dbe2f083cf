// SPDX-License-Identifier: Apache-2.0
// ports::SecondOpinion by inkseal-verify: another cryptographic library, another
// reader of PDF and CMS, another process.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/host/program_folder.h"
#include "appliance/host/sandbox_profile.h"
#include "appliance/ports/second_opinion.h"

namespace host {

class VerifyProgram : public ports::SecondOpinion {
public:
    // Certificates are judged at the clock's wall time.
    VerifyProgram(ProgramFolder programs, SandboxProfile profile, const base::Clock& clock)
        : m_programs(std::move(programs)), m_profile(profile), m_clock(clock) {}

    // At most 7 anchors. The failure's detail holds the program's own word for it.
    base::Status check(base::ByteView pdf, const std::vector<base::Bytes>& anchors) override;

private:
    ProgramFolder m_programs;
    SandboxProfile m_profile;
    const base::Clock& m_clock;
};

}  // namespace host
