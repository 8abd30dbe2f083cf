// SPDX-License-Identifier: Apache-2.0
#include "emulator/story.h"

#include "emulator/beginning.h"
#include "emulator/bench_files.h"
#include "emulator/story_player.h"

#include <cstdio>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

// The archive's folder DEVICE/SEQUENCE/ laid out flat; several artifacts stay where they are.
Status collect(const StoryOptions& options, const fs::path& results, const fs::path& device) {
    std::error_code error;
    if (count_files(results, "signed.pdf") > 1) return {};
    for (const auto& entry : fs::recursive_directory_iterator(results, error)) {
        const std::string name = entry.path().filename().string();
        // The approval key is no certificate: a verifier has no use for it.
        if (!entry.is_regular_file() || name == "complete" || name == "approval.pem") continue;
        const bool is_trust = entry.path().parent_path().filename() == "trust";
        const fs::path target = is_trust ? fs::path("trust") / (name == "root.pem" ? "platform.pem" : name) : fs::path(name);
        TRY(copy_over(entry.path(), options.out / target));
    }
    if (error || !fs::exists(options.out / "signed.pdf")) return Failure{Fault::program_failed, "the archive wrote no signed.pdf"};
    return copy_over(device / "device" / "signing.pem", options.out / "trust" / "device-chain.pem");
}

}  // namespace

void Narrator::say(const std::string& step) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_began;
    std::printf("%7.2f s  %2d  %s\n", elapsed.count(), ++m_step, step.c_str());
    std::fflush(stdout);
}

base::Result<StoryFile> read_story(const fs::path& file) {
    if (!fs::is_regular_file(file)) return Failure{Fault::disk_not_found, "there is no story " + file.string()};
    const base::Bytes text = TRY(read_bytes(file));
    const auto story = parse_story(base::as_text(text));
    if (!story) return Failure{story.fault(), file.string() + ", " + story.failure().detail};
    return *story;
}

base::Status play_story(const StoryOptions& options) {
    const fs::path file = options.story.empty() ? fs::path(options.programs) / "stories" / "the-main-job.story" : options.story;
    const StoryFile story = TRY(read_story(file));
    Narrator narrator;
    DeskPlan plan{.folder = options.out, .programs = options.programs, .size = options.size};
    plan.tell = [&narrator](const std::string& step) { narrator.say(step); };
    const auto desk = TRY(begin_desk(plan, story.profile.value_or(Profile::provisioned), options));
    StoryPlayer player(*desk, {.order = options, .beside = file.parent_path(), .pictures = options.out / "screens", .tell = plan.tell});
    TRY(player.play(story));
    const fs::path results = options.out / "platform" / "results";
    if (fs::exists(results)) TRY(collect(options, results, desk->state()));
    TRY(desk->shut_down());
    narrator.say("everything is shut down in order; the results are in " + options.out.string());
    return {};
}

}  // namespace emulator
