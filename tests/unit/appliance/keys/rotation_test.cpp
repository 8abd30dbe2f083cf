// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/rotation.h"

#include "tests/unit/appliance/keys/key_bench.h"

namespace {

using base::Fault;
using keys::RotationStage;
using staff::Duty;

constexpr std::int64_t day_ms = 86'400'000;

struct RotationTest : keys_test::KeyBench {
    RotationStage stage() { return rotation.look()->stage; }
    void make_successor(const std::string& name = "seal-next") {
        const auto made = rotation.begin(officer(Duty::create_key), name);
        ASSERT_TRUE(made) << made.failure().detail;
    }
    void certify(const std::string& name = "seal-next") {
        const base::Bytes request = *life.request(officer(Duty::request_certificate), name);
        ASSERT_TRUE(life.install_certificate(officer(Duty::install_certificate), name, certificate_for(request)));
    }
    base::Fault finish(bool is_urgent = false) {
        const auto done = rotation.finish(officer(Duty::destroy_key), is_urgent);
        return done ? Fault::not_implemented_here : done.fault();
    }
    void days_pass(std::int64_t days) { run.clock.wall += days * day_ms; }

    keys::Rotation rotation{life};
};

}  // namespace

TEST_F(RotationTest, IsDueWhenThePolicysMonthsAreOverAndNotBefore) {
    ready("seal-now");
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-now"));
    ASSERT_TRUE(rotation.set_policy(officer(Duty::create_key), {6, 14}));
    EXPECT_EQ(stage(), RotationStage::resting);
    days_pass(181);
    EXPECT_EQ(stage(), RotationStage::resting);
    days_pass(2);
    EXPECT_EQ(stage(), RotationStage::due);
}

TEST_F(RotationTest, IsDueAtTheLatestWhenTheCertificateEnds) {
    ASSERT_TRUE(life.create(officer(Duty::create_key), "seal-short", ports::KeyAlgorithm::ecdsa_p256, std::nullopt));
    const base::Bytes request = *life.request(officer(Duty::request_certificate), "seal-short");
    ASSERT_TRUE(life.install_certificate(officer(Duty::install_certificate), "seal-short", certificate_for(request, 40)));
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-short"));
    EXPECT_EQ(stage(), RotationStage::resting);
    days_pass(41);
    EXPECT_EQ(stage(), RotationStage::due);
}

TEST_F(RotationTest, GoesFromOneKeyToTheNextAndEndsTheOldOneAfterTheOverlap) {
    make_successor();
    EXPECT_EQ(stage(), RotationStage::wants_certificate);
    EXPECT_EQ(rotation.put_to_use(officer(Duty::activate_key)).fault(), Fault::plan_step_refused);
    certify();
    EXPECT_EQ(stage(), RotationStage::wants_trial);
    ASSERT_TRUE(rotation.put_to_use(officer(Duty::activate_key)));
    EXPECT_EQ(stage(), RotationStage::overlapping);
    EXPECT_EQ(finish(), Fault::plan_step_refused);
    EXPECT_EQ(life.find("birth")->standing, keys::Standing::ready);
    days_pass(15);
    EXPECT_EQ(stage(), RotationStage::wants_end);
    EXPECT_EQ(finish(), Fault::not_implemented_here);
    EXPECT_EQ(life.find("birth")->standing, keys::Standing::destroyed);
    EXPECT_FALSE(life.find("birth")->chain.empty());
    EXPECT_EQ(life.find("seal-next")->standing, keys::Standing::active);
    EXPECT_EQ(rotation.look()->successor, "");
    EXPECT_EQ(run.count("key-rotation-started"), 1);
    EXPECT_EQ(run.count("key-destroyed"), 1);
}

TEST_F(RotationTest, MakesASuccessorOfTheSameKindUnderANameThatIsFree) {
    ready("seal-p384", ports::KeyAlgorithm::ecdsa_p384);
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-p384"));
    const auto made = rotation.begin(officer(Duty::create_key), "");
    ASSERT_TRUE(made) << made.failure().detail;
    EXPECT_EQ(made->facts.algorithm, ports::KeyAlgorithm::ecdsa_p384);
    EXPECT_TRUE(made->facts.name.starts_with("seal-20")) << made->facts.name;
}

TEST_F(RotationTest, DoesNotWaitWhenTheOldKeyMayBeInWrongHands) {
    make_successor();
    EXPECT_EQ(finish(true), Fault::plan_step_refused);  // nothing signs instead yet
    certify();
    ASSERT_TRUE(rotation.put_to_use(officer(Duty::activate_key)));
    EXPECT_EQ(finish(true), Fault::not_implemented_here);
    EXPECT_EQ(life.find("birth")->standing, keys::Standing::destroyed);
}

TEST_F(RotationTest, RefusesASecondOneMeanwhile) {
    make_successor();
    EXPECT_EQ(rotation.begin(officer(Duty::create_key), "another").fault(), Fault::plan_step_refused);
    EXPECT_EQ(life.find("another").fault(), Fault::key_missing);
}

TEST_F(RotationTest, NoticesStepsThatWereDoneByHand) {
    make_successor();
    certify();
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-next"));
    EXPECT_EQ(stage(), RotationStage::overlapping);
    ASSERT_TRUE(life.destroy(officer(Duty::destroy_key), "birth"));
    EXPECT_EQ(stage(), RotationStage::resting);
}

TEST_F(RotationTest, TakesAPolicyOfSixToTwelveMonthsOnly) {
    for (const keys::RotationPolicy& wrong : {keys::RotationPolicy{5, 14}, {13, 14}, {12, -1}, {12, 91}})
        EXPECT_EQ(rotation.set_policy(officer(Duty::create_key), wrong).fault(), Fault::usage_invalid);
    ASSERT_TRUE(rotation.set_policy(officer(Duty::create_key), {9, 0}));
    EXPECT_EQ(rotation.look()->policy, (keys::RotationPolicy{9, 0}));
}

TEST_F(RotationTest, SaysWhenItsPlanIsDamaged) {
    for (const std::string_view text : {"", "{}", R"({"v":1,"months":99,"overlap_days":1,"retiring":"","successor":"","signs_since_ms":0})",
                                        R"({"v":1,"months":9,"overlap_days":1,"retiring":"a","successor":"","signs_since_ms":0})"}) {
        ASSERT_TRUE(run.storage.write_atomically("keys/rotation-plan", base::as_bytes(text)));
        EXPECT_EQ(rotation.look().fault(), Fault::configuration_invalid) << text;
    }
}

TEST_F(RotationTest, MakesUpForTheEntryOfABeginningThatAPowerCutLeftOut) {
    ASSERT_TRUE(run.storage.write_atomically("keys/rotation-plan", base::as_bytes(
        R"({"begun_by":"zoe","months":12,"overlap_days":14,"retiring":"birth","signs_since_ms":0,"successor":"seal-next","v":1})")));
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-rotation-started"), 1);
    ASSERT_TRUE(life.open());
    EXPECT_EQ(run.count("key-rotation-started"), 1);
    EXPECT_EQ(stage(), RotationStage::wants_key);
    make_successor();
    EXPECT_EQ(run.count("key-rotation-started"), 1);
}

TEST_F(RotationTest, DoesNotShutTheDeviceWhenItsPlanIsDamaged) {
    ASSERT_TRUE(run.storage.write_atomically("keys/rotation-plan", base::as_bytes("{}")));
    EXPECT_TRUE(life.open());
}
