// SPDX-License-Identifier: Apache-2.0
// Brings a desk to where a profile says. Nothing is made up: who signed for a full outbox
// is a scripted person at the kiosk, and what waits there is what the device put there.
#pragma once

#include "emulator/desk.h"
#include "emulator/profile.h"
#include "emulator/story.h"

namespace emulator {

// How many documents wait in a full outbox.
inline constexpr int full_outbox_size = 3;

// A desk in that profile. For a full outbox `options` says what is signed and by whom; its
// network is unplugged. Faults: those of Desk::set_up and of a ceremony, output_exists (a
// fresh one was asked for, and the folder holds a device).
base::Result<std::unique_ptr<Desk>> begin_desk(const DeskPlan& plan, Profile profile, const StoryOptions& options);

// --headless OUT --profile NAME: the same, shut down and left in OUT for whoever opens it.
base::Status leave_desk(const StoryOptions& options, Profile profile);

}  // namespace emulator
