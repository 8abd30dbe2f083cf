// SPDX-License-Identifier: Apache-2.0
// Does to a desk, and to the person at its kiosk, what a story says.
#pragma once

#include "emulator/desk.h"
#include "emulator/scripted_person.h"
#include "emulator/story.h"
#include "emulator/story_file.h"
#include "emulator/story_office.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace emulator {

struct StoryStage {
    StoryOptions order;               // what its orders are made of; each gets a code of its own
    std::filesystem::path beside;     // where `order document` looks
    std::filesystem::path pictures;   // empty: none are kept
    std::function<void(const std::string&)> tell = [](const std::string&) {};
};

class StoryPlayer {
public:
    StoryPlayer(Desk& desk, StoryStage stage)
        : m_desk(desk), m_stage(std::move(stage)), m_office(desk, m_stage.order.programs, m_stage.order.out) {}

    // To the end, or to the first step that does not come true: that step's fault, with
    // its line in the detail.
    base::Status play(const StoryFile& story);

private:
    base::Status perform(const StoryStep& step);
    base::Status at_the_kiosk(const StoryStep& step);
    base::Status to_the_device(const StoryStep& step);
    base::Status about_the_log(const StoryStep& step);
    base::Status order(const std::filesystem::path& document);
    base::Status courier_visits();
    ScriptedPerson& person();
    void leave_kiosk();
    // What `inkseal audit COMMAND` prints of this device.
    base::Result<std::string> audit(const std::string& command);

    Desk& m_desk;
    StoryStage m_stage;
    StoryOffice m_office;
    StoryOrder m_order;
    int m_orders = 0;
    std::optional<ScriptedPerson> m_person;   // none while the power is off
    int m_pictures_kept = 0;
    std::size_t m_log_before = 0;   // what `inkseal audit show` printed before the story, characters
};

// How often an event stands on each side of "signing-intended = signed + signing-aborted",
// counted in the lines of `inkseal audit show`.
struct LogBalance {
    int left = 0, right = 0;
};
LogBalance weigh_log(const std::string& log, std::string_view balance);

}  // namespace emulator
