// SPDX-License-Identifier: Apache-2.0
// What becomes of people and signatures when the security chip fails them.
#include "tests/stories/commands.h"
#include "tests/stories/misfortune.h"

#include <thread>

using stories::Misfortune;

TEST_F(Misfortune, AChipThatIsGoneClosesTheDeviceUntilItIsBack) {
    device().chip().cut_power();
    see("Out of service");
    see("TPM-01");
    see("The security chip does not answer.");
    ok(device().chip().power_on());
    see("Touch to begin");
    sign(issue());
    deliver();
    EXPECT_GE(count(log(), "TPM-01"), 1) << "an event for the operator";
}

TEST_F(Misfortune, AnOrderThatComesWhileTheChipIsGoneIsKept) {
    const emulator::StoryOrder order = write();
    const auto lies_in_the_inbox = [] { return emulator::has_file(desk().state() / "inbox", "work-", ".parcel"); };
    // The post waits while somebody is here.
    emulator::ScriptedPerson visitor = person();
    ok(visitor.press("Touch to begin"));
    ok(visitor.see("English", "language"));
    ok(desk().platform().issue_work_order("harbour-otter-41", order.envelope, order.files));
    ok(device().visit(desk().platform()));
    EXPECT_TRUE(lies_in_the_inbox());
    device().chip().cut_power();
    skip(200'000);  // they leave
    see("Out of service");
    EXPECT_TRUE(lies_in_the_inbox()) << "an order cannot be opened, and is lost";
    ok(device().chip().power_on());
    see("Touch to begin");
    ok(emulator::Desk::wait_until([&] { return !lies_in_the_inbox(); }, "the order is not opened"));
    sign(order);
    deliver();
}

TEST_F(Misfortune, AChipLostAfterTheCodeEndsAsNotCompletedAndThePersonSignsAgain) {
    const emulator::StoryOrder order = issue();
    come_to_the_hold(order);
    device().chip().cut_power();
    press_and_hold(1'800);
    see("Your signature was not completed");
    see("TPM-01");
    ok(device().chip().power_on());
    skip(30'000);
    see("Touch to begin");
    expect_nobody();
    expect_every_intent_ended();
    EXPECT_FALSE(has_parcel());
    sign(order);
    deliver();
    expect_every_intent_ended();
}

TEST_F(Misfortune, AChipThatWasResetAfterTheCodeDoesNotSignWithoutIt) {
    const emulator::StoryOrder order = issue();
    come_to_the_hold(order);
    device().chip().cut_power();
    ok(device().chip().power_on());
    press_and_hold(1'800);
    see("Your signature was not completed");
    skip(30'000);
    see("Touch to begin");
    expect_every_intent_ended();
    sign(order);
    deliver();
}

TEST_F(Misfortune, AChipLostWhileSealingLosesNothing) {
    for (const int delay_ms : {1'510, 1'600}) {
        const emulator::StoryOrder order = issue();
        come_to_the_hold(order);
        ok(desk().kiosk().begin_hold("button", "Hold to sign"));
        std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
        device().chip().cut_power();
        ok(emulator::Desk::wait_until(
            [] { return screen().find("was not completed") != std::string::npos || screen().find("Your receipt") != std::string::npos; },
            "neither a receipt nor an apology"));
        const bool was_signed = screen().find("Your receipt") != std::string::npos;
        ok(desk().kiosk().lift());
        ok(device().chip().power_on());
        skip(30'000);
        see("Touch to begin");
        expect_nobody();
        if (!was_signed) sign(order);
        deliver();
        expect_every_intent_ended();
    }
}

TEST_F(Misfortune, ABusyChipIsWaitedFor) {
    const emulator::StoryOrder order = issue();
    come_to_the_hold(order);
    ok(desk().kiosk().begin_hold("button", "Hold to sign"));
    std::this_thread::sleep_for(std::chrono::milliseconds(1'450));
    device().chip().freeze();
    std::this_thread::sleep_for(std::chrono::seconds(4));
    device().chip().thaw();
    see("Your receipt");
    ok(desk().kiosk().lift());
    ok(desk().kiosk().press("button", "Finish now"));
    see("Touch to begin");
    deliver();
}

// Who sits on the wire could hold back each refusal, and guess for ever.
TEST_F(Misfortune, ACodeWhoseAnswerWasLostCountsAsTried) {
    const emulator::StoryOrder order = issue();
    come_to_the_code(order);
    emulator::ScriptedPerson visitor = person();
    ok(visitor.key_in(order.pin));
    device().chip().freeze();
    ok(visitor.press("Continue"));
    see("Your signature was not completed");
    device().chip().thaw();
    skip(30'000);
    see("Touch to begin", 60'000);
    come_to_the_code(order);
    ok(visitor.key_in("000000"));
    ok(visitor.press("Continue"));
    see("1 try left");
    ok(emulator::enter_code(visitor, order.pin));
    press_and_hold(1'800);
    ok(visitor.see("Your receipt", "receipt"));
    ok(visitor.press("Finish now"));
    see("Touch to begin");
    deliver();
}

TEST_F(Misfortune, AChipThatNeverAnswersDoesNotHoldThePersonForEver) {
    device().chip().freeze();
    see("Out of service", 60'000);
    see("TPM-01");
    device().chip().thaw();
    see("Touch to begin", 60'000);
}

// Others may drive the chip into its lockout; nothing of ours is subject to it.
TEST_F(Misfortune, AChipThatLockedItselfStillSigns) {
    const emulator::StoryOrder order = issue();
    ok(device().stop_kiosk());
    const std::string tpm2 = "TPM2TOOLS_TCTI=" + stories::quoted(device().tcti()) + " tpm2_";
    const std::string folder = stories::quoted(this->folder().string());
    const stories::Said made = stories::run(
        "cd " + folder + " && flush() { " + tpm2 + "flushcontext -t; }; " + tpm2 + "createprimary -Q -C n -c p.ctx && flush && " + tpm2 +
        "create -Q -C p.ctx -p right -c k.ctx -u k.pub -r k.priv && flush && for i in $(seq 35); do " + tpm2 +
        "sign -Q -c k.ctx -p wrong -o s /etc/hostname 2>/dev/null; flush; done; " + tpm2 + "getcap properties-variable");
    EXPECT_TRUE(made.holds("inLockout:                 1")) << made.words;
    ok(device().start_kiosk({1280, 800}, nullptr));
    ok(desk().plug_in(true));
    see("Touch to begin");
    sign(order);
    deliver();
}
