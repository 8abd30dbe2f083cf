// SPDX-License-Identifier: Apache-2.0
#include "emulator/story.h"

#include "emulator/bench_files.h"
#include "emulator/desk.h"
#include "emulator/scripted_ceremony.h"

#include <cstdio>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

Status play_ceremony(ScriptedPerson& person, const StoryOrder& order, Narrator& narrator) {
    TRY(come_in(person, order));
    narrator.say("a person touches the screen, chooses a language, and is recognised by the appointment code");
    TRY(agree_and_read(person));
    narrator.say("agrees to electronic records, and reads every page to its end");
    TRY(answer_questions(person));
    narrator.say("answers on the on-screen keyboard");
    TRY(draw_signature(person));
    narrator.say("draws a signature");
    TRY(enter_code(person, order.pin));
    narrator.say("enters the code that opens the signing key in the TPM");
    TRY(hold_and_finish(person));
    narrator.say("holds to confirm: sealed, verified twice, stored; the screen has forgotten the person");
    return {};
}

// One artifact, so the archive's folder DEVICE/SEQUENCE/ is laid out flat.
Status collect(const StoryOptions& options, const fs::path& results, const fs::path& device) {
    std::error_code error;
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

base::Status play_story(const StoryOptions& options) {
    Narrator narrator;
    const fs::path platform_folder = options.out / "platform";
    DeskPlan plan{.folder = options.out, .programs = options.programs, .size = options.size};
    plan.tell = [&narrator](const std::string& step) { narrator.say(step); };
    const auto desk = TRY(Desk::set_up(plan));

    const StoryOrder order = TRY(write_story_order(platform_folder / "orders", options));
    TRY(desk->order(order.envelope, order.files));
    narrator.say("a work order came, encrypted to the device, and was examined");
    TRY(desk->plug_in(false));
    narrator.say("the network goes off");

    ScriptedPerson person(desk->kiosk(), options.out / "screens");
    TRY(play_ceremony(person, order, narrator));
    TRY(Desk::wait_until([&] { return has_file(desk->state() / "outbox", "", ".manifest"); }, "no parcel in the outbox"));

    TRY(desk->plug_in(true));
    narrator.say("the network comes back");
    TRY(desk->exchange());
    narrator.say("the courier sent log and parcel; the platform stored, cosigned, time-stamped, receipted");
    TRY(person.see("Touch to begin", "delivered"));
    TRY(desk->exchange());
    narrator.say("the device verified receipt and time-stamp, and dropped its key to the record");
    TRY(desk->platform().run_archive(platform_folder / "results"));
    TRY(collect(options, platform_folder / "results", desk->state()));
    narrator.say("the archive opened the parcel and raised the file to B-T");
    TRY(desk->shut_down());
    narrator.say("everything is shut down in order; the results are in " + options.out.string());
    return {};
}

}  // namespace emulator
