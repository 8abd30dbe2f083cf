// SPDX-License-Identifier: Apache-2.0
#include "emulator/beginning.h"

#include "emulator/bench_files.h"
#include "emulator/scripted_ceremony.h"

#include <vector>

namespace emulator {
namespace {

namespace fs = std::filesystem;
using base::Status;

Status sign(Desk& desk, const StoryOrder& order) {
    ScriptedPerson person(desk.kiosk(), {});
    TRY(come_in(person, order));
    TRY(agree_and_read(person));
    TRY(answer_questions(person));
    TRY(draw_signature(person));
    TRY(enter_code(person, order.pin));
    return hold_and_finish(person);
}

// All orders come while there is a network; then it goes, and people sign.
Status fill_outbox(Desk& desk, const DeskPlan& plan, const StoryOptions& options) {
    std::vector<StoryOrder> orders;
    for (int i = 0; i < full_outbox_size; ++i) {
        StoryOptions one = options;
        one.appointment_code = std::to_string(std::stol(options.appointment_code) + 1'000 + i);
        const fs::path folder = options.out / "platform" / "orders" / one.appointment_code;
        StoryOrder order = TRY(write_story_order(folder, one));
        TRY(desk.order(order.envelope, order.files));
        orders.push_back(std::move(order));
    }
    TRY(desk.plug_in(false));
    plan.tell(std::to_string(orders.size()) + " work orders are on the device; the network cable is pulled out");
    for (const StoryOrder& order : orders) {
        TRY(sign(desk, order));
        plan.tell("signed, verified twice and stored; it waits on the device");
    }
    const fs::path outbox = desk.state() / "outbox";
    return Desk::wait_until([&] { return count_files(outbox, ".manifest") == static_cast<std::uint32_t>(full_outbox_size); },
                            "what was signed is not in the outbox");
}

}  // namespace

base::Result<std::unique_ptr<Desk>> begin_desk(const DeskPlan& plan, Profile profile, const StoryOptions& options) {
    DeskPlan asked = plan;
    asked.is_fresh = profile == Profile::fresh;
    std::unique_ptr<Desk> desk = TRY(Desk::set_up(asked));
    if (profile == Profile::full_outbox) TRY(fill_outbox(*desk, plan, options));
    return desk;
}

Status leave_desk(const StoryOptions& options, Profile profile) {
    Narrator narrator;
    DeskPlan plan{.folder = options.out, .programs = options.programs, .size = options.size};
    plan.tell = [&narrator](const std::string& step) { narrator.say(step); };
    const auto desk = TRY(begin_desk(plan, profile, options));
    TRY(desk->shut_down());
    narrator.say("everything is shut down in order; go on with --window " + options.out.string());
    return {};
}

}  // namespace emulator
