// SPDX-License-Identifier: Apache-2.0
// A device with a platform and staff, of which every test has a copy of its own, chip and all.
#pragma once

#include "emulator/bench_files.h"
#include "emulator/device_bench.h"
#include "emulator/staff_bench.h"
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace stories {

namespace fs = std::filesystem;

inline const std::string name = "harbour-otter-41";

class DeviceEnd : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-end-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        fs::create_directories(*s_folder);
        make_platform_and_device();
    }
    static void make_platform_and_device() {
        auto made = emulator::DeviceBench::create(*s_folder / "device", *s_folder / "tpm", PROGRAM_DIR);
        ASSERT_TRUE(made) << made.failure().detail;
        auto platform = emulator::PlatformBench::create(*s_folder / "platform", PROGRAM_DIR, emulator::DeviceBench::makers(*s_folder / "tpm"));
        ASSERT_TRUE(platform) << platform.failure().detail;
        s_platform = platform->release();
        ASSERT_TRUE(s_platform->start());
        s_platform->network().plug_in();
        const auto born = (*made)->provision(*s_platform, name, "Harbour Clinic");
        ASSERT_TRUE(born) << born.failure().detail;
        auto staff = emulator::StaffBench::create(*s_folder / "staff", PROGRAM_DIR);
        ASSERT_TRUE(staff) << staff.failure().detail;
        s_staff = staff->release();
        ASSERT_TRUE(s_staff->hire("zoe", "Zoë Okafor", {"security-officer"}));
        ASSERT_TRUE(s_staff->hire("ruth", "Ruth Abara", {"auditor"}));
        ASSERT_TRUE(s_staff->hire("ida", "Ida Lind", {"custodian"}));
        ASSERT_TRUE(s_staff->hire("mia", "Mia عمر", {"site-manager"}));
        for (const char* who : {"zoe", "ruth", "ida", "mia"}) ASSERT_TRUE(s_staff->plug(who));
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        const auto people = s_staff->people_file("Harbour Clinic", now);
        ASSERT_TRUE(people);
        const Said signed_list = run(program("inkseal-receiver") + " roster --state " + at("platform") + " --people " + quoted(people->string()) + " --out " + at("roster.p7m"));
        ASSERT_EQ(signed_list.status, 0) << signed_list.words;
        const Said installed = run(program("inkseal") + " staff roster " + at("roster.p7m") + " --state " + at("device") + " --tpm " + quoted((*made)->tcti()));
        ASSERT_EQ(installed.status, 0) << installed.words;
        s_is_ready = true;
    }
    static void TearDownTestSuite() {
        if (s_platform != nullptr) s_platform->stop();
        delete s_staff;
        delete s_platform;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
    }

    void SetUp() override {
        ASSERT_TRUE(s_is_ready);
        renew();
    }
    // Another copy of the device, chip and all, as it was before anything.
    void renew() {
        chip.reset();
        fs::remove_all(here());
        fs::create_directories(here());
        fs::copy(*s_folder / "device", state(), fs::copy_options::recursive);
        fs::copy(*s_folder / "tpm", here() / "tpm", fs::copy_options::recursive);
        auto started = emulator::Swtpm::start(here() / "tpm");
        ASSERT_TRUE(started) << started.failure().detail;
        chip = std::move(*started);
    }

    static std::string program(const std::string& called) { return quoted(std::string(PROGRAM_DIR) + "/" + called); }
    static std::string at(const std::string& path) { return quoted((*s_folder / path).string()); }
    static fs::path here() { return *s_folder / "copy"; }
    static fs::path state() { return here() / "device"; }
    static std::string left(const std::string& path) { return quoted((here() / path).string()); }
    static std::string token(const std::string& option, const std::string& who, const std::string& pin_option = "pin-file") {
        const auto serial = s_staff->serial(who);
        return " --" + option + "token " + (serial ? *serial : std::string("none")) + " --" + option + pin_option + " " + at("staff/" + who + ".pin");
    }
    static std::string escrow() { return " --escrow " + at("platform/escrow/" + name + ".lockout"); }
    static std::string words_of_the_end() { return escrow() + " --yes-destroy " + name + token("", "zoe") + token("witness-", "ruth"); }

    std::string inkseal(const std::string& words) const {
        std::string environment;
        for (const std::string& each : s_staff->environment()) environment += quoted(each) + " ";
        return "env " + environment + program("inkseal") + " " + words + " --state " + quoted(state().string());
    }
    std::string on_the_chip() const { return " --tpm " + quoted(chip->tcti()); }
    std::string ending(const std::string& words, const std::string& verb = "decommission") const {
        return inkseal("device " + verb) + on_the_chip() + " --certificate " + left("end.json") + words;
    }
    std::string ask_chip(const std::string& command) const { return run("TPM2TOOLS_TCTI=" + quoted(chip->tcti()) + " " + command).words; }
    // The key that documents are signed with, asked through the whole device.
    bool lives() const { return run(inkseal("keys list") + on_the_chip() + token("", "zoe")).status == 0; }

    void expect_empty() const {
        EXPECT_TRUE(fs::is_empty(state()));
        EXPECT_EQ(ask_chip("tpm2_getcap handles-persistent"), "");
        EXPECT_EQ(ask_chip("tpm2_getcap handles-nv-index").find("0x181"), std::string::npos);
        EXPECT_NE(ask_chip("tpm2_getcap properties-variable").find("lockoutAuthSet:            0"), std::string::npos);
    }
    static int openssl_about(const std::string& content) {
        return run("openssl cms -verify -binary -inform DER -purpose any -out /dev/null -CAfile " + at("platform/public/root.pem") + " -in " + left("end.p7s") + " -content " + content).status;
    }
    static std::string content(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void expect_papers() const {
        EXPECT_EQ(openssl_about(left("end.json")), 0);
        EXPECT_NE(content(here() / "end.report.json").find("\"is_empty\":true"), std::string::npos);
        const Said whole = run(program("inkseal") + " audit verify --state " + left("end.log"));
        EXPECT_EQ(whole.status, 0) << whole.words;
        const std::string log = run(program("inkseal") + " audit show --state " + left("end.log")).words;
        EXPECT_NE(log.find("decommission-intended"), std::string::npos) << log;
        EXPECT_EQ(log.find("  decommissioned "), log.rfind("  decommissioned ")) << "once\n" << log;
        EXPECT_NE(log.find("  decommissioned "), std::string::npos) << log;
    }

    std::unique_ptr<emulator::Swtpm> chip;
    inline static fs::path* s_folder = nullptr;
    inline static emulator::PlatformBench* s_platform = nullptr;
    inline static emulator::StaffBench* s_staff = nullptr;
    inline static bool s_is_ready = false;
};

}  // namespace stories
