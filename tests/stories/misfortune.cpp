// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/misfortune.h"

#include "tests/stories/commands.h"

#include <cstdio>
#include <sys/mount.h>
#include <unistd.h>

namespace stories {

namespace fs = std::filesystem;
using emulator::Desk;
using emulator::StoryOrder;

fs::path* Misfortune::s_folder = nullptr;
Desk* Misfortune::s_desk = nullptr;
bool Misfortune::s_has_own_disk = false;
int Misfortune::s_orders = 0;

void Misfortune::SetUpTestSuite() {
    setenv("TSS2_LOG", "all+NONE", 1);
    s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-misfortune-" + std::to_string(getpid())));
    fs::create_directories(*s_folder / "device");
    s_has_own_disk = mount("tmpfs", (*s_folder / "device").c_str(), "tmpfs", 0, "size=340m") == 0;
    if (!s_has_own_disk) std::printf("no small disk can be mounted here: the stories of a full disk are skipped\n");
    // A chip has memory of its own, which no full disk touches.
    fs::create_directories(*s_folder / "chip");
    fs::create_directory_symlink(*s_folder / "chip", *s_folder / "device" / "emulated-tpm");
    auto made = Desk::set_up({.folder = *s_folder, .programs = PROGRAM_DIR, .size = {1280, 800}});
    if (made) s_desk = made->release();
    else ADD_FAILURE() << made.failure().detail;
}

void Misfortune::TearDownTestSuite() {
    if (s_desk != nullptr) (void)s_desk->shut_down();
    delete s_desk;
    if (s_has_own_disk && umount2((*s_folder / "device").c_str(), MNT_DETACH) != 0) std::perror("umount");
    if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
    delete s_folder;
}

void Misfortune::SetUp() { ASSERT_NE(s_desk, nullptr); }

void Misfortune::TearDown() {
    if (s_desk == nullptr) return;
    device().chip().thaw();
    if (!HasFailure()) return;
    std::printf("the screen:\n%s\n", screen().c_str());
    ok(desk().cut_power());
    (void)desk().kiosk().wait_for("Touch to begin", patience_ms);
    set_clock(0);
}

StoryOrder Misfortune::write(const fs::path& document, const std::string& name, const std::string& pin) {
    emulator::StoryOptions options{.out = folder(), .story = {}, .document = document, .programs = PROGRAM_DIR, .size = {}};
    options.signer = name;
    options.pin = pin;
    options.appointment_code = std::to_string(200'000 + ++s_orders);
    auto written = emulator::write_story_order(folder() / "orders" / std::to_string(s_orders), options);
    EXPECT_TRUE(written) << written.failure().detail;
    return written ? *written : StoryOrder{};
}

StoryOrder Misfortune::issue() {
    const StoryOrder order = write();
    ok(desk().order(order.envelope, order.files));
    return order;
}

emulator::ScriptedPerson Misfortune::person() {
    return {desk().kiosk(), {}};
}

void Misfortune::come_to_the_code(const StoryOrder& order) {
    emulator::ScriptedPerson visitor = person();
    ok(emulator::come_in(visitor, order));
    ok(emulator::agree_and_read(visitor));
    ok(emulator::answer_questions(visitor));
    ok(emulator::draw_signature(visitor));
}

void Misfortune::come_to_the_hold(const StoryOrder& order) {
    come_to_the_code(order);
    emulator::ScriptedPerson visitor = person();
    ok(emulator::enter_code(visitor, order.pin));
    ok(visitor.see("What you see is what you sign", "confirm"));
}

void Misfortune::press_and_hold(int ms) { ok(desk().kiosk().hold("button", "Hold to sign", ms)); }

void Misfortune::sign(const StoryOrder& order) {
    come_to_the_hold(order);
    press_and_hold(1'800);
    emulator::ScriptedPerson visitor = person();
    ok(visitor.see("Your receipt", "receipt"));
    ok(visitor.press("Finish now"));
    see("Touch to begin");
}

std::string Misfortune::screen() {
    const auto words = desk().kiosk().screen();
    return words ? *words : std::string("(no screen: ") + words.failure().detail + ")";
}

std::string Misfortune::log() {
    return run(quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit show --state " + quoted(desk().state().string())).words;
}

int Misfortune::count(const std::string& text, const std::string& word) {
    int found = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++found;
    return found;
}

void Misfortune::deliver() {
    wait_for_parcel();
    const int before = count(log(), "  epoch-advanced");
    ok(desk().exchange());
    EXPECT_FALSE(has_parcel());
    // The last of what a delivery writes; published with the log a moment after the mail is read.
    ok(Desk::wait_until([&] { return count(log(), "  epoch-advanced") > before; }, "the delivery is not in the published log"));
}

void Misfortune::skip(std::int64_t ms) {
    base::Json request;
    request.set("op", "clock").set("skip_ms", ms);
    EXPECT_TRUE(desk().kiosk().ask(request));
}

void Misfortune::set_clock(std::int64_t offset_ms) {
    base::Json request;
    request.set("op", "clock").set("offset_ms", offset_ms);
    EXPECT_TRUE(desk().kiosk().ask(request));
}

void Misfortune::expect_whole_log() {
    const Said said = run(quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit verify --state " + quoted(desk().state().string()));
    EXPECT_EQ(said.status, 0) << said.words;
}

void Misfortune::expect_every_intent_ended() {
    const std::string entries = log();
    EXPECT_EQ(count(entries, "  signing-intended"), count(entries, "  signed") + count(entries, "  signing-aborted")) << entries;
}

void Misfortune::expect_nobody() {
    const std::string words = screen();
    for (const char* word : {"Zephyrine", "Quillfeather", "Keller", "0175", "Consent to treatment"})
        EXPECT_EQ(words.find(word), std::string::npos) << word << " on\n" << words;
}

}  // namespace stories
