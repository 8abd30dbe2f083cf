// SPDX-License-Identifier: Apache-2.0
// Twenty devices, each with a chip of its own maker, enrol side by side against one
// receiver; one of them without a network, by files on a stick. A chip that nobody vouches
// for is not let in.
#include "emulator/device_bench.h"
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using emulator::DeviceBench;
using stories::quoted;
using stories::run;
using stories::Said;

constexpr std::size_t fleet_size = 20, at_once = 4;
constexpr std::size_t by_stick = fleet_size - 1, stranger = fleet_size;

class Fleet : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-fleet-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        fs::create_directories(*s_folder);
        side_by_side(fleet_size + 1, [](std::size_t number) {
            auto made = DeviceBench::create(folder(number) / "device", folder(number) / "tpm", PROGRAM_DIR);
            if (made) s_devices[number] = std::move(*made);
            else s_said[number] = made.failure().detail;
        });
        for (std::size_t number = 0; number <= fleet_size; ++number) ASSERT_TRUE(s_devices[number]) << s_said[number];
        auto platform = emulator::PlatformBench::create(*s_folder / "platform", PROGRAM_DIR, {});
        ASSERT_TRUE(platform) << platform.failure().detail;
        for (std::size_t number = 0; number < fleet_size; ++number)
            for (const fs::path& maker : DeviceBench::makers(folder(number) / "tpm"))
                fs::copy_file(maker, *s_folder / "platform/ek-roots" / (name(number) + "-" + maker.filename().string()));
        ASSERT_TRUE((*platform)->start());
        (*platform)->network().plug_in();
        s_platform = std::move(*platform);
        side_by_side(fleet_size, [](std::size_t number) {
            if (number != by_stick) enrol(number);
        });
    }
    static void TearDownTestSuite() {
        for (auto& device : s_devices) device.reset();
        if (s_platform) s_platform->stop();
        s_platform.reset();
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
    }
    void SetUp() override { ASSERT_TRUE(s_platform); }

    template <typename Work>
    static void side_by_side(std::size_t count, const Work& work) {
        std::atomic<std::size_t> next = 0;
        std::array<std::thread, at_once> hands;
        for (std::thread& hand : hands)
            hand = std::thread([&] {
                for (std::size_t number = next++; number < count; number = next++) work(number);
            });
        for (std::thread& hand : hands) hand.join();
    }
    static void enrol(std::size_t number) {
        const base::Status enrolled = s_devices[number]->provision(*s_platform, name(number), "Place " + std::to_string(number));
        s_said[number] = enrolled ? "enrolled" : std::string(base::row_of(enrolled.fault()).code) + " " + enrolled.failure().detail;
    }
    static std::string name(std::size_t number) { return "unit-" + std::to_string(number + 1); }
    static fs::path folder(std::size_t number) { return *s_folder / name(number); }
    static fs::path state(std::size_t number) { return folder(number) / "device"; }
    static std::string at(const fs::path& path) { return quoted((*s_folder / path).string()); }
    static std::string program(const std::string& program_name) { return quoted(std::string(PROGRAM_DIR) + "/" + program_name); }
    static std::string content(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    static fs::path* s_folder;
    static std::unique_ptr<emulator::PlatformBench> s_platform;
    static std::array<std::unique_ptr<DeviceBench>, fleet_size + 1> s_devices;
    static std::array<std::string, fleet_size + 1> s_said;
};
fs::path* Fleet::s_folder = nullptr;
std::unique_ptr<emulator::PlatformBench> Fleet::s_platform;
std::array<std::unique_ptr<DeviceBench>, fleet_size + 1> Fleet::s_devices;
std::array<std::string, fleet_size + 1> Fleet::s_said;

}  // namespace

TEST_F(Fleet, EnrolsSideBySide) {
    for (std::size_t number = 0; number < by_stick; ++number) EXPECT_EQ(s_said[number], "enrolled") << name(number);
}

// The stick carries what lies in the outbox to a machine with a network, and back.
TEST_F(Fleet, OneOfThemEnrolsByFilesAloneOnAStick) {
    const std::string device = " --state " + quoted(state(by_stick).string()) + " --tcti " + quoted(s_devices[by_stick]->tcti()) + " ";
    const auto code = s_platform->enrolment_code();
    ASSERT_TRUE(code);
    const Said begun = run(program("inkseal") + " provision begin" + device + "--device " + name(by_stick) + " --place Away --code " + *code + " --platform-root " +
                           at("platform/public/root.pem") + " --notary " + at("platform/notary/notary.pem") + " --authority-key " +
                           at("platform/keys/approval.key") + " --escrow " + at("escrow-by-stick"));
    ASSERT_EQ(begun.status, 0) << begun.words;
    const fs::path stick = *s_folder / "stick";
    const auto carry = [&](const char* letter, const char* answer) {
        fs::create_directories(stick / "outbox");
        fs::create_directories(stick / "courier");
        fs::rename(state(by_stick) / "outbox" / letter, stick / "outbox" / letter);
        fs::copy_file(state(by_stick) / "courier/platform.pem", stick / "courier/platform.pem", fs::copy_options::overwrite_existing);
        const Said visit = run(program("inkseal-courier") + " --state " + quoted(stick.string()) + " --platform " + s_platform->url() + " --once");
        ASSERT_EQ(visit.status, 0) << visit.words;
        fs::create_directories(state(by_stick) / "inbox");
        fs::rename(stick / "inbox" / answer, state(by_stick) / "inbox" / answer);
    };
    carry("enrol.request", "enrol.challenge");
    EXPECT_NE(content(state(by_stick) / "inbox/enrol.challenge").find("credential_blob"), std::string::npos) << "only this chip can answer";
    const Said answered = run(program("inkseal") + " provision answer" + device);
    ASSERT_EQ(answered.status, 0) << answered.words;
    carry("enrol.activation", "enrol.certificates");
    const Said finished = run(program("inkseal") + " provision finish" + device);
    ASSERT_EQ(finished.status, 0) << finished.words;
}

TEST_F(Fleet, EveryCertificateIsAnothersAndOpensslFollowsItToTheRoot) {
    std::set<std::string> serials, keys;
    for (std::size_t number = 0; number < fleet_size; ++number) {
        for (const char* kind : {"signing.pem", "tls.pem"}) {
            const std::string file = quoted((state(number) / "device" / kind).string());
            const Said verified = run("openssl verify -CAfile " + at("platform/public/root.pem") + " -untrusted " + at("platform/public/issuing.pem") + " " + file);
            EXPECT_EQ(verified.status, 0) << verified.words;
            serials.insert(run("openssl x509 -noout -serial -in " + file).words);
            keys.insert(run("openssl x509 -noout -pubkey -in " + file).words);
        }
        const Said subject = run("openssl x509 -noout -subject -in " + quoted((state(number) / "device/signing.pem").string()));
        EXPECT_TRUE(subject.holds("CN = " + name(number))) << subject.words;
    }
    EXPECT_EQ(serials.size(), 2 * fleet_size);
    EXPECT_EQ(keys.size(), 2 * fleet_size);
}

TEST_F(Fleet, AChipOfAMakerThatNobodyTrustsIsNotLetIn) {
    enrol(stranger);
    EXPECT_NE(s_said[stranger], "enrolled");
    EXPECT_FALSE(fs::exists(state(stranger) / "device/signing.pem"));
    const std::string refusal = content(state(stranger) / "inbox/enrol.refused");
    EXPECT_NE(refusal.find("\"status\":403"), std::string::npos) << refusal << s_said[stranger];
    const Said issued = run(program("inkseal-receiver") + " certificates --state " + at("platform") + " --device " + name(stranger));
    EXPECT_EQ(issued.words.find(name(stranger)), std::string::npos) << issued.words;
}
