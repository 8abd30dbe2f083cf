// SPDX-License-Identifier: Apache-2.0
// A ceremony in the stretches a story may want to interrupt. Each begins where the one
// before it ended.
#pragma once

#include "emulator/scripted_person.h"
#include "emulator/story.h"

namespace emulator {

base::Status identify(ScriptedPerson& person, const StoryOrder& order);          // attract .. the appointment's code
base::Status come_in(ScriptedPerson& person, const StoryOrder& order);           // attract .. consent
base::Status agree_and_read(ScriptedPerson& person);                             // .. every page read
base::Status answer_questions(ScriptedPerson& person);                           // .. the pad
base::Status draw_signature(ScriptedPerson& person);                             // .. the code
base::Status enter_code(ScriptedPerson& person, std::string_view pin);           // presses Continue
base::Status hold_and_finish(ScriptedPerson& person);                            // confirm .. attract

}  // namespace emulator
