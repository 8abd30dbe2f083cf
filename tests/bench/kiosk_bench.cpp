// SPDX-License-Identifier: Apache-2.0
// End to end, on the emulated device with its TPM (swtpm), sandboxes and platform: from
// exec to the first frame, from the held confirmation to the receipt, memory, and the
// frames and processor time of a kiosk that nobody touches.
#include "appliance/host/child_process.h"
#include "appliance/host/program_folder.h"
#include "emulator/desk.h"
#include "emulator/handwriting.h"
#include "emulator/scripted_ceremony.h"
#include "tests/bench/benchmark_run.h"
#include "tests/bench/process_watch.h"
#include "tests/bench/rehearsal.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;
using base::Status;
using bench::Figures;
using bench::Target;

constexpr int ceremonies = 3, rehearsals = 7, starts = 9;
constexpr auto idle_time = std::chrono::seconds(10);
const std::string kiosk_program = "inkseal-kiosk-emulated";

struct Seen {
    Figures first_frame_ms, ready_ms, sealed_ms, idle_frames, idle_cpu_ms, rss_mb, own_mb, family_mb, start_mb;
    std::map<std::string, Figures> parts;
};

Result<Json> state_of(emulator::RemoteKiosk& kiosk) {
    Json request;
    request.set("op", "state");
    return kiosk.ask(request);
}

Status issue(emulator::Desk& desk, const fs::path& folder, emulator::StoryOptions options, int number, emulator::StoryOrder& order) {
    options.appointment_code = std::to_string(600'000 + number);
    order = TRY(emulator::write_story_order(folder / options.appointment_code, options));
    return desk.order(order.envelope, order.files);
}

// The time from the ceremony's own "sealing" to its receipt, seen from outside.
Status hold_and_watch(emulator::RemoteKiosk& kiosk, Seen& seen) {
    TRY(kiosk.begin_hold("button", "Hold to sign"));
    const auto is_at = [&](std::string_view name) -> Result<bool> {
        const Json answer = TRY(state_of(kiosk));
        return TRY(answer.text("state")).starts_with(name);
    };
    while (TRY(is_at("confirming"))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const long long began = bench::now_ns();
    while (TRY(is_at("sealing"))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (!TRY(is_at("showing-receipt"))) return base::Failure{base::Fault::program_failed, "no receipt"};
    TRY(kiosk.wait_for("Your receipt", 1'000));
    seen.sealed_ms.push_back(bench::milliseconds_since(began));
    Json up;
    up.set("op", "up");
    TRY(kiosk.ask(up));
    return {};
}

Status play(emulator::Desk& desk, const fs::path& folder, const emulator::StoryOrder& order, Seen& seen) {
    const auto pid = bench::find_descendant(kiosk_program);
    if (!pid) return base::Failure{base::Fault::program_failed, "the kiosk is not found"};
    const bench::MemoryWatch watch(*pid);
    emulator::ScriptedPerson person(desk.kiosk(), folder / "screens");
    TRY(emulator::come_in(person, order));
    TRY(emulator::agree_and_read(person));
    TRY(emulator::answer_questions(person));
    TRY(emulator::draw_signature(person));
    TRY(emulator::enter_code(person, order.pin));
    TRY(person.see("What you see is what you sign", "confirm"));
    TRY(hold_and_watch(desk.kiosk(), seen));
    TRY(person.see("Your receipt", "receipt"));
    TRY(person.press("Finish now"));
    TRY(person.see("Touch to begin", "wiped"));
    seen.own_mb.push_back(watch.own_pss_mb());
    seen.family_mb.push_back(watch.family_pss_mb());
    seen.rss_mb.push_back(bench::peak_rss_mb(*pid));
    return {};
}

// Nobody there: no question is asked in between, as an answer is a turn of the loop.
Status stay_idle(emulator::RemoteKiosk& kiosk, Seen& seen) {
    const pid_t pid = *bench::find_descendant(kiosk_program);
    TRY(kiosk.settle(3'000));
    const auto frames = TRY(state_of(kiosk)).number("frames");
    const double cpu = bench::cpu_ms(pid);
    std::this_thread::sleep_for(idle_time);
    seen.idle_cpu_ms.push_back((bench::cpu_ms(pid) - cpu) / static_cast<double>(idle_time.count()));
    const auto after = TRY(state_of(kiosk)).number("frames");
    seen.idle_frames.push_back(static_cast<double>(*after - *frames));
    return {};
}

// A kiosk of our own on the device's state. It answers once it can be used, and then says
// when its first picture was shown.
Status start_and_stop(emulator::DeviceBench& device, const std::string& programs, Seen& seen) {
    const std::string control = (device.state() / "control").string();
    const host::Program program{.path = programs + "/" + kiosk_program,
                                .arguments = {"--state", device.state().string(), "--tcti", device.tcti(), "--control", control},
                                .descriptors = {}, .profile = {}};
    const long long began = bench::now_ns();
    host::ChildProcess process = TRY(host::ChildProcess::start(program));
    std::unique_ptr<emulator::RemoteKiosk> kiosk = TRY(emulator::RemoteKiosk::connect(control, 20'000));
    while (*TRY(state_of(*kiosk)).number("frames") == 0) std::this_thread::yield();
    seen.ready_ms.push_back(bench::milliseconds_since(began));
    seen.first_frame_ms.push_back(static_cast<double>(*TRY(state_of(*kiosk)).number("first_frame_ns") - began) / 1e6);
    TRY(kiosk->settle(3'000));
    seen.start_mb.push_back(bench::memory_of(*bench::find_descendant(kiosk_program)).pss_mb);
    Json stop;
    stop.set("op", "stop");
    TRY(kiosk->ask(stop));
    if (!TRY(process.wait(20'000)).is_success()) return base::Failure{base::Fault::program_failed, "the kiosk ended badly"};
    std::error_code error;
    fs::remove(control, error);
    return {};
}

Status run(const fs::path& folder, const std::string& programs, Seen& seen) {
    const emulator::StoryOptions options{.out = folder, .story = {}, .document = {}, .programs = programs, .size = {}};
    emulator::DeskPlan plan{.folder = folder, .programs = programs, .size = {}};
    std::printf("setting up a device with its TPM, and a platform\n");
    const auto desk = TRY(emulator::Desk::set_up(plan));
    std::vector<emulator::StoryOrder> orders(ceremonies + rehearsals);
    for (int i = 0; i < ceremonies + rehearsals; ++i) TRY(issue(*desk, folder / "orders", options, i, orders[static_cast<std::size_t>(i)]));
    std::printf("idle for %lld s\n", static_cast<long long>(idle_time.count()));
    TRY(stay_idle(desk->kiosk(), seen));
    for (std::size_t i = 0; i < ceremonies; ++i) {
        std::printf("ceremony %zu, at the screen\n", i + 1);
        std::fflush(stdout);
        TRY(play(*desk, folder, orders[i], seen));
    }
    TRY(stay_idle(desk->kiosk(), seen));
    TRY(desk->device().stop_kiosk());
    for (std::size_t i = ceremonies; i < orders.size(); ++i) {
        const auto parts = TRY(bench::rehearse({.state = desk->state().string(), .tcti = desk->device().tcti(), .programs = programs,
                                                .appointment_code = orders[i].appointment_code, .pin = orders[i].pin}));
        for (const auto& [name, ms] : parts) seen.parts[name].push_back(ms);
    }
    for (int i = 0; i < starts; ++i) TRY(start_and_stop(desk->device(), programs, seen));
    desk->platform().stop();
    return {};
}

}  // namespace

int main() {
    setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);
    bench::print_surroundings();
    const fs::path folder = fs::current_path() / ("kiosk-bench-" + std::to_string(getpid()));
    const auto programs = host::ProgramFolder::beside_this_program();
    const auto kiosk = programs ? programs->find(kiosk_program) : Result<std::string>(programs.failure());
    if (!kiosk) return 1;
    Seen seen;
    const auto ran = run(folder, fs::path(*kiosk).parent_path().string(), seen);
    if (!ran) {
        std::fprintf(stderr, "kiosk_bench: %s %s\n", base::row_of(ran.fault()).name.data(), ran.failure().detail.c_str());
        return 1;
    }
    bench::Comparison table;
    const Target small{Target::Kind::at_most, 120};
    table.add({"exec to first frame", "ms", seen.first_frame_ms, "", {}, Target{Target::Kind::at_most, 300}});
    table.add({"exec to the attract screen, usable", "ms", seen.ready_ms, "", {}, {}});
    table.add({"- of it, opening the device (TPM, vault, log)", "ms", seen.parts["opening"], "the whole start", seen.ready_ms, {}});
    table.add({"- of it, checking log and counter, anchoring", "ms", seen.parts["starting"], "the whole start", seen.ready_ms, {}});
    table.add({"held confirmation to receipt, at the screen", "ms", seen.sealed_ms, "", {}, {}});
    table.add({"the same without a screen", "ms", seen.parts["whole"], "", {}, {}});
    for (const char* part : {"TPM sign", "TPM attest", "reading back", "second opinion", "the rest"})
        table.add({std::string("- ") + part, "ms", seen.parts[part], "of the whole", seen.parts["whole"], {}});
    table.add({"kiosk's memory in a ceremony, most (PSS)", "MB", seen.own_mb, "", {}, small});
    table.add({"kiosk's memory ever, most (RSS)", "MB", seen.rss_mb, "", {}, small});
    table.add({"kiosk and its sandboxes, most (PSS)", "MB", seen.family_mb, "", {}, {}});
    table.add({"kiosk's memory after start (PSS)", "MB", seen.start_mb, "", {}, {}});
    table.add({"frames in 10 s that nobody touches it", "frames", seen.idle_frames, "", {}, Target{Target::Kind::at_most, 0}});
    table.add({"processor time of an idle second", "ms", seen.idle_cpu_ms, "", {}, {}});
    table.print("The kiosk, with swtpm");
    std::error_code error;
    fs::remove_all(folder, error);
    return 0;
}
