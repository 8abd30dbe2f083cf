// SPDX-License-Identifier: Apache-2.0
// The files that say whom a device believes are those it was enrolled with.
#include "tests/stories/device_end_bench.h"

namespace stories {

// Somebody with the disk in hand puts in whom the device is to believe.
TEST_F(DeviceEnd, IsNotBroughtAboutByFilesOfAnotherPlatform) {
    ASSERT_TRUE(lives());
    const Said made = run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=Other Root TEST' -days 30 -keyout " + left("other.key") +
                          " -out " + left("other.pem"));
    ASSERT_EQ(made.status, 0) << made.words;
    const std::string listing = inkseal("keys list") + on_the_chip() + token("", "zoe");
    const auto expect_refusal = [&](const std::string& file, const std::string& put_in, const std::string& words) {
        const fs::path path = state() / "device" / file;
        const std::string before = content(path);
        std::ofstream(path, std::ios::binary) << put_in;
        const Said said = run(listing);
        EXPECT_EQ(said.status, 69) << said.words;
        EXPECT_TRUE(said.holds(words)) << said.words;
        std::ofstream(path, std::ios::binary) << before;
    };
    const std::string other = content(here() / "other.pem");
    expect_refusal("platform.pem", content(state() / "device" / "platform.pem") + other, "holds more than the platform's root");
    expect_refusal("platform.pem", other, "the platform is not the one that this device was enrolled with");
    expect_refusal("archive.pem", other, "the archive is not the one");
    expect_refusal("notary.pem", other, "the notary is not the one");
    expect_refusal("witness.vkey", content(state() / "device" / "log.vkey"), "the witness is not the one");
    EXPECT_TRUE(lives()) << "nothing was lost";
}

}  // namespace stories
