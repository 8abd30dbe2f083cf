// SPDX-License-Identifier: Apache-2.0
// Codes, passwords and a private key are planted in the commands that people give, and
// looked for in what each command leaves in its memory when it ends.
#include "emulator/bench_files.h"
#include "emulator/device_bench.h"
#include "emulator/staff_bench.h"
#include "tests/stories/commands.h"
#include "tests/stories/exit_memory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using stories::LeftBehind;
using stories::quoted;
using stories::run;
using stories::Said;

const std::string code = "84917263";
const std::string password = "Quaternion-Marmalade-7301-Osprey";

class KeyMemory : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-memory-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        fs::create_directories(*s_folder);
        make_device_and_people();
    }
    static void make_device_and_people() {
        auto device = emulator::DeviceBench::create(*s_folder / "device", *s_folder / "tpm", PROGRAM_DIR);
        ASSERT_TRUE(device) << device.failure().detail;
        s_device = device->release();
        auto platform = emulator::PlatformBench::create(*s_folder / "platform", PROGRAM_DIR, emulator::DeviceBench::makers(*s_folder / "tpm"));
        ASSERT_TRUE(platform) << platform.failure().detail;
        s_platform = platform->release();
        ASSERT_TRUE(s_platform->start());
        s_platform->network().plug_in();
        const auto born = s_device->provision(*s_platform, "harbour-otter-41", "Harbour Clinic");
        ASSERT_TRUE(born) << born.failure().detail;
        auto staff = emulator::StaffBench::create(*s_folder / "staff", PROGRAM_DIR);
        ASSERT_TRUE(staff) << staff.failure().detail;
        s_staff = staff->release();
        ASSERT_TRUE(s_staff->hire("zoe", "Zoë Okafor", {"security-officer"}));
        ASSERT_TRUE(s_staff->hire("ida", "Ida Lind", {"custodian"}));
        for (const char* who : {"zoe", "ida"}) ASSERT_TRUE(s_staff->plug(who));
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        const auto people = s_staff->people_file("Harbour Clinic", now);
        ASSERT_TRUE(people);
        const Said pack = run(quoted(program("inkseal-receiver")) + " roster --state " + quoted(at("platform")) + " --people " + quoted(people->string()) + " --out " + quoted(at("roster.p7m")));
        ASSERT_EQ(pack.status, 0) << pack.words;
        write("code", code);
        write("password", password);
        const LeftBehind installed = inkseal({"staff", "roster", at("roster.p7m")});
        ASSERT_EQ(installed.status, 0) << installed.words;
        for (const char* who : {"zoe", "ida"}) {
            const LeftBehind changed = inkseal({"token", "change-pin", "--token", *s_staff->serial(who), "--pin-file", at("staff/" + std::string(who) + ".pin"), "--new-pin-file", at("code")}, At::nothing);
            ASSERT_EQ(changed.status, 0) << changed.words;
            expect_forgotten(changed, "change-pin");
        }
        s_is_ready = true;
    }
    static void TearDownTestSuite() {
        if (s_platform != nullptr) s_platform->stop();
        delete s_staff;
        delete s_platform;
        delete s_device;
        fs::remove_all(*s_folder);
        delete s_folder;
    }
    void SetUp() override { ASSERT_TRUE(s_is_ready); }

    static std::string program(const std::string& name) { return std::string(PROGRAM_DIR) + "/" + name; }
    static std::string at(const std::string& path) { return (*s_folder / path).string(); }
    static void write(const std::string& name, const std::string& content) { std::ofstream(at(name)) << content; }

    enum class At { device, nothing };
    static LeftBehind inkseal(std::vector<std::string> words, At where = At::device) {
        words.insert(words.begin(), program("inkseal"));
        if (where == At::device) words.insert(words.end(), {"--state", at("device"), "--tpm", s_device->tcti()});
        return stories::run_to_the_end(words, s_staff->environment());
    }
    static LeftBehind as_zoe(std::vector<std::string> words) {
        words.insert(words.end(), {"--token", *s_staff->serial("zoe"), "--pin-file", at("code")});
        return inkseal(std::move(words));
    }

    static void expect_forgotten(const LeftBehind& left, const std::string& what) {
        EXPECT_GT(left.memory.size(), 5U) << what << ": nothing was read";
        for (const std::string& secret : {code, password}) {
            const auto places = stories::find_word(left.memory, secret);
            EXPECT_TRUE(places.empty()) << what << " remembers: " << places.front();
        }
    }
    // The private number of an EC key, as openssl prints it.
    static std::string private_number(const std::string& command) {
        const std::string hex = run(command + " | openssl ec -noout -text 2>/dev/null | sed -n '/^priv:/,/^pub:/p' | grep '^ ' | tr -d ' :\\n'").words;
        std::string bytes;
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        return bytes.size() > 32 ? bytes.substr(bytes.size() - 32) : bytes;
    }

    static fs::path* s_folder;
    static emulator::DeviceBench* s_device;
    static emulator::PlatformBench* s_platform;
    static emulator::StaffBench* s_staff;
    static bool s_is_ready;
};
fs::path* KeyMemory::s_folder = nullptr;
emulator::DeviceBench* KeyMemory::s_device = nullptr;
emulator::PlatformBench* KeyMemory::s_platform = nullptr;
emulator::StaffBench* KeyMemory::s_staff = nullptr;
bool KeyMemory::s_is_ready = false;

}  // namespace

// The control: a program that does not wipe is found out.
TEST_F(KeyMemory, IsSearchedWhereCarelessProgramsLeaveThings) {
    const LeftBehind careless = stories::run_to_the_end({"/bin/sh", "-c", "read x < " + at("password") + "; exit 3"}, {});
    EXPECT_EQ(careless.status, 3);
    EXPECT_FALSE(stories::find_word(careless.memory, password).empty());
}

TEST_F(KeyMemory, HoldsNoCodeAfterAKeyWasMadeOrDestroyed) {
    const LeftBehind made = as_zoe({"keys", "create", "seal-memory"});
    EXPECT_EQ(made.status, 0) << made.words;
    expect_forgotten(made, "create");
    EXPECT_FALSE(stories::find_word(made.memory, "seal-memory").empty()) << "the control";
    const LeftBehind ended = as_zoe({"keys", "destroy", "seal-memory", "--yes-destroy", "seal-memory"});
    EXPECT_EQ(ended.status, 0) << ended.words;
    expect_forgotten(ended, "destroy");
}

TEST_F(KeyMemory, HoldsNeitherPasswordNorPrivateKeyAfterAnImport) {
    const std::string key = quoted(at("key.pem"));
    const Said made = run("openssl ecparam -name prime256v1 -genkey -noout -out " + key + " && openssl req -x509 -new -key " + key + " -subj /CN=imported -days 30 -out " +
                          quoted(at("key.crt")) + " && openssl pkcs12 -export -inkey " + key + " -in " + quoted(at("key.crt")) + " -out " + quoted(at("key.pfx")) +
                          " -passout file:" + quoted(at("password")));
    ASSERT_EQ(made.status, 0) << made.words;
    const std::string number = private_number("cat " + key);
    ASSERT_EQ(number.size(), 32U);
    const LeftBehind left = as_zoe({"keys", "import", at("key.pfx"), "--name", "imported", "--password-file", at("password")});
    ASSERT_EQ(left.status, 0) << left.words;
    expect_forgotten(left, "import");
    EXPECT_EQ(stories::count_bytes(left.memory, number), 0U);
    const LeftBehind careless = stories::run_to_the_end({"/bin/sh", "-c", "x=$(cat " + at("key.pem") + "); exit 0"}, {});
    EXPECT_FALSE(stories::find_word(careless.memory, "BEGIN EC PRIVATE KEY").empty()) << "the control";
}

// Such a file is the key: neither its text nor the number may stay.
TEST_F(KeyMemory, HoldsNothingOfAKeyThatCameInTheClear) {
    const std::string key = quoted(at("clear.pem"));
    ASSERT_EQ(run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + key).status, 0);
    const std::string number = private_number("cat " + key);
    ASSERT_EQ(number.size(), 32U);
    const LeftBehind left = as_zoe({"keys", "import", at("clear.pem"), "--name", "clear", "--no-password"});
    ASSERT_EQ(left.status, 0) << left.words;
    EXPECT_GT(left.memory.size(), 5U) << "nothing was read";
    EXPECT_EQ(stories::count_bytes(left.memory, number), 0U);
    // What stands before the number is the same in every such file: its first 12 bytes end the first line.
    const std::string text = run("sed -n 2,3p " + key + " | tr -d '\\n'").words;
    ASSERT_GE(text.size(), 80U);
    for (const std::size_t from : {48U, 64U}) EXPECT_EQ(stories::count_bytes(left.memory, text.substr(from, 16)), 0U) << "its text from " << from;
}

TEST_F(KeyMemory, HoldsNoWrongPasswordEither) {
    const Said made = run("openssl req -x509 -newkey rsa:2048 -noenc -keyout " + quoted(at("other.pem")) + " -subj /CN=other -days 30 -out " + quoted(at("other.crt")) +
                          " && openssl pkcs12 -export -inkey " + quoted(at("other.pem")) + " -in " + quoted(at("other.crt")) + " -out " + quoted(at("other.pfx")) + " -passout pass:another");
    ASSERT_EQ(made.status, 0) << made.words;
    const LeftBehind left = as_zoe({"keys", "import", at("other.pfx"), "--name", "other", "--password-file", at("password")});
    EXPECT_NE(left.status, 0) << left.words;
    expect_forgotten(left, "a refused import");
}

TEST_F(KeyMemory, HoldsNeitherPasswordNorPrivateKeyAfterAnExport) {
    const LeftBehind made = as_zoe({"keys", "create", "portable", "--custodian", at("staff/ida.pem"), "--needed", "1"});
    ASSERT_EQ(made.status, 0) << made.words;
    auto leaving = std::async(std::launch::async, [] {
        return as_zoe({"keys", "export", "portable", "--out", at("portable.pfx"), "--approvals", at("approvals"), "--password-file", at("password"), "--reason", "a test", "--destination", "nowhere"});
    });
    for (int i = 0; i < 1200 && !fs::exists(at("approvals/request.p7m")); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const LeftBehind approved = inkseal({"keys", "approve", at("approvals/request.p7m"), "--trust", at("platform/public"), "--out", at("approvals/ida.sig"), "--token", *s_staff->serial("ida"), "--pin-file", at("code")}, At::nothing);
    EXPECT_EQ(approved.status, 0) << approved.words;
    expect_forgotten(approved, "approve");
    const LeftBehind left = leaving.get();
    ASSERT_EQ(left.status, 0) << left.words;
    expect_forgotten(left, "export");
    const std::string number = private_number("openssl pkcs12 -in " + quoted(at("portable.pfx")) + " -nodes -nocerts -passin file:" + quoted(at("password")) + " 2>/dev/null");
    ASSERT_EQ(number.size(), 32U);
    EXPECT_EQ(stories::count_bytes(left.memory, number), 0U);
}
