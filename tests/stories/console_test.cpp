// SPDX-License-Identifier: Apache-2.0
// What somebody at a device's console may do when it has a roster.
#include "tests/stories/device_end_bench.h"

namespace stories {

TEST_F(DeviceEnd, IsFarFromAConsoleThatDoesNothingForSomebodyWithoutTheRightToken) {
    std::ofstream(here() / "code") << "135790\n";
    const std::string sets = inkseal("seal-code") + on_the_chip() + " --pin-file " + left("code");
    const std::string reopens = inkseal("device reopen") + on_the_chip();
    const auto log = [&] { return run(inkseal("audit show")).words; };
    // Four tokens are plugged in, and none was named; a name alone is none.
    EXPECT_EQ(run(sets).status, 64);
    EXPECT_EQ(run(reopens).status, 64);
    EXPECT_EQ(run(sets + " --as mia").status, 77);
    EXPECT_EQ(run(reopens + " --as mia").status, 77);
    // An officer prepares keys, a custodian lets them go: neither has the house's seal, or its door.
    const Said officer = run(sets + token("", "zoe", "token-pin-file"));
    EXPECT_EQ(officer.status, 77);
    EXPECT_TRUE(officer.holds("is for the role site-manager")) << officer.words;
    EXPECT_EQ(run(reopens + token("", "ida")).status, 77);
    const std::string refused = log();
    EXPECT_EQ(refused.find("seal-code-set"), std::string::npos) << refused;
    EXPECT_EQ(refused.find("identification-reopened"), std::string::npos) << refused;
    EXPECT_NE(refused.find("staff-refused"), std::string::npos) << refused;

    EXPECT_EQ(run(sets + token("", "mia", "token-pin-file")).status, 0);
    EXPECT_EQ(run(reopens + token("", "mia")).status, 0);
    const std::string done = log();
    EXPECT_NE(done.find("seal-code-set"), std::string::npos) << done;
    EXPECT_NE(done.find("identification-reopened"), std::string::npos) << done;
    EXPECT_NE(done.find("mia"), std::string::npos) << done;
}

}  // namespace stories
