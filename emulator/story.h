// SPDX-License-Identifier: Apache-2.0
// A story, played from provisioning to its last line by a scripted person at the emulated
// kiosk. Every part is the one that ships; only the person is scripted.
#pragma once

#include "appliance/base/result.h"
#include "emulator/device_bench.h"
#include "emulator/profile.h"
#include "emulator/story_file.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace emulator {

struct StoryOptions {
    std::filesystem::path out;
    std::filesystem::path story;      // empty: the whole job, to the archived file
    std::filesystem::path document;   // empty: the consent form that comes with the emulator
    std::string signer = "Mara Keller";
    std::string programs;
    ScreenSize size;
    std::string appointment_code = "482913";
    std::string pin = "736251";
    Profile beginning = Profile::provisioned;  // of a window's desk; a story's file says its own
};

// One line a step on standard output, with the seconds since the beginning.
class Narrator {
public:
    void say(const std::string& step);

private:
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
    int m_step = 0;
};

// Faults: usage_invalid, with what is wrong in which line; disk_not_found.
base::Result<StoryFile> read_story(const std::filesystem::path& file);

// Plays it and leaves the results in `out`; what the archive wrote, laid out flat.
base::Status play_story(const StoryOptions& options);

// The order that the story's platform issues, written to `folder`: envelope.json, the
// document, patient.code. Returns the appointment code.
struct StoryOrder {
    std::filesystem::path envelope;
    std::vector<std::filesystem::path> files;
    std::string appointment_code;
    std::string pin;
};
base::Result<StoryOrder> write_story_order(const std::filesystem::path& folder, const StoryOptions& options);

}  // namespace emulator
