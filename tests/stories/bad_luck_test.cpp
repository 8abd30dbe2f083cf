// SPDX-License-Identifier: Apache-2.0
// What the kiosk does when things go wrong, on one provisioned device: every case gets
// its own work order and leaves the device fit for the next.
#include "emulator/bench_files.h"
#include "emulator/desk.h"
#include "emulator/scripted_ceremony.h"
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using base::Status;
using emulator::Desk;
using emulator::ScriptedPerson;
using emulator::StoryOrder;

class BadLuck : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-luck-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        auto desk = Desk::set_up({.folder = *s_folder, .programs = PROGRAM_DIR, .size = {1280, 800}});
        if (desk) s_desk = desk->release();
        else ADD_FAILURE() << desk.failure().detail;
    }
    static void TearDownTestSuite() {
        if (s_desk != nullptr) {
            EXPECT_TRUE(s_desk->shut_down());
        }
        delete s_desk;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
    }
    void SetUp() override { ASSERT_NE(s_desk, nullptr); }

    // A fresh order, and somebody to sign it. The appointment codes differ.
    StoryOrder order() {
        emulator::StoryOptions options{.out = *s_folder, .document = {}, .programs = PROGRAM_DIR, .size = {}};
        options.appointment_code = std::to_string(100'000 + ++s_orders);
        auto written = emulator::write_story_order(*s_folder / "orders" / std::to_string(s_orders), options);
        EXPECT_TRUE(written);
        ok(s_desk->order(written->envelope, written->files));
        return *written;
    }
    ScriptedPerson person() { return {s_desk->kiosk(), *s_folder / "screens" / testing::UnitTest::GetInstance()->current_test_info()->name()}; }

    static void ok(const Status& status) { EXPECT_TRUE(status) << status.failure().detail; }
    static std::string log() {
        return stories::run(stories::quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit show --state " + stories::quoted(s_desk->state().string())).words;
    }
    static bool has_parcel() { return emulator::has_file(s_desk->state() / "outbox", "", ".manifest"); }
    static void deliver() {
        ok(Desk::wait_until(has_parcel, "no parcel in the outbox"));
        ok(s_desk->exchange());
        EXPECT_FALSE(has_parcel());
    }
    static void skip(std::int64_t ms) {
        base::Json request;
        request.set("op", "clock").set("skip_ms", ms);
        EXPECT_TRUE(s_desk->kiosk().ask(request));
    }

    static fs::path* s_folder;
    static Desk* s_desk;
    static int s_orders;
};
fs::path* BadLuck::s_folder = nullptr;
Desk* BadLuck::s_desk = nullptr;
int BadLuck::s_orders = 0;

}  // namespace

TEST_F(BadLuck, AWrongCodeIsToldAndTheRightOneStillSigns) {
    const StoryOrder order = this->order();
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    ok(emulator::answer_questions(person));
    ok(emulator::draw_signature(person));
    ok(emulator::enter_code(person, "000000"));
    ok(person.see("The code is not right", "wrong-code"));
    ok(emulator::enter_code(person, order.pin));
    ok(emulator::hold_and_finish(person));
    deliver();
}

TEST_F(BadLuck, ThreeWrongCodesLockTheEnvelopeAndNotTheDevice) {
    const StoryOrder order = this->order();
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    ok(emulator::answer_questions(person));
    ok(emulator::draw_signature(person));
    for (const char* code : {"000000", "111111"}) {
        ok(emulator::enter_code(person, code));
        ok(person.see("The code is not right", "wrong-code"));
    }
    ok(emulator::enter_code(person, "222222"));
    ok(person.see("The code was wrong too often", "locked"));
    skip(30'000);
    ok(person.see("Touch to begin", "attract-again"));
    EXPECT_NE(log().find("pin-refused"), std::string::npos);
    EXPECT_FALSE(has_parcel());
}

TEST_F(BadLuck, AnUnknownAppointmentIsToldPlainly) {
    ScriptedPerson person = this->person();
    ok(person.press("Touch to begin"));
    ok(person.see("English", "language"));
    ok(person.choose("English"));
    ok(person.see("Enter your appointment code", "identify"));
    ok(person.key_in("999999"));
    ok(person.press("Continue"));
    ok(person.see("We could not find this appointment", "unknown"));
    skip(200'000);
    ok(person.see("Touch to begin", "wiped"));
}

TEST_F(BadLuck, APersonWhoWalksAwayIsForgotten) {
    const StoryOrder order = this->order();
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    skip(130'000);
    ok(person.see("Are you still there?", "are-you-there"));
    skip(60'000);
    ok(person.see("Touch to begin", "wiped"));
    const auto screen = s_desk->kiosk().screen();
    ASSERT_TRUE(screen);
    EXPECT_EQ(screen->find("Mara"), std::string::npos);
    EXPECT_EQ(screen->find("Consent to treatment"), std::string::npos);
}

TEST_F(BadLuck, AskingForPaperEndsInAPromiseAndASignatureOfNobody) {
    const StoryOrder order = this->order();
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(person.press("Paper copy"));
    ok(person.see("paper", "paper"));
    skip(30'000);
    ok(person.see("Touch to begin", "wiped"));
    EXPECT_FALSE(has_parcel());
}

TEST_F(BadLuck, APowerCutBeforeTheCodeLosesNothingAndShowsNobody) {
    const StoryOrder order = this->order();
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    ok(emulator::answer_questions(person));
    ok(s_desk->cut_power());
    ScriptedPerson next = this->person();
    ok(next.see("Touch to begin", "after-the-cut"));
    const auto screen = s_desk->kiosk().screen();
    ASSERT_TRUE(screen);
    EXPECT_EQ(screen->find("Mara"), std::string::npos);
    // The order is still there, and can be signed.
    ok(emulator::come_in(next, order));
    ok(emulator::agree_and_read(next));
    ok(emulator::answer_questions(next));
    ok(emulator::draw_signature(next));
    ok(emulator::enter_code(next, order.pin));
    ok(emulator::hold_and_finish(next));
    deliver();
    EXPECT_NE(log().find("boot-unclean"), std::string::npos);
}

TEST_F(BadLuck, APowerCutWhileSealingEndsAsSignedOrAsAborted) {
    for (const int delay_ms : {1'520, 1'600, 1'750}) {
        const StoryOrder order = this->order();
        ScriptedPerson person = this->person();
        ok(emulator::come_in(person, order));
        ok(emulator::agree_and_read(person));
        ok(emulator::answer_questions(person));
        ok(emulator::draw_signature(person));
        ok(emulator::enter_code(person, order.pin));
        ok(person.see("What you see is what you sign", "confirm"));
        ok(s_desk->kiosk().begin_hold("button", "Hold to sign"));
        usleep(static_cast<unsigned>(delay_ms) * 1'000);
        ok(s_desk->cut_power());
        ScriptedPerson next = this->person();
        ok(next.see("Touch to begin", "after-the-cut"));
        // Give the kiosk a moment to wrap what it finds, then send everything.
        ok(s_desk->exchange());
        ok(s_desk->exchange());
    }
    const std::string entries = log();
    const auto count = [&](const std::string& word) {
        std::size_t found = 0;
        for (std::size_t at = 0; (at = entries.find(word, at)) != std::string::npos; ++at) ++found;
        return found;
    };
    EXPECT_EQ(count("  signing-intended"), count("  signed") + count("  signing-aborted")) << entries;
}

TEST_F(BadLuck, WithoutTheNetworkEverythingWaitsAndThenGoes) {
    ok(s_desk->plug_in(true));
    const StoryOrder order = this->order();
    ok(s_desk->plug_in(false));
    ScriptedPerson person = this->person();
    ok(emulator::come_in(person, order));
    ok(emulator::agree_and_read(person));
    ok(emulator::answer_questions(person));
    ok(emulator::draw_signature(person));
    ok(emulator::enter_code(person, order.pin));
    ok(emulator::hold_and_finish(person));
    ok(Desk::wait_until(has_parcel, "no parcel in the outbox"));
    (void)s_desk->device().visit(s_desk->platform());
    EXPECT_TRUE(has_parcel()) << "deleted without a receipt";
    ok(s_desk->plug_in(true));
    // The courier remembers that it failed and waits; a new state of the line does not
    // need its patience here.
    fs::remove(s_desk->state() / "courier" / "memory.json");
    deliver();
}

TEST_F(BadLuck, TheLogIsWholeAfterAllOfThis) {
    const std::string state = stories::quoted(s_desk->state().string());
    const auto verified = stories::run(stories::quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit verify --state " + state);
    EXPECT_EQ(verified.status, 0) << verified.words;
}
