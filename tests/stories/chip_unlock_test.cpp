// SPDX-License-Identifier: Apache-2.0
// A chip that somebody guessed at until it locked itself, and the way out with what lies in escrow.
#include "emulator/chip_intruder.h"
#include "tests/stories/device_end_bench.h"

namespace stories {

class ChipUnlock : public DeviceEnd {
protected:
    std::string unlocking(const std::string& who, const std::string& from) const { return inkseal("device unlock-chip") + on_the_chip() + from + token("", who); }
    bool is_locked() const { return ask_chip("tpm2_getcap properties-variable").find("inLockout:                 1") != std::string::npos; }
    std::string log() const { return run(program("inkseal") + " audit show --state " + quoted(state().string())).words; }
    // The escrow file with one digit changed behind `name`.
    std::string changed(const std::string& name_of_line) const {
        std::string text = content(*s_folder / "platform" / "escrow" / (name + ".lockout"));
        char& digit = text[text.find(name_of_line) + name_of_line.size() + 5];
        digit = digit == '0' ? '1' : '0';
        std::ofstream(here() / "changed.lockout") << text;
        return " --escrow " + left("changed.lockout");
    }
};

TEST_F(ChipUnlock, EndsALockoutWithTheEscrowInTheOfficersHandAndIsLogged) {
    ASSERT_TRUE(emulator::guess_until_locked_out(chip->tcti()));
    ASSERT_TRUE(is_locked());
    EXPECT_TRUE(lives()) << "nothing of ours stands behind that lock";
    const Said auditor = run(unlocking("ruth", escrow()));
    EXPECT_EQ(auditor.status, 77) << auditor.words;
    const Said other = run(unlocking("zoe", changed("chip ")));
    EXPECT_EQ(other.status, 69) << other.words;
    EXPECT_TRUE(other.holds("TPM-05")) << other.words;
    EXPECT_TRUE(is_locked());
    EXPECT_EQ(log().find("chip-unlocked"), std::string::npos);

    const Said done = run(unlocking("zoe", escrow()));
    EXPECT_EQ(done.status, 0) << done.words;
    EXPECT_FALSE(is_locked());
    const std::string entries = log();
    EXPECT_NE(entries.find("chip-unlocked"), std::string::npos) << entries;
    EXPECT_EQ(run(unlocking("zoe", escrow())).status, 0) << "again changes nothing";
    EXPECT_TRUE(lives());
}

TEST_F(ChipUnlock, AWrongAuthorisationCostsADayOfThatAndTheDeviceNothing) {
    const Said wrong = run(unlocking("zoe", changed("lockout ")));
    EXPECT_NE(wrong.status, 0);
    EXPECT_TRUE(wrong.holds("this is not the chip's lockout authorisation")) << wrong.words;
    const Said right = run(unlocking("zoe", escrow()));
    EXPECT_NE(right.status, 0);
    EXPECT_TRUE(right.holds("wait until the chip had power for a day")) << right.words;
    EXPECT_TRUE(lives());
    EXPECT_NE(log().find("unlock-chip"), std::string::npos) << "who was refused stands in the log";
    EXPECT_EQ(log().find("chip-unlocked"), std::string::npos);
}

}  // namespace stories
