// SPDX-License-Identifier: Apache-2.0
// The security officer whom the window's dock keeps ready: hired when the token is first
// asked for, known to the device by a roster of the bench's platform.
#pragma once

#include "emulator/story.h"
#include "emulator/story_office.h"

#include <optional>

namespace emulator {

class OfficerAtHand {
public:
    // Whether the officer was hired already.
    bool is_there() const { return m_office.has_value(); }
    // The kiosk is closed meanwhile: it meets staff when it starts. Faults: those of the commands.
    base::Status hire(Desk& desk, const StoryOptions& options);
    // Plugs the officer's token in, or pulls it in the middle of whatever it does.
    base::Status token(bool is_in);

private:
    std::optional<StoryOffice> m_office;
};

}  // namespace emulator
