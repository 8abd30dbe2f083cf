// SPDX-License-Identifier: Apache-2.0
// The end of a device, by the command that a security officer and a witness give, and
// what other people's programs say about what is left. Every test has a copy of one device.
#include "tests/stories/device_end_bench.h"

namespace stories {

TEST_F(DeviceEnd, LeavesAnEmptyChipAnEmptyFolderAndACertificateThatOpensslAccepts) {
    const Said done = run(ending(words_of_the_end()));
    ASSERT_EQ(done.status, 0) << done.words;
    expect_empty();
    expect_papers();
    const std::string certificate = content(here() / "end.json");
    for (const char* words : {"\"standard\":\"NIST SP 800-88 Rev. 1\"", "\"type\":\"Purge\"", "\"method\":\"cryptographic erase\"", "TPM2_Clear",
                              "\"title\":\"security-officer\"", "\"title\":\"auditor\"", "\"by_token\":true", "\"tpm_name\":\"000b", "\"name\":\"approval_epoch\"", "\"name\":\"parcel\""})
        EXPECT_NE(certificate.find(words), std::string::npos) << words << " is not in " << certificate;
    std::ofstream(here() / "changed.json") << certificate.substr(0, certificate.size() - 1) + " }";
    EXPECT_NE(openssl_about(left("changed.json")), 0);
    const Said nothing_left = run(ending(words_of_the_end()));
    EXPECT_EQ(nothing_left.status, 69) << nothing_left.words;
    EXPECT_TRUE(nothing_left.holds("there is no device in this folder")) << nothing_left.words;

    const std::string retire = program("inkseal-receiver") + " retire " + name + " --state " + at("platform") + " --signature " + left("end.p7s") + " --certificate ";
    EXPECT_NE(run(retire + left("changed.json")).status, 0);
    const Said retired = run(retire + left("end.json"));
    EXPECT_EQ(retired.status, 0) << retired.words;
    EXPECT_TRUE(retired.holds("witnessed by Ruth Abara")) << retired.words;
    const Said listed = run(program("inkseal-receiver") + " certificates --device " + name + " --state " + at("platform"));
    EXPECT_EQ(run("echo " + quoted(listed.words) + " | grep -vc REVOKED").words, "1\n") << listed.words;  // the empty last line
    // At the door, with a copy of the device that somebody kept.
    const Said turned_away = run(program("inkseal-courier") + " --state " + at("device") + " --platform " + s_platform->url() + " --once");
    EXPECT_NE(turned_away.status, 0) << turned_away.words;
}

TEST_F(DeviceEnd, RefusedLosesNothing) {
    const auto expect_refusal = [&](const std::string& command, int status, const std::string& words) {
        const Said said = run(command);
        EXPECT_EQ(said.status, status) << said.words;
        EXPECT_TRUE(said.holds(words)) << said.words;
        EXPECT_FALSE(fs::exists(here() / "end.json"));
        EXPECT_FALSE(fs::exists(state() / "ending.json"));
    };
    const std::string both = token("", "zoe") + token("witness-", "ruth");
    expect_refusal(ending(escrow() + " --yes-destroy harbour-otter-42" + both), 64, "say --yes-destroy " + name);
    expect_refusal(ending(escrow() + " --yes-destroy " + name + both + " --method clear"), 64, "which NIST SP 800-88 calls Purge");
    expect_refusal(ending(escrow() + " --yes-destroy " + name + token("", "ruth") + token("witness-", "zoe")), 77, "TOK-05");
    expect_refusal(ending(escrow() + " --yes-destroy " + name + token("", "zoe") + token("witness-", "ida")), 77, "TOK-05");
    expect_refusal(ending(escrow() + " --yes-destroy " + name + token("", "zoe") + token("witness-", "zoe")), 77, "a second person");
    expect_refusal(ending(escrow() + " --yes-destroy " + name + token("", "zoe") + " --witness-as ruth"), 77, "TOK-05");
    std::string other = content(*s_folder / "platform" / "escrow" / (name + ".lockout"));
    other[other.find("chip ") + 10] = other[other.find("chip ") + 10] == '0' ? '1' : '0';
    std::ofstream(here() / "other.lockout") << other;
    expect_refusal(ending(" --escrow " + left("other.lockout") + " --yes-destroy " + name + both), 69, "TPM-05");
    expect_refusal(ending(" --escrow " + at("roster.p7m") + " --yes-destroy " + name + both), 1, "MSG-01");
    const std::string inside = inkseal("device decommission") + on_the_chip() + " --certificate " + quoted((state() / "log" / "end.json").string());
    expect_refusal(inside + words_of_the_end(), 64, "lies in the state folder");
    std::ofstream(here() / "end.json") << "{}";
    EXPECT_TRUE(run(ending(words_of_the_end())).holds("DSK-04")) << "another paper is not replaced";
    fs::remove(here() / "end.json");
    expect_refusal("flock " + quoted((state() / ".lock").string()) + " " + ending(words_of_the_end()), 69, "CFG-03");
    EXPECT_TRUE(lives());
    // Last, because the chip takes no other try for a day.
    std::string wrong = content(*s_folder / "platform" / "escrow" / (name + ".lockout"));
    wrong[wrong.size() - 2] = wrong[wrong.size() - 2] == '0' ? '1' : '0';
    std::ofstream(here() / "wrong.lockout") << wrong;
    expect_refusal(ending(" --escrow " + left("wrong.lockout") + " --yes-destroy " + name + both), 69, "TPM-06");
    EXPECT_TRUE(lives());
}

TEST_F(DeviceEnd, WaitsForWhatIsNotDeliveredUnlessThatIsGivenUpWithAReason) {
    std::ofstream(here() / "code") << "135790\n";
    const Said set = run(inkseal("seal-code") + on_the_chip() + " --pin-file " + left("code") + token("", "mia", "token-pin-file"));
    ASSERT_EQ(set.status, 0) << set.words;
    const Said sealed = run(inkseal("seal " + quoted(std::string(PROGRAM_DIR) + "/forms/consent.pdf")) + on_the_chip() + " --pin-file " + left("code") + " --out " + left("sealed.pdf"));
    ASSERT_EQ(sealed.status, 0) << sealed.words;
    const Said waiting = run(ending(words_of_the_end()));
    EXPECT_NE(waiting.status, 0);
    EXPECT_TRUE(waiting.holds("PRV-03")) << waiting.words;
    EXPECT_TRUE(lives());
    EXPECT_EQ(run(ending(words_of_the_end() + " --abandon-undelivered")).status, 64);
    EXPECT_TRUE(lives());
    const Said given_up = run(ending(words_of_the_end() + " --abandon-undelivered --reason 'water damage'"));
    EXPECT_EQ(given_up.status, 0) << given_up.words;
    EXPECT_NE(content(here() / "end.json").find("\"undelivered\":{\"documents\":1,\"reason\":\"water damage\"}"), std::string::npos);
    expect_empty();
    expect_papers();
}

TEST_F(DeviceEnd, BeginsAgainAfterAFactoryResetWithALogThatNamesTheEndOfTheOneBefore) {
    const auto provision = [&](const std::string& root, const std::string& number) {
        const Said code = run(program("inkseal-receiver") + " enroll-code --device " + name + " --state " + at("platform"));
        return run(inkseal("provision begin") + " --tcti " + quoted(chip->tcti()) + " --device " + name + " --place 'Second Life' --code " + code.words.substr(0, code.words.find('\n')) +
                   " --platform-root " + at(root) + " --notary " + at("platform/notary/notary.pem") + " --authority-key " + at("platform/keys/approval.key") +
                   " --escrow " + left("next.lockout") + " --origin inkseal.local/inkseal/" + name + "/" + number);
    };
    const Said owned = provision("platform/public/root.pem", "2");
    EXPECT_TRUE(owned.holds("TPM-11")) << "a device that lives is not made anew\n" << owned.words;
    const Said done = run(ending(words_of_the_end(), "factory-reset"));
    ASSERT_EQ(done.status, 0) << done.words;
    EXPECT_EQ(run("ls -A " + quoted(state().string())).words, "previous_checkpoint\n");
    EXPECT_EQ(content(state() / "previous_checkpoint"), content(here() / "end.log/log/checkpoint"));
    EXPECT_NE(content(here() / "end.json").find("stays in use here"), std::string::npos);
    expect_papers();

    // With nothing of the device before; to a TEST platform or back there is no other way.
    const std::string chip_option = " --tcti " + quoted(chip->tcti());
    EXPECT_TRUE(provision("platform/public/root.pem", "1").holds("choose its next number"));
    const Said begun_again = provision("platform/public/root.pem", "2");
    ASSERT_EQ(begun_again.status, 0) << begun_again.words;
    const std::string courier = program("inkseal-courier") + " --state " + quoted(state().string()) + " --platform " + s_platform->url() + " --once";
    ASSERT_EQ(run(courier).status, 0);
    const Said answered = run(inkseal("provision answer") + chip_option);
    ASSERT_EQ(answered.status, 0) << answered.words;
    ASSERT_EQ(run(courier).status, 0);
    const Said finished = run(inkseal("provision finish") + chip_option);
    ASSERT_EQ(finished.status, 0) << finished.words;
    const Said roster = run(inkseal("staff roster " + at("roster.p7m")) + on_the_chip());
    ASSERT_EQ(roster.status, 0) << roster.words;

    const std::string verify = program("inkseal") + " audit verify --state " + quoted(state().string()) + " --previous ";
    const Said joined = run(verify + left("end.log/log/checkpoint") + " --previous-key " + left("end.log/device/log.vkey"));
    EXPECT_EQ(joined.status, 0) << joined.words;
    EXPECT_TRUE(joined.holds("the log began where the one before ended")) << joined.words;
    EXPECT_TRUE(content(state() / "log/checkpoint").starts_with("inkseal.local/inkseal/" + name + "/2\n"));
    const Said other = run(verify + quoted((state() / "log/checkpoint").string()));
    EXPECT_EQ(other.status, 1) << other.words;
    EXPECT_TRUE(other.holds("began after another checkpoint")) << other.words;
    EXPECT_EQ(run(verify + left("end.log/log/checkpoint") + " --previous-key " + quoted((state() / "device/log.vkey").string())).status, 1);
}

// strace kills the program at exactly its Nth call that changes the disk or speaks to the
// chip; then the chip loses its power too, and the same command is given again.
TEST_F(DeviceEnd, ContinuesAfterAPowerCutAnywhere) {
    struct Point { const char* calls; int first, step; };
    int cuts = 0, beyond = 0;
    for (const Point& kind : {Point{"fsync", 1, 13}, Point{"unlink", 3, 19}, Point{"rmdir", 1, 8}, Point{"pwrite64", 5, 60}, Point{"renameat", 1, 6}, Point{"sendto", 30, 45}}) {
        for (int number = kind.first;; number += kind.step) {
            renew();
            if (HasFatalFailure()) return;
            const std::string cut = "strace -f -qq -o /dev/null -e trace=" + std::string(kind.calls) + " -e inject=" + kind.calls + ":signal=KILL:when=" + std::to_string(number) + " ";
            const Said first = run(cut + ending(words_of_the_end()));
            if (first.status == 0) {
                ++beyond;
                break;
            }
            ++cuts;
            chip->cut_power();
            ASSERT_TRUE(chip->power_on());
            const std::string where = std::string(kind.calls) + " " + std::to_string(number);
            if (fs::exists(here() / "end.report.json") && !fs::exists(state() / "ending.json")) {
                expect_papers();  // all was done but for the goodbye
                continue;
            }
            if (fs::exists(state() / "ending.json")) EXPECT_FALSE(lives()) << where << ": a device whose end has begun opened";
            else EXPECT_TRUE(lives()) << where << ": nothing had begun, and it does not live";
            const Said again = run(ending(words_of_the_end()));
            EXPECT_EQ(again.status, 0) << where << "\n" << again.words;
            expect_empty();
            expect_papers();
            ASSERT_FALSE(HasFailure()) << "cut at " << where;
        }
    }
    EXPECT_GE(cuts, 20);
    EXPECT_EQ(beyond, 6);
}

}  // namespace stories
