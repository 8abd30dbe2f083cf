// SPDX-License-Identifier: Apache-2.0
// The steps of a story that take place behind the kiosk: administrators, their commands,
// their tokens.
#pragma once

#include "emulator/administrator.h"
#include "emulator/desk.h"
#include "emulator/exchange_server.h"
#include "emulator/other_authority.h"
#include "emulator/staff_bench.h"
#include "emulator/story_file.h"

#include <optional>

namespace emulator {

class StoryOffice {
public:
    // `out`: the story's folder. The desk outlives the office.
    StoryOffice(Desk& desk, std::string programs, std::filesystem::path out)
        : m_desk(desk), m_programs(std::move(programs)), m_out(std::move(out)) {}

    // Fault program_failed with what the command said, when it ended otherwise than told.
    base::Status perform(const StoryStep& step);

private:
    AdministratorPlace place() const;
    base::Status bring_another_device(const std::string& name);
    base::Status command(const StoryStep& step);
    base::Status hire(const std::string& words);
    base::Status publish_roster();
    base::Status let_certify(const std::string& words);
    base::Result<StaffBench*> staff();

    Desk& m_desk;
    std::string m_programs;
    std::filesystem::path m_out;
    std::unique_ptr<StaffBench> m_staff;
    std::unique_ptr<DeviceBench> m_other;
    std::unique_ptr<OtherAuthority> m_authority;
    std::unique_ptr<ExchangeServer> m_server;
    std::optional<StartedCommand> m_started;
    int m_started_count = 0;
    std::int64_t m_clock_offset_ms = 0;  // of the commands; `date moves`
};

}  // namespace emulator
