// SPDX-License-Identifier: Apache-2.0
#include "emulator/story.h"

#include "emulator/bench_files.h"
#include "emulator/scripted_person.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <thread>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Status;

constexpr int mail_limit_ms = 20'000;

bool has_file(const fs::path& folder, std::string_view beginning, std::string_view ending) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(beginning) && name.ends_with(ending)) return true;
    }
    return false;
}

// The kiosk looks into its mailbox when nobody is there.
Status wait_until(const std::function<bool()>& is_done, const char* what) {
    for (int waited = 0; waited < mail_limit_ms; waited += 50) {
        if (is_done()) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return Failure{Fault::program_time_limit, what};
}

Status set_network(DeviceBench& device, PlatformBench& platform, bool is_plugged) {
    if (is_plugged) platform.network().plug_in();
    else platform.network().unplug();
    base::Json request;
    request.set("op", "online").set("is", is_plugged);
    TRY(device.kiosk().ask(request));
    return {};
}

Status play_ceremony(ScriptedPerson& person, const StoryOrder& order, Narrator& narrator) {
    TRY(person.see("Touch to begin", "attract"));
    TRY(person.press("Touch to begin"));
    TRY(person.see("English", "language"));
    TRY(person.choose("English"));
    narrator.say("a person touches the screen and chooses a language");
    TRY(person.see("Enter your appointment code", "identify"));
    TRY(person.key_in(order.appointment_code));
    TRY(person.press("Continue"));
    TRY(person.see("Is this you?", "this-is-me"));
    TRY(person.press("Yes, this is me"));
    narrator.say("is recognised by the appointment code");
    TRY(person.see("electronic", "consent"));
    TRY(person.press("Continue electronically"));
    narrator.say("agrees to electronic records");
    TRY(person.see("Please read before you sign", "review"));
    TRY(person.read_everything());
    TRY(person.see("Continue to sign", "review-read"));
    TRY(person.press("Continue to sign"));
    narrator.say("reads every page to its end");
    TRY(person.see("Done", "fill"));
    TRY(person.type("Tom Keller 555 0175"));
    TRY(person.see("Tom Keller", "fill-typed"));
    TRY(person.press("Done"));
    narrator.say("answers on the on-screen keyboard");
    TRY(person.see("Sign here", "sign"));
    TRY(person.sign());
    TRY(person.see("= \"signed\"", "sign-drawn"));
    TRY(person.press("Use this signature"));
    narrator.say("draws a signature");
    TRY(person.see("Enter your signing code", "authenticate"));
    TRY(person.key_in(order.pin));
    TRY(person.press("Continue"));
    TRY(person.see("What you see is what you sign", "confirm"));
    narrator.say("enters the code that opens the signing key in the TPM");
    TRY(person.hold("Hold to sign"));
    TRY(person.see("receipt", "receipt"));
    narrator.say("holds to confirm: sealed, verified twice, stored");
    TRY(person.press("Finish now"));
    TRY(person.see("Touch to begin", "wiped"));
    narrator.say("the screen has forgotten the person");
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
    const std::string name = "harbour-otter-41";
    const fs::path device_folder = options.out / "device", platform_folder = options.out / "platform";
    const fs::path tpm_folder = device_folder / "emulated-tpm";

    const auto device = TRY(DeviceBench::create(device_folder, tpm_folder, options.programs));
    narrator.say("a TPM leaves the factory with its certificate");
    const auto platform = TRY(PlatformBench::create(platform_folder, options.programs, DeviceBench::makers(tpm_folder)));
    TRY(platform->start());
    platform->network().plug_in();
    narrator.say("the platform runs at " + platform->url());
    TRY(device->provision(*platform, name, "Northgate Day Surgery"));
    narrator.say("the device is provisioned: keys born in the TPM, certificates from the platform");

    TRY(device->start_kiosk(options.size, /*has_window=*/false));
    TRY(set_network(*device, *platform, true));
    const StoryOrder order = TRY(write_story_order(platform_folder / "orders", options));
    TRY(platform->issue_work_order(name, order.envelope, order.files));
    TRY(device->visit(*platform));
    TRY(wait_until([&] { return !has_file(device_folder / "inbox", "work-", ".parcel"); }, "the kiosk does not take the work order"));
    narrator.say("a work order came, encrypted to the device, and was examined");
    TRY(set_network(*device, *platform, false));
    narrator.say("the network goes off");

    ScriptedPerson person(device->kiosk(), options.out / "screens");
    TRY(play_ceremony(person, order, narrator));
    TRY(wait_until([&] { return has_file(device_folder / "outbox", "", ".manifest"); }, "no parcel in the outbox"));

    TRY(set_network(*device, *platform, true));
    narrator.say("the network comes back");
    TRY(device->visit(*platform));
    narrator.say("the courier sent log and parcel; the platform stored, cosigned, time-stamped, receipted");
    TRY(wait_until([&] { return !has_file(device_folder / "inbox", "0", ".receipt"); }, "the kiosk does not take the receipt"));
    TRY(person.see("Touch to begin", "delivered"));
    TRY(device->visit(*platform));
    narrator.say("the device verified receipt and time-stamp, and dropped its key to the record");
    TRY(platform->run_archive(platform_folder / "results"));
    TRY(collect(options, platform_folder / "results", device_folder));
    narrator.say("the archive opened the parcel and raised the file to B-T");
    TRY(device->stop_kiosk());
    platform->stop();
    narrator.say("everything is shut down in order; the results are in " + options.out.string());
    return {};
}

}  // namespace emulator
