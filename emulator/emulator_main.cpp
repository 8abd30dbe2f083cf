// SPDX-License-Identifier: Apache-2.0
// inkseal-emulator: a whole device and a whole platform on one desk.
#include "appliance/host/program_folder.h"
#include "emulator/beginning.h"
#include "emulator/dock.h"
#include "emulator/rehearsal.h"
#include "emulator/story.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace {

int finish(const base::Status& status) {
    if (status) return 0;
    const base::FaultRow& row = base::row_of(status.fault());
    std::fprintf(stderr, "inkseal-emulator: %s %s\n  %s\n", row.code.data(), row.sentence.data(), status.failure().detail.c_str());
    return 1;
}

std::filesystem::path stories_of(const emulator::StoryOptions& options) { return std::filesystem::path(options.programs) / "stories"; }

int explain_stories(const std::filesystem::path& folder) {
    std::printf("A story is a file of steps, one a line:\n\n%s\nStories that come with the emulator:\n\n", emulator::story_help);
    std::set<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) files.insert(entry.path());
    for (const std::filesystem::path& file : files) {
        const auto story = emulator::read_story(file);
        std::printf("  %-34s %s\n", file.stem().c_str(), story ? story->title.c_str() : story.failure().detail.c_str());
    }
    return 0;
}

// Where there is something already, nothing is touched.
bool is_taken(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::exists(folder) || std::filesystem::is_empty(folder, error)) return false;
    std::fprintf(stderr, "inkseal-emulator: %s is not empty; choose another folder, nothing was touched\n", folder.c_str());
    return true;
}

int run_rehearsal(emulator::RehearsalOrder order, const std::string& programs) {
    if (order.out.empty() || order.key.empty() || order.certificate.empty()) {
        std::fprintf(stderr, "inkseal-emulator: --rehearse needs --out FOLDER, --key and --certificate; see --help\n");
        return 64;
    }
    if (is_taken(order.out)) return 64;
    order.out = std::filesystem::absolute(order.out);
    order.programs = programs;
    const base::Status done = emulator::rehearse(order);
    if (done || done.fault() != base::Fault::program_failed) return finish(done);
    std::fprintf(stderr, "inkseal-emulator: %s\n", done.failure().detail.c_str());  // which step, and the word of the program that failed
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);  // every refusal the TPM gives is handled, or reported by us
    emulator::StoryOptions options;
    emulator::RehearsalOrder rehearsal;
    std::string out, document, story;
    CLI::App app("Inkseal's bench: an emulated device, a platform, and a scripted person", "inkseal-emulator");
    std::string window;
    CLI::Option* headless = app.add_option("--headless", out, "play the whole story without a display and leave its results in this folder");
    app.add_option("--window", window, "show the kiosk in a window with a dock beside it; the device lives in this folder")
        ->excludes(headless);
    app.add_option("--story", story, "play this story instead of the whole job; a file, or the name of one that comes with the emulator")->needs(headless);
    CLI::Option* rehearsed = app.add_option("--rehearse", rehearsal.payload, "try a bundle's payload (inkseal provision bundle draft) out on a TEST device made from it")
                                 ->check(CLI::ExistingFile)->excludes("--window")->excludes(headless);
    app.add_option("--out", rehearsal.out, "a new folder for what the rehearsal leaves")->needs(rehearsed);
    app.add_option("--key", rehearsal.key, "PEM of this bench's rehearsal key")->needs(rehearsed)->check(CLI::ExistingFile);
    app.add_option("--certificate", rehearsal.certificate, "PEM: that key's certificate (inkseal-receiver appoint), then its issuers")
        ->needs(rehearsed)->check(CLI::ExistingFile);
    std::string profile;
    app.add_option("--profile", profile, "begin with a fresh chip, a provisioned device, or one with a full_outbox; with --headless, leave it in the folder for --window")
        ->check(CLI::IsMember({"fresh", "provisioned", "full_outbox"}))
        ->excludes("--story")->excludes(rehearsed);
    bool wants_story_help = false;
    app.add_flag("--story-help", wants_story_help, "the steps that a story can have, and the stories that come with the emulator");
    app.add_option("--document", document, "the PDF to be signed; a consent form when left out")->check(CLI::ExistingFile);
    app.add_option("--signer", options.signer, "the name of the person who signs");
    app.add_option("--width", options.size.width, "of the emulated screen, pixels");
    app.add_option("--height", options.size.height, "of the emulated screen, pixels");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 64;
    }
    const bool is_sized = app.count("--width") + app.count("--height") == 2;

    options.programs = std::filesystem::canonical("/proc/self/exe").parent_path().string();
    if (wants_story_help) return explain_stories(stories_of(options));
    if (!rehearsal.payload.empty()) return run_rehearsal(std::move(rehearsal), options.programs);
    if (!story.empty()) {
        options.story = std::filesystem::exists(story) ? std::filesystem::path(story) : stories_of(options) / (story + ".story");
        if (const auto read = emulator::read_story(options.story); !read) {
            std::fprintf(stderr, "inkseal-emulator: this story cannot be played: %s\n  the steps and the stories that there are: --story-help\n",
                         read.failure().detail.c_str());
            return 64;
        }
        options.story = std::filesystem::absolute(options.story);
    }
    if (!document.empty()) options.document = std::filesystem::absolute(document);
    const std::optional<emulator::Profile> beginning = emulator::profile_from(profile);
    if (!window.empty()) {
        if (beginning && std::filesystem::exists(std::filesystem::path(window) / "device")) {
            std::fprintf(stderr, "inkseal-emulator: a device lives in %s already; without --profile it goes on\n", window.c_str());
            return 64;
        }
        options.beginning = beginning.value_or(emulator::Profile::provisioned);
        options.out = std::filesystem::absolute(window);
        if (!is_sized) options.size = {0, 0};
        return finish(emulator::run_dock(options));
    }
    if (out.empty()) {
        std::fprintf(stderr, "inkseal-emulator: choose --headless OUT or --window FOLDER; see --help\n");
        return 64;
    }
    std::error_code error;
    if (is_taken(out)) return 64;
    options.out = std::filesystem::absolute(out);
    std::filesystem::create_directories(options.out, error);
    if (beginning) return finish(emulator::leave_desk(options, *beginning));
    return finish(emulator::play_story(options));
}
